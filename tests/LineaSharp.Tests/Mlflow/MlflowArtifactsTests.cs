using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class MlflowArtifactsTests : IDisposable
{
    private readonly MlflowFiles _files = new();
    private readonly MlflowClient _client;

    public MlflowArtifactsTests() => _client = _files.Client();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_run_of_a_new_database_keeps_its_artifacts_below_mlruns()
    {
        var run = await _client.CreateRunAsync("0");

        await _client.LogArtifactAsync(run.Id, await NewFileAsync("a.txt", "hello"), "notes");

        Assert.Equal("hello", await File.ReadAllTextAsync(_files.Local("mlruns", "0", run.Id, "artifacts", "notes", "a.txt")));
    }

    [Fact]
    public async Task A_folder_of_artifacts_goes_and_comes_back()
    {
        var run = await _client.CreateRunAsync("0");
        await NewFileAsync("up/one.txt", "1");
        await NewFileAsync("up/deep/er/two é.bin", new string('2', 100_000));
        var told = new Told();

        await _client.LogArtifactsAsync(run.Id, _files.Local("up"), "x", told);
        var folder = await _client.DownloadArtifactsAsync(run.Id, "x", _files.Local("down"));

        Assert.Equal(_files.Local("down", "x"), folder);
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(folder, "one.txt")));
        Assert.Equal(100_000, (await File.ReadAllTextAsync(Path.Combine(folder, "deep", "er", "two é.bin"))).Length);
        Assert.Equal(new TransferProgress(100_001, 100_001), told.Last);
        Assert.Equal([("x/deep", true, null), ("x/one.txt", false, 1L)], (await _client.ListArtifactsAsync(run.Id, "x")).Select(e => (e.Path, e.IsDirectory, e.Size)));
    }

    [Fact]
    public async Task One_artifact_is_downloaded_over_what_was_there()
    {
        var run = await _client.CreateRunAsync("0");
        await _client.LogArtifactAsync(run.Id, await NewFileAsync("a.txt", "new"), "d");
        await NewFileAsync("down/d/a.txt", "older and longer");

        var path = await _client.DownloadArtifactsAsync(run.Id, "d/a.txt", _files.Local("down"));

        Assert.Equal("new", await File.ReadAllTextAsync(path));
        Assert.Equal(["a.txt"], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_missing_artifact_is_not_found()
    {
        var run = await _client.CreateRunAsync("0");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _client.DownloadArtifactsAsync(run.Id, "nope", _files.Local("down")));

        Assert.Equal(ErrorCode.NotFound, refusal.Code);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e/x")]
    [InlineData("a\\..\\b")]
    public async Task A_path_that_leads_out_of_the_artifacts_is_refused(string path)
    {
        var run = await _client.CreateRunAsync("0");

        await Assert.ThrowsAsync<LineaException>(() => _client.DownloadArtifactsAsync(run.Id, path, _files.Local("down")));
        await Assert.ThrowsAsync<LineaException>(() => _client.ListArtifactsAsync(run.Id, path));
    }

    [Theory]
    [InlineData("mlflow-artifacts:/../../etc")]
    [InlineData("mlflow-artifacts:/1/%2e%2e/%2e%2e/x")]
    public async Task A_location_that_leads_out_of_the_destination_is_refused(string location)
    {
        var experiment = await _client.CreateExperimentAsync("hostile", location);
        var run = await _client.CreateRunAsync(experiment);

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _client.ListArtifactsAsync(run.Id));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
    }

    [Theory]
    [InlineData("mlflow-artifacts://host:5000/1", ErrorCode.NotConfigured)]
    [InlineData("s3://bucket/1", ErrorCode.NotConfigured)]
    [InlineData("file://host/etc", ErrorCode.NotSupported)]
    public async Task A_location_that_nothing_opens_is_refused(string location, ErrorCode code)
    {
        var experiment = await _client.CreateExperimentAsync("elsewhere");
        // As another client may have left it.
        _files.Tell($"UPDATE experiments SET artifact_location = '{location}' WHERE experiment_id = {experiment}");
        var run = await _client.CreateRunAsync(experiment);

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _client.ListArtifactsAsync(run.Id));

        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task A_file_uri_is_a_local_folder()
    {
        var run = await _client.CreateRunAsync(await _client.CreateExperimentAsync("by uri", new Uri(_files.Local("some where")).AbsoluteUri));

        await _client.LogArtifactAsync(run.Id, await NewFileAsync("a.txt", "hello"));

        Assert.True(File.Exists(_files.Local("some where", run.Id, "artifacts", "a.txt")));
    }

    [Fact]
    public async Task A_link_in_an_uploaded_folder_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a right on Windows.");
        var run = await _client.CreateRunAsync("0");
        await NewFileAsync("up/one.txt", "1");
        File.CreateSymbolicLink(_files.Local("up", "link"), "/etc/hostname");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _client.LogArtifactsAsync(run.Id, _files.Local("up")));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
    }

    [Fact]
    public async Task A_model_of_MLflow_2_below_a_run_is_downloaded_by_the_runs_uri()
    {
        var run = await _client.CreateRunAsync("0");
        await NewFileAsync("model/MLmodel", "flavors: {}");
        await _client.LogArtifactsAsync(run.Id, _files.Local("model"), "model");

        var model = await _client.DownloadModelAsync($"runs:/{run.Id}/model", _files.Local("got"));

        Assert.Equal((null, run.Id), (model.ModelId, model.RunId));
        Assert.True(File.Exists(_files.Local("got", "MLmodel")));
    }

    [Fact]
    public async Task A_model_without_files_is_not_found()
    {
        var model = await _client.CreateLoggedModelAsync("0");

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _client.DownloadModelAsync(model.ModelUri, _files.Local("got")));

        Assert.Equal(ErrorCode.NotFound, refusal.Code);
    }

    [Fact]
    public async Task A_logged_models_files_are_stored_and_registered_and_come_back_by_alias()
    {
        await NewFileAsync("model/MLmodel", "flavors: {}");
        await NewFileAsync("model/data/weights.bin", "w");
        var model = await _client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "clf" });
        await _client.LogLoggedModelArtifactsAsync(model.Id, _files.Local("model"));
        await _client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready);
        await _client.CreateRegisteredModelAsync("clf");
        var version = await _client.CreateModelVersionAsync("clf", model.ModelUri);
        await _client.SetRegisteredModelAliasAsync("clf", "champion", version.Version);

        var got = await _client.DownloadModelAsync("models:/clf@champion", _files.Local("got"));

        Assert.Equal(("clf", (int?)1, model.Id), (got.RegisteredModelName, got.RegisteredModelVersion, got.ModelId));
        Assert.Equal("w", await File.ReadAllTextAsync(_files.Local("got", "data", "weights.bin")));
        Assert.Equal(["MLmodel", "data"], (await _client.ListLoggedModelArtifactsAsync(model.Id)).Select(e => e.Path));
    }

    [Fact]
    public async Task A_registry_in_another_database_finds_the_model_in_the_tracking_store()
    {
        await NewFileAsync("model/MLmodel", "flavors: {}");
        var client = new MlflowClient(_files.Options() with { RegistryUri = "sqlite:///" + _files.Local("registry.db") });
        var model = await client.CreateLoggedModelAsync("0");
        await client.LogLoggedModelArtifactsAsync(model.Id, _files.Local("model"));
        await client.CreateRegisteredModelAsync("clf");
        await client.CreateModelVersionAsync("clf", model.ModelUri);

        var got = await client.DownloadModelAsync("models:/clf/1", _files.Local("got"));

        Assert.Equal(model.ArtifactLocation, got.ArtifactUri);
    }

    private async Task<string> NewFileAsync(string path, string text)
    {
        var file = _files.Local(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private sealed class Told : IProgress<TransferProgress>
    {
        public TransferProgress Last { get; private set; }

        public void Report(TransferProgress value) => Last = value;
    }
}
