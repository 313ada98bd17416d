using System.Net;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

public sealed class UnityCatalogTests : DatabricksCase
{
    private const string Name = "main.default.churn";

    private const string MLmodel = """
        flavors:
          python_function:
            loader_module: mlflow.sklearn
        model_uuid: m-1
        signature:
          inputs: '[{"type": "double", "name": "x", "required": true}]'
          outputs: '[{"type": "double", "required": true}]'
        """;

    public UnityCatalogTests() => UseToken();

    [Fact]
    public async Task A_workspace_is_used_from_the_experiment_to_the_registered_model()
    {
        var client = Client();

        var experiment = await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);
        var run = await client.CreateRunAsync(experiment, cancellationToken: Stop);
        await client.LogMetricAsync(run.Id, "loss", 0.5, cancellationToken: Stop);
        await client.LogArtifactAsync(run.Id, NewFile("notes.txt", "of the run"), cancellationToken: Stop);
        var model = await LogModelAsync(client, MLmodel);
        await client.CreateRegisteredModelAsync(Name, cancellationToken: Stop);
        var version = await client.CreateModelVersionAsync(Name, model.ModelUri, cancellationToken: Stop);
        await client.SetRegisteredModelAliasAsync(Name, "champion", version.Version, Stop);
        var downloaded = await client.DownloadModelAsync($"models:/{Name}@champion", Folder.File("out"), cancellationToken: Stop);

