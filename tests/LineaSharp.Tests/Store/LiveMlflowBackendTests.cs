using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>MLflow's storage backend on a live server. Names are new in every run, because the server keeps them.</summary>
[Trait("needs", "live-server")]
public sealed class LiveMlflowBackendTests : IDisposable
{
    private readonly TestStore _test = new(o => o with { Flavors = [new TextModelFlavor()] });
    private readonly string _name = "clf-" + Guid.NewGuid().ToString("N")[..8];

    private ArtifactStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_model_saved_to_a_server_is_one_copy_that_both_APIs_reach()
    {
        var client = await ConnectAsync();

        var saved = await Store.SaveAsync(new TextModel("hello"), _name);
        await Store.SaveAsync(new TextModel("again"), _name);

        Assert.Equal("mlflow", saved.StorageBackend);
        Assert.Equal("hello", (await (await Store.GetAsync(_name, 0)).GetValueAsync<TextModel>()).Text);
        Assert.Equal([2, 1], (await client.SearchModelVersionsAsync($"name='{_name}'")).Select(v => v.Version));
        await client.SetRegisteredModelAliasAsync(_name, "champion", 1);
        foreach (var uri in new[] { $"models:/{_name}/1", $"models:/{_name}@champion", saved.Mlflow!.ModelUri })
        {
            var folder = Path.Combine(_test.Folder, Guid.NewGuid().ToString("N"));
            await client.DownloadModelAsync(uri, folder);
            Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(folder, "model.txt")));
        }
        var latest = Path.Combine(_test.Folder, "latest");
        await client.DownloadModelAsync($"models:/{_name}/latest", latest);
        Assert.Equal("again", await File.ReadAllTextAsync(Path.Combine(latest, "model.txt")));
        Assert.NotNull(ModelDirectory.Open(latest).Manifest.UtcTimeCreated);
    }

    [Fact]
    public async Task A_model_logged_in_a_run_is_reached_by_the_run()
    {
        var client = await ConnectAsync();
        var run = await client.CreateRunAsync(await client.CreateExperimentAsync(_name));

        await Store.SaveAsync(new TextModel("x"), _name, options: new SaveOptions { LogModel = new LogModelOptions { RunId = run.Id } });

        var folder = Path.Combine(_test.Folder, "by-run");
        await client.DownloadModelAsync($"runs:/{run.Id}/{_name}", folder);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(folder, "model.txt")));
        Assert.Equal(run.Id, (await client.GetModelVersionAsync(_name, 1)).RunId);
    }

    [Fact]
    public async Task A_model_is_logged_in_a_run_with_its_params_and_metrics_a_NaN_among_them()
    {
        var client = await ConnectAsync();
        await LiveServer.SkipWithoutLoggedModelsAsync();
        var experiment = await client.CreateExperimentAsync(_name);
        var run = await client.CreateRunAsync(experiment);
        await client.LogParamAsync(run.Id, "depth", "3");
        await client.LogMetricAsync(run.Id, "accuracy", 0.9);
        await client.LogMetricAsync(run.Id, "loss", double.NaN);

        var saved = await Store.SaveAsync(new TextModel("x"), _name, options: new SaveOptions { LogModel = new LogModelOptions { RunId = run.Id } });

        var model = await client.GetLoggedModelAsync(saved.Mlflow!.ModelId!);
        Assert.Equal((LoggedModelStatus.Ready, "3"), (model.Status, model.Params["depth"]));
        Assert.Equal(0.9, model.Metrics.Single(m => m.Key == "accuracy").Value);
        Assert.Equal(model.Id, (await client.GetRunAsync(run.Id)).ModelOutputs.Single().ModelId);
    }

    [Fact]
    public async Task Deleting_from_MLflow_takes_the_version_and_the_model()
    {
        var client = await ConnectAsync();
        var saved = await Store.SaveAsync(new TextModel("x"), _name);

        await Store.DeleteAsync(_name, 0, deleteFromMlflow: true);

        Assert.Empty(await client.SearchModelVersionsAsync($"name='{_name}'"));
        await LiveServer.SkipWithoutLoggedModelsAsync();
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<MlflowException>(() => client.GetLoggedModelAsync(saved.Mlflow!.ModelId!))).Code);
    }

    [Fact]
    public async Task A_registered_name_that_the_server_refuses_leaves_no_ready_model()
    {
        var client = await ConnectAsync();
        await LiveServer.SkipBeforeAsync("3.0", "takes every registered name that is not empty");
        var experiment = await client.CreateExperimentAsync(_name);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.SaveAsync(
            new TextModel("x"), _name, registeredModelName: "..", options: new SaveOptions { LogModel = new LogModelOptions { ExperimentId = experiment } }));

        Assert.Null(await Store.FindAsync(_name));
        Assert.All(await client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = [experiment] }), m => Assert.NotEqual(LoggedModelStatus.Ready, m.Status));
    }

    private async Task<MlflowClient> ConnectAsync()
    {
        Assert.SkipWhen(LiveServer.Uri is null, "LINEA_TEST_MLFLOW_URI names no MLflow server.");
        _test.Options.Set("mlflow_tracking_uri", LiveServer.Uri);
        await LiveServer.SkipWithoutModelUploadsAsync();
        return new MlflowClient(LiveServer.Uri, LiveServer.Uri);
    }
}
