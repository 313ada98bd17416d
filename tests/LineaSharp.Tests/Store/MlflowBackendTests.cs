using LineaSharp.Mlflow;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>MLflow's own database as the home of models.</summary>
public sealed class MlflowBackendTests : IAsyncLifetime
{
    private readonly TestStore _test = new(o => o with { Flavors = [new TextModelFlavor()] });
    private MlflowClient _client = null!;

    private ArtifactStore Store => _test.Store;

    private string TrackingUri => $"sqlite:///{_test.Folder}/mlflow.db";

    private string ArtifactRoot => Path.Combine(_test.Folder, "mlruns");

    public async ValueTask InitializeAsync()
    {
        // Creates the database with a root of the test's own; MLflow's default would be ./mlruns of the working directory.
        _client = new MlflowClient(new MlflowClientOptions { TrackingUri = TrackingUri, RegistryUri = TrackingUri, DefaultArtifactRoot = ArtifactRoot });
        await _client.GetExperimentAsync("0");
        _test.Options.Set("mlflow_tracking_uri", TrackingUri);
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _test.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_model_saved_to_MLflow_is_one_copy_that_both_APIs_reach()
    {
        var saved = Store.Save(new TextModel("hello"), "clf");

        Assert.Equal("mlflow", saved.StorageBackend);
        Assert.Equal(new TextModel("hello"), Store.Get("clf").GetValue<TextModel>());
        var version = Assert.Single(await _client.SearchModelVersionsAsync("name='clf'"));
        Assert.Equal((1, saved.Mlflow!.ModelUri), (version.Version, version.Source));
        var folder = Path.Combine(_test.Folder, "downloaded");
        await _client.DownloadModelAsync("models:/clf/1", folder);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(folder, "model.txt")));
        var manifest = ModelDirectory.Open(folder).Manifest;
        Assert.Equal(saved.Mlflow.ModelId, manifest.ModelId);
        Assert.Empty(_test.StoredFiles());
    }

    [Fact]
    public async Task What_MLflow_knows_of_it_is_recorded_with_the_artifact()
    {
        var runId = (await _client.CreateRunAsync("0")).Id;
        await _client.LogParamAsync(runId, "depth", "3");
        await _client.LogMetricAsync(runId, "accuracy", 0.9);
        await _client.LogMetricAsync(runId, "loss", double.NaN);

        Store.Save(new TextModel("x"), "clf", registeredModelName: "registered", options: new SaveOptions
        {
            LogModel = new LogModelOptions { RunId = runId, Name = "logged", ModelType = "text", Tags = new Dictionary<string, string> { ["a"] = "b" }, Params = new Dictionary<string, string> { ["p"] = "q" } },
        });

        var mlflow = Store.Get("clf").Mlflow!;
        Assert.Equal(TrackingUri, mlflow.TrackingUri);
        Assert.Equal(TrackingUri, mlflow.RegistryUri);
        Assert.Equal(("textmodel", runId, "registered", 1), (mlflow.Flavor, mlflow.RunId, mlflow.RegisteredModelName, mlflow.RegisteredModelVersion));
        var model = await _client.GetLoggedModelAsync(mlflow.ModelId!);
        Assert.Equal(("logged", "text", runId, LoggedModelStatus.Ready), (model.Name, model.ModelType, model.SourceRunId, model.Status));
        Assert.Equal(("3", "q", "b"), (model.Params["depth"], model.Params["p"], model.Tags["a"]));
        Assert.Equal(0.9, model.Metrics.Single(m => m.Key == "accuracy").Value);
        Assert.Equal(model.Id, (await _client.GetRunAsync(runId)).ModelOutputs.Single().ModelId);
        Assert.Equal(runId, (await _client.GetModelVersionAsync("registered", 1)).RunId);
    }

    [Fact]
    public async Task A_model_may_be_logged_without_being_registered()
    {
        var saved = Store.Save(new TextModel("x"), "clf", options: new SaveOptions { LogModel = new LogModelOptions { Register = false, Experiment = "mine" } });

        Assert.Null(saved.Mlflow!.RegisteredModelName);
        Assert.Empty(await _client.SearchModelVersionsAsync());
        Assert.Equal("mine", (await _client.GetExperimentAsync((await _client.GetLoggedModelAsync(saved.Mlflow.ModelId!)).ExperimentId)).Name);
        Assert.Equal(new TextModel("x"), Store.Get("clf").GetValue<TextModel>());
    }

    [Fact]
    public void Versions_in_both_backends_count_as_one_artifact()
    {
        Store.Save(new TextModel("0"), "clf", storageBackend: "linea");
        Store.Save(new TextModel("1"), "clf", storageBackend: "mlflow");
        Store.Save(new TextModel("2"), "clf", storageBackend: "linea");

        Assert.Equal(["0", "1", "2"], Enumerable.Range(0, 3).Select(v => Store.Get("clf", v).GetValue<TextModel>().Text));
        Assert.Equal(["linea", "mlflow", "linea"], Store.List("clf", allVersions: true).Select(a => a.StorageBackend));
        Assert.Equal(["clf:1"], Store.List(allVersions: true, filter: new ArtifactFilter { StorageBackend = "mlflow" }).Select(a => a.Reference));
        // The model's own file is the same in both; the manifest tells where MLflow keeps its copy.
        Assert.Equal(Store.Get("clf", 0).GetFiles().Select(f => f.Path), Store.Get("clf", 2).GetFiles().Select(f => f.Path));
    }

    [Fact]
    public void Get_asks_the_server_that_the_version_was_saved_to()
    {
        Store.Save(new TextModel("first server"), "clf");

        _test.Options.Set("mlflow_tracking_uri", $"sqlite:///{_test.Folder}/another.db");
        Assert.Equal("first server", Store.Get("clf").GetValue<TextModel>().Text);
        _test.Options.Set("mlflow_tracking_uri", null);
        Assert.Equal("first server", Store.Get("clf").GetValue<TextModel>().Text);
        Assert.False(File.Exists(Path.Combine(_test.Folder, "another.db")));
    }

    [Fact]
    public async Task Delete_leaves_MLflow_its_copy_unless_told_otherwise()
    {
        Store.Save(new TextModel("kept"), "clf");
        Store.Save(new TextModel("gone"), "clf");

        Store.Delete("clf", 0);
        Store.Delete("clf", 1, deleteFromMlflow: true);

        Assert.Null(Store.Find("clf"));
        Assert.Equal([1], (await _client.SearchModelVersionsAsync("name='clf'")).Select(v => v.Version));
        var folder = Path.Combine(_test.Folder, "kept");
        await _client.DownloadModelAsync("models:/clf/1", folder);
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(folder, "model.txt")));
        Assert.Single(await _client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["0"] }));
    }

    [Fact]
    public void Bytes_that_changed_in_MLflow_are_CorruptArtifact()
    {
        Store.Save(new TextModel("hello"), "clf");
        var file = Directory.GetFiles(ArtifactRoot, "model.txt", SearchOption.AllDirectories).Single();

        File.WriteAllText(file, "jello");
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => Store.Get("clf").GetValue<TextModel>()).Code);
        File.Delete(file);
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => Store.Get("clf").GetValue<TextModel>()).Code);
    }

    [Theory]
    [InlineData("a.b", null, null)]
    [InlineData("fine", "a/b", null)]
    [InlineData("fine", null, "it's")]
    public async Task A_name_that_MLflow_refuses_is_refused_before_any_work(string name, string? registered, string? logged)
    {
        Assert.Throws<ArgumentException>(() => Store.Save(new TextModel("x"), name, registeredModelName: registered, options: new SaveOptions { LogModel = new LogModelOptions { Name = logged } }));

        Assert.Empty(await _client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["0"] }));
        Assert.False(Directory.Exists(_test.Home));
    }

    [Fact]
    public async Task A_failed_upload_leaves_no_ready_model_no_registered_version_and_no_version()
    {
        File.WriteAllText(ArtifactRoot, "a file where the artifacts' folder belongs");

        Assert.ThrowsAny<Exception>(() => Store.Save(new TextModel("x"), "clf"));

        Assert.Null(Store.Find("clf"));
        Assert.Equal(LoggedModelStatus.UploadFailed, Assert.Single(await _client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["0"] })).Status);
        Assert.Empty(await _client.SearchModelVersionsAsync());
    }

    [Fact]
    public async Task A_catalog_that_refuses_the_version_takes_MLflows_back()
    {
        Store.Save("something", "first");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_test.Home}/linea.db"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TRIGGER refuse BEFORE INSERT ON version BEGIN SELECT RAISE(ABORT, 'refused'); END";
            command.ExecuteNonQuery();
        }

        Assert.Throws<LineaException>(() => Store.Save(new TextModel("x"), "clf"));

        Assert.Empty(await _client.SearchModelVersionsAsync());
        Assert.NotEqual(LoggedModelStatus.Ready, Assert.Single(await _client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["0"] })).Status);
    }

    [Fact]
    public void A_relative_tracking_uri_is_recorded_absolute()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(_test.Folder, "mlflow.db"));
        _test.Options.Set("mlflow_tracking_uri", $"sqlite:///{relative}");

        Assert.Equal(TrackingUri, Store.Save(new TextModel("x"), "clf").Mlflow!.TrackingUri);
    }

    [Fact]
    public async Task Cancelling_leaves_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.SaveAsync(new TextModel("x"), "clf", cancellationToken: cancelled.Token));

        Assert.Null(Store.Find("clf"));
    }
}