        Assert.Equal((1, ModelVersionStatus.Ready), (version.Version, version.Status));
        Assert.Equal("m-1", version.ModelId);
        Assert.Equal("r1", version.RunId);
        Assert.Equal($"dbfs:/Models/main/default/churn/1", downloaded.ArtifactUri);
        Assert.Equal(MLmodel, File.ReadAllText(Folder.File("out", "MLmodel")));
        Assert.Equal("weights", File.ReadAllText(Folder.File("out", "data", "model.bin")));
        Assert.Equal("of the run", File.ReadAllText(await client.DownloadArtifactsAsync(run.Id, "notes.txt", Folder.File("of-run"), cancellationToken: Stop)));
        Assert.All(Databricks.ToCloud, r => Assert.Null(r.Authorization));
    }

    [Fact]
    public async Task Where_the_workspace_takes_model_files_itself_they_go_through_its_Files_API()
    {
        Databricks.TakesModelFilesItself = true;
        var client = Client();
        var model = await LogModelAsync(client, MLmodel);
        await client.CreateRegisteredModelAsync(Name, cancellationToken: Stop);

        await client.CreateModelVersionAsync(Name, model.ModelUri, cancellationToken: Stop);

        Assert.Contains("/Models/main/default/churn/1/MLmodel", Databricks.Files.Keys);
        await client.DownloadModelAsync($"models:/{Name}/1", Folder.File("out"), cancellationToken: Stop);
        Assert.Equal("weights", File.ReadAllText(Folder.File("out", "data", "model.bin")));
    }

    [Theory]
    [InlineData("aws_temp_credentials", "LineaSharp.Aws")]
    [InlineData("r2_temp_credentials", "LineaSharp.Aws")]
    [InlineData("azure_user_delegation_sas", "LineaSharp.Azure")]
    [InlineData("gcp_oauth_token", "Google Cloud Storage")]
    public async Task Keys_of_a_cloud_ask_for_its_package_and_leave_no_version(string kind, string words)
    {
        Databricks.ModelCredentials = new JsonObject { [kind] = new JsonObject { ["secret_access_key"] = "cloud-secret", ["sas_token"] = "cloud-secret" } };
        var client = Client();
        var model = await LogModelAsync(client, MLmodel);
        await client.CreateRegisteredModelAsync(Name, cancellationToken: Stop);

        var error = await Assert.ThrowsAsync<LineaException>(() => client.CreateModelVersionAsync(Name, model.ModelUri, cancellationToken: Stop));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cloud-secret", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<MlflowException>(() => client.GetModelVersionAsync(Name, 1, Stop))).Code);
    }

    [Fact]
    public async Task An_upload_that_breaks_leaves_no_version_and_no_local_copy()
    {
        var client = Client();
        var model = await LogModelAsync(client, MLmodel);
        await client.CreateRegisteredModelAsync(Name, cancellationToken: Stop);
        Databricks.Instead = r => r.IsToCloud && r.Method == "PUT" && r.Uri.AbsolutePath.StartsWith("/Models/", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.BadRequest) : null;

        await Assert.ThrowsAsync<MlflowException>(() => client.CreateModelVersionAsync(Name, model.ModelUri, cancellationToken: Stop));

        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<MlflowException>(() => client.GetModelVersionAsync(Name, 1, Stop))).Code);
        Assert.DoesNotContain(Databricks.Requests, r => r.Uri.AbsolutePath.EndsWith("finalize", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("flavors: {}\nmodel_uuid: m-1\n", "has no signature")]
    [InlineData("flavors: {}\nmodel_uuid: m-1\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"x\", \"required\": true}]'\n", "without outputs")]
    public async Task A_model_without_a_whole_signature_is_refused_before_a_version_is_made(string mlmodel, string words)
    {
        var client = Client();
        var model = await LogModelAsync(client, mlmodel);

        var error = await Assert.ThrowsAsync<MlflowException>(() => client.CreateModelVersionAsync(Name, model.ModelUri, cancellationToken: Stop));

        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Databricks.Requests, r => r.Uri.AbsolutePath.Contains("model-versions/create", StringComparison.Ordinal));
    }

    [Fact]
    public void A_save_is_refused_before_its_upload_when_it_could_not_be_registered()
    {
        var signature = new ModelSignature { Inputs = [], Outputs = [] };

        Assert.Contains("three levels", Assert.Throws<MlflowException>(() => Client().CheckRegistration("churn", signature)).Message, StringComparison.Ordinal);
        Assert.Contains("no signature", Assert.Throws<MlflowException>(() => Client().CheckRegistration(Name, null)).Message, StringComparison.Ordinal);
        Client().CheckRegistration(Name, signature);
        Client(registry: "databricks").CheckRegistration("churn", null);
    }

    [Theory]
    [InlineData("churn")]
    [InlineData("default.churn")]
    [InlineData("a.b.c.d")]
    [InlineData("a..c")]
    [InlineData("../x.b.c")]
    public async Task A_name_has_three_levels(string name)
    {
        await Assert.ThrowsAnyAsync<LineaException>(() => Client().CreateRegisteredModelAsync(name, cancellationToken: Stop));

        Assert.Empty(Databricks.Requests);
    }

    [Fact]
    public async Task What_Unity_Catalog_does_not_have_says_so()
    {
        var client = Client();

        await RefusesAsync("stages", () => client.TransitionModelVersionStageAsync(Name, 1, "Production", cancellationToken: Stop));
        await RefusesAsync("latest version", () => client.ResolveModelUriAsync($"models:/{Name}/latest", Stop));
        await RefusesAsync("stages", () => client.ResolveModelUriAsync($"models:/{Name}/Production", Stop));
        await RefusesAsync("filters", () => client.SearchRegisteredModelsAsync("name = 'x'", cancellationToken: Stop));
        await RefusesAsync("order", () => client.SearchModelVersionsAsync("name = 'x'", orderBy: ["name"], cancellationToken: Stop));

        Assert.Empty(Databricks.Requests);
    }

    [Fact]
    public async Task The_older_registry_of_the_workspace_is_used_when_it_is_named()
    {
        Databricks.Instead = r => r.Uri.AbsolutePath == "/api/2.0/mlflow/registered-models/create"
            ? FakeDatabricks.Json(new JsonObject { ["registered_model"] = new JsonObject { ["name"] = "churn" } })
            : null;

        var client = Client(registry: "databricks");

        Assert.Equal("https://adb-1.example", client.RegistryUri);
        Assert.Equal("churn", (await client.CreateRegisteredModelAsync("churn", cancellationToken: Stop)).Name);
    }

    [Fact]
    public async Task Versions_are_found_by_a_filter()
    {
        var client = Client();
        var model = await LogModelAsync(client, MLmodel);
        await client.CreateRegisteredModelAsync(Name, cancellationToken: Stop);
        await client.CreateModelVersionAsync(Name, model.ModelUri, cancellationToken: Stop);

        var found = await client.SearchModelVersionsAsync($"name = '{Name}'", cancellationToken: Stop);

        Assert.Equal(1, Assert.Single(found).Version);
        Assert.Contains(Databricks.Requests, r => r.Uri.AbsolutePath.EndsWith("unity-catalog/model-versions/search", StringComparison.Ordinal));
    }

    private static async Task RefusesAsync(string words, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<MlflowException>(call);
        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private async Task<LoggedModel> LogModelAsync(MlflowClient client, string mlmodel)
    {
        var model = await client.CreateLoggedModelAsync("7", new LoggedModelOptions { Name = "churn", SourceRunId = "r1" }, Stop);
        NewFile("model/MLmodel", mlmodel);
        NewFile("model/data/model.bin", "weights");
        await client.LogLoggedModelArtifactsAsync(model.Id, Folder.File("in", "model"), cancellationToken: Stop);
        return await client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready, Stop);
    }
}
