using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Tests.Mlflow;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>MLflow's own Python client and this one at one live server, on models and their files.</summary>
[Trait("needs", "live-server")]
public sealed class LivePythonTests : IDisposable
{
    private readonly TestStore _test = new(o => o with { Flavors = [new TextModelFlavor()] });
    private readonly string _name = "clf-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Python_finds_downloads_and_reads_a_model_that_we_saved()
    {
        var (python, client) = await ConnectAsync();
        var run = await client.CreateRunAsync(await client.CreateExperimentAsync(_name));
        await client.LogParamAsync(run.Id, "depth", "3");
        _test.Options.Set("mlflow_tracking_uri", LiveServer.Uri);
        await _test.Store.SaveAsync(new TextModel("hello é"), _name, options: new SaveOptions { LogModel = new LogModelOptions { RunId = run.Id } });

        var seen = MlflowPython.Run(python, $"""
            import os
            run, = mlflow.search_runs(experiment_names=["{_name}"], output_format="list")
            version, = client.search_model_versions("name='{_name}'")
            folder = mlflow.artifacts.download_artifacts("models:/{_name}/1", dst_path="theirs")
            model = mlflow.models.Model.load("models:/{_name}/1")
            answer = ["{run.Id}" == run.info.run_id, run.data.params["depth"], version.run_id, open(os.path.join(folder, "model.txt"), encoding="utf-8").read(), list(model.flavors), model.run_id]
            """, LiveServer.Uri!, _test.Folder);

        Assert.Equal($"[true,\"3\",\"{run.Id}\",\"hello é\",[\"textmodel\"],\"{run.Id}\"]", seen.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task We_find_download_and_read_a_model_that_Python_logged()
    {
        var (python, client) = await ConnectAsync();

        var run = (string)MlflowPython.Run(python, $"""
            from mlflow.models import Model
            class Flavor:
                @staticmethod
                def save_model(path, mlflow_model, **kwargs):
                    import os
                    os.makedirs(path, exist_ok=True)
                    open(os.path.join(path, "model.txt"), "w", encoding="utf-8").write("hello é")
                    mlflow_model.add_flavor("textmodel", data="model.txt")
                    mlflow_model.save(os.path.join(path, "MLmodel"))
            mlflow.set_experiment("{_name}")
            given = dict(flavor=Flavor, registered_model_name="{_name}")
            with mlflow.start_run() as run:
                mlflow.log_metric("loss", 0.25)
                mlflow.log_text("né", "notes/a.txt")
                Model.log("{_name}", **given) if mlflow.__version__[0] == "2" else Model.log(None, name="{_name}", **given)
            answer = run.info.run_id
            """, LiveServer.Uri!, _test.Folder)!;

        Assert.Equal(0.25, (await client.GetRunAsync(run)).Metrics["loss"]);
        Assert.Equal("né", await File.ReadAllTextAsync(await client.DownloadArtifactsAsync(run, "notes/a.txt", Path.Combine(_test.Folder, "note"))));
        foreach (var uri in (string[])[$"models:/{_name}/1", $"runs:/{run}/{_name}"])
        {
            var folder = Path.Combine(_test.Folder, Guid.NewGuid().ToString("N"));
            await client.DownloadModelAsync(uri, folder);
            Assert.Equal("hello é", await File.ReadAllTextAsync(Path.Combine(folder, "model.txt")));
            Assert.Contains("textmodel", ModelDirectory.Open(folder).Manifest.Flavors.Keys);
        }
    }

    private static async Task<(string Python, MlflowClient Client)> ConnectAsync()
    {
        var client = LiveServer.Client();
        var python = MlflowPython.Find();
        await LiveServer.SkipWithoutModelUploadsAsync();
        return (python, client);
    }
}
