using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Databases and artifacts that real servers of MLflow 3.11 and 3.17 left, read and written without them.</summary>
public sealed class GoldenDatabaseTests
{
    [Theory]
    [InlineData("v3")]
    [InlineData("v317")]
    public async Task Experiments_and_runs_of_a_real_server_are_read(string version)
    {
        using var files = MlflowFiles.CopyOf(version);
        var client = files.Client();

        var experiments = await client.SearchExperimentsAsync(viewType: ViewType.All, orderBy: ["experiment_id ASC"]);
        var runs = await client.SearchRunsAsync(["1"], orderBy: ["attributes.run_name ASC"]);

        Assert.Equal(["Default", "golden-a", "golden-b", "golden-deleted"], experiments.Select(e => e.Name));
        Assert.Equal(LifecycleStage.Deleted, experiments[3].LifecycleStage);
        Assert.Equal(
            [("child", RunStatus.Killed), ("run-0", RunStatus.Finished), ("run-1", RunStatus.Failed), ("run-2", RunStatus.Running)],
            runs.Select(r => (r.Name, r.Status)));
        Assert.Equal("héllo 日本", runs[1].Params["text"]);
        Assert.Equal(runs[1].Id, runs[0].Tags["mlflow.parentRunId"]);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_060_000), runs[1].EndTime);
        Assert.Equal((double.NaN, double.MaxValue, double.MinValue), (runs[3].Metrics["nan"], runs[3].Metrics["inf"], runs[3].Metrics["ninf"]));
        Assert.Equal([0, 1, 2, 3, 4], (await client.GetMetricHistoryAsync(runs[1].Id, "loss")).Select(m => m.Step));
        Assert.Equal("deleted-run", Assert.Single(await client.SearchRunsAsync(["2"], viewType: ViewType.DeletedOnly)).Name);
    }

    [Theory]
    [InlineData("v3")]
    [InlineData("v317")]
    public async Task Inputs_outputs_and_logged_models_of_a_real_server_are_read(string version)
    {
        using var files = MlflowFiles.CopyOf(version);
        var client = files.Client();

        var run = Assert.Single(await client.SearchRunsAsync(["2"], "attributes.run_name = 'trained'"));
        var models = await client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["2"], OrderBy = [new("name")] });

        var input = Assert.Single(run.DatasetInputs);
        Assert.Equal(("train", "c42e9dfe", "local"), (input.Dataset.Name, input.Dataset.Digest, input.Dataset.SourceType));
        Assert.Equal([new InputTag(DatasetInput.ContextTag, "training")], input.Tags);
        Assert.Equal(["external", "model0", "model1", "model2"], models.Select(m => m.Name));
        Assert.Equal(models.Skip(1).Select(m => m.Id).Order(), run.ModelOutputs.Select(o => o.ModelId).Order());
        Assert.All(models.Skip(1), m => Assert.Equal((LoggedModelStatus.Ready, run.Id), (m.Status, m.SourceRunId)));
    }

    [Theory]
    [InlineData("v3")]
    [InlineData("v317")]
    public async Task The_registry_of_a_real_server_is_read(string version)
    {
        using var files = MlflowFiles.CopyOf(version);
        var client = files.Client();

        var model = await client.GetRegisteredModelAsync("golden-model");
        var versions = await client.SearchModelVersionsAsync("name='golden-model'", orderBy: ["version_number ASC"]);

        Assert.Equal("a registered model", model.Description);
        Assert.Equal([("challenger", 3), ("champion", 2)], model.Aliases.OrderBy(a => a.Key).Select(a => (a.Key, a.Value)));
        Assert.Equal([(1, "Archived"), (2, "Production"), (3, "None")], versions.Select(v => (v.Version, v.Stage)));
        Assert.Equal("second version", versions[1].Description);
        Assert.Equal("yes", versions[1].Tags["validated"]);
        Assert.Empty((await client.GetRegisteredModelAsync("golden-empty")).LatestVersions);
    }

    [Theory]
    [InlineData("v3", "models:/golden-model/1", "model0")]
    [InlineData("v317", "models:/golden-model/1", "model0")]
    [InlineData("v317", "models:/golden-model@champion", "model1")]
    [InlineData("v317", "models:/golden-model/latest", "model2")]
    [InlineData("v317", "models:/golden-model/LATEST", "model2")]
    [InlineData("v317", "models:/golden-model/production", "model1")]
    public async Task A_registered_model_of_a_real_server_is_downloaded_by_every_kind_of_uri(string server, string uri, string name)
    {
        using var files = MlflowFiles.CopyOf(server);

        var model = await files.Client().DownloadModelAsync(uri, files.Local("got"));

        var logged = await files.Client().GetLoggedModelAsync(model.ModelId ?? model.ArtifactUri.Split('/')[^2]);
        Assert.Equal(name, logged.Name);
        Assert.Equal(("golden-model", logged.ArtifactLocation), (model.RegisteredModelName, model.ArtifactUri));
        Assert.Contains($"model_id: {logged.Id}", await File.ReadAllTextAsync(files.Local("got", "MLmodel")), StringComparison.Ordinal);
        Assert.Contains("requirements.txt", Directory.EnumerateFiles(files.Local("got")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_logged_model_is_downloaded_by_its_id_and_by_its_run_and_name()
    {
        using var files = MlflowFiles.CopyOf("v317");
        var client = files.Client();
        var logged = Assert.Single(await client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["2"], Filter = "name = 'model2'" }));

        var byId = await client.DownloadModelAsync(logged.ModelUri, files.Local("by-id"));
        var byRun = await client.DownloadModelAsync($"runs:/{logged.SourceRunId}/model2", files.Local("by-run"));

        Assert.Equal((logged.Id, logged.Id), (byId.ModelId, byRun.ModelId));
        Assert.Equal(await File.ReadAllBytesAsync(files.Local("by-id", "model.skops")), await File.ReadAllBytesAsync(files.Local("by-run", "model.skops")));
    }

    [Fact]
    public async Task Artifacts_of_a_server_need_to_be_told_where_they_are()
    {
        using var files = MlflowFiles.CopyOf("v317");
        var client = new MlflowClient(files.Options() with { ArtifactsDestination = null });

        var refusal = await Assert.ThrowsAsync<LineaException>(() => client.DownloadModelAsync("models:/golden-model/1", files.Local("got")));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains("ArtifactsDestination", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v3")]
    [InlineData("v317")]
    public async Task A_database_of_a_real_server_is_written(string version)
    {
        using var files = MlflowFiles.CopyOf(version);
        var client = files.Client();

        var run = await client.CreateRunAsync("1", new RunOptions { Name = "ours" });
        await client.LogMetricAsync(run.Id, "loss", double.NaN);
        await client.SetTerminatedAsync(run.Id);
        var model = await client.CreateLoggedModelAsync("1", new LoggedModelOptions { Name = "clf", SourceRunId = run.Id });
        var registered = await client.CreateModelVersionAsync("golden-model", model.ModelUri);

        Assert.Equal($"mlflow-artifacts:/1/{run.Id}/artifacts", run.ArtifactUri);
        Assert.Equal($"mlflow-artifacts:/1/models/{model.Id}/artifacts", model.ArtifactLocation);
        Assert.Equal((4, run.Id), (registered.Version, registered.RunId));
        Assert.Equal("ours", Assert.Single(await files.Client().SearchRunsAsync(["1"], "attributes.status = 'FINISHED' AND tags.`mlflow.runName` = 'ours'")).Name);
        Assert.Equal("ok", files.Ask("PRAGMA integrity_check"));
        Assert.Equal("", files.Ask("PRAGMA foreign_key_check"));
    }
}
