using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>log_model on a server of the 2.x line.</summary>
public sealed class Mlflow2BackendTests : IDisposable
{
    private readonly TestStore _test = new(o => o with { Flavors = [new TextModelFlavor()] });
    private readonly Mlflow2Server _server = new();

    public Mlflow2BackendTests() => _test.Options.Set("mlflow_tracking_uri", _server.Uri);

    public void Dispose()
    {
        _server.Dispose();
        _test.Dispose();
    }

    [Fact]
    public async Task The_model_is_a_folder_of_a_run_made_for_it_noted_with_the_run_and_registered_by_its_place()
    {
        var saved = await _test.Store.SaveAsync(new TextModel("hello"), "clf");

        var folder = $"0/{Mlflow2Server.RunId}/artifacts/clf";
        Assert.Equal([folder + "/MLmodel", folder + "/model.txt"], _server.Files.Keys.Order(StringComparer.Ordinal));
        var noted = JsonNode.Parse(Body("runs/log-model")["model_json"]!.GetValue<string>())!;
        Assert.Equal(("clf", Mlflow2Server.RunId), (noted["artifact_path"]!.GetValue<string>(), noted["run_id"]!.GetValue<string>()));
        Assert.Matches("^[0-9a-f]{32}$", noted["model_uuid"]!.GetValue<string>());
        Assert.Null(noted["model_id"]);
        Assert.Equal("mlflow-artifacts:/" + folder, Body("model-versions/create")["source"]!.GetValue<string>());
        Assert.Equal(Mlflow2Server.RunId, Body("model-versions/create")["run_id"]!.GetValue<string>());
        Assert.Equal("FINISHED", Body("runs/update")["status"]!.GetValue<string>());
        Assert.Equal(($"runs:/{Mlflow2Server.RunId}/clf", null, 1), (saved.Mlflow!.ModelUri, saved.Mlflow.ModelId, saved.Mlflow.RegisteredModelVersion));
        Assert.Equal("clf", ModelManifest(folder).ArtifactPath);
        Assert.Equal("hello", (await (await _test.Store.GetAsync("clf")).GetValueAsync<TextModel>()).Text);
    }

    [Fact]
    public async Task A_run_that_was_given_is_used_and_left_running()
    {
        await _test.Store.SaveAsync(new TextModel("hello"), "clf", options: new SaveOptions { LogModel = new LogModelOptions { RunId = Mlflow2Server.RunId, Name = "model", Register = false } });

        Assert.Contains($"0/{Mlflow2Server.RunId}/artifacts/model/model.txt", _server.Files.Keys);
        Assert.DoesNotContain(_server.Requests, r => r.Path.EndsWith("runs/create", StringComparison.Ordinal) || r.Path.EndsWith("runs/update", StringComparison.Ordinal));
        Assert.DoesNotContain(_server.Requests, r => r.Path.Contains("model-versions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_leaves_no_version_and_the_run_that_was_made_FAILED()
    {
        _server.Refuses = "/api/2.0/mlflow/model-versions/create";

        await Assert.ThrowsAsync<LineaSharp.Mlflow.MlflowException>(() => _test.Store.SaveAsync(new TextModel("hello"), "clf"));

        Assert.Equal("FAILED", Body("runs/update")["status"]!.GetValue<string>());
        Assert.Null(await _test.Store.FindAsync("clf"));
    }

    private MLmodel ModelManifest(string folder) => MLmodel.Parse(Encoding.UTF8.GetString(_server.Files[folder + "/MLmodel"]));

    private JsonNode Body(string call) => _server.Requests.Last(r => r.Path == "/api/2.0/mlflow/" + call).Body!;
}
