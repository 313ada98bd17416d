using System.Collections.Concurrent;
using System.Text;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Repositories;
using LineaSharp.Tests.Mlflow.Rest;
using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Where artifacts lie that a database names: beside it, in buckets, and at the server that wrote it.</summary>
public sealed class ArtifactPlacesTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_new_database_keeps_artifacts_in_mlruns_of_the_working_directory()
    {
        var client = new MlflowClient(_files.Options() with { DefaultArtifactRoot = null });

        var created = await client.GetExperimentAsync(await client.CreateExperimentAsync("new"));

        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "mlruns", "0"), (await client.GetExperimentAsync("0")).ArtifactLocation);
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "mlruns", created.Id), created.ArtifactLocation);
    }

    [Theory]
    [InlineData("s3")]
    [InlineData("gs")]
    [InlineData("wasbs")]
    [InlineData("abfss")]
    public async Task A_model_of_an_experiment_in_a_bucket_goes_there_and_comes_back(string scheme)
    {
        var bucket = new FolderScheme(scheme, _files.Local("buckets"));
        using var test = await StoreOnDatabaseAsync($"{scheme}://bucket/prefix", bucket);

        var saved = Save(test.Store);

        Assert.Equal("mlflow", saved.StorageBackend);
        Assert.Equal(new TextModel("hello"), test.Store.Get("clf").GetValue<TextModel>());
        Assert.Equal("hello", await File.ReadAllTextAsync(_files.Local("buckets", "bucket", "prefix", "models", saved.Mlflow!.ModelId!, "artifacts", "model.txt")));
        Assert.All(bucket.Opened, uri => Assert.StartsWith($"{scheme}://bucket/prefix/models/", uri, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("s3://bucket/prefix", "LineaSharp.Aws")]
    [InlineData("wasbs://c@account.blob.core.windows.net/p", "LineaSharp.Azure")]
    [InlineData("abfss://c@account.dfs.core.windows.net/p", "LineaSharp.Azure")]
    [InlineData("gs://bucket/prefix", "a repository of your own for 'gs:'")]
    [InlineData("mlflow-artifacts:/7", "mlflow_artifacts_destination")]
    [InlineData("mlflow-artifacts://host:5000/7", "mlflow_artifacts_destination")]
    public async Task A_model_of_an_experiment_out_of_reach_is_refused_with_what_to_add(string location, string told)
    {
        using var test = await StoreOnDatabaseAsync(location);

        var refusal = Assert.Throws<LineaException>(() => Save(test.Store));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
        Assert.Null(test.Store.Find("clf"));
        Assert.Empty(await _files.Client().SearchModelVersionsAsync());
    }

    [Theory]
    [InlineData("mlflow-artifacts:/7")]
    [InlineData("mlflow-artifacts://127.0.0.1:{port}/7")]
    [InlineData("http://127.0.0.1:{port}/api/2.0/mlflow-artifacts/artifacts/7")]
    public async Task The_artifacts_of_a_servers_database_are_reached_at_its_address(string location)
    {
        var kept = new ConcurrentDictionary<string, byte[]>();
        using var server = new FaultServer((request, connection) => Keep(kept, request, connection));
        using var test = await StoreOnDatabaseAsync(location.Replace("{port}", $"{server.Port}", StringComparison.Ordinal));
        test.Options.Set("mlflow_artifacts_destination", server.Address);

        var saved = Save(test.Store);

        Assert.Equal(new TextModel("hello"), test.Store.Get("clf").GetValue<TextModel>());
        Assert.Equal("hello", Encoding.UTF8.GetString(kept[$"/api/2.0/mlflow-artifacts/artifacts/7/models/{saved.Mlflow!.ModelId}/artifacts/model.txt"]));
    }

    [Fact]
    public async Task They_are_reached_in_the_folder_or_bucket_that_the_server_keeps_them_in()
    {
        var bucket = new FolderScheme("s3", _files.Local("buckets"));
        using var test = await StoreOnDatabaseAsync("mlflow-artifacts:/7", bucket);

        test.Options.MlflowArtifactsDestination = _files.Local("kept");
        var first = Save(test.Store);
        var firstValue = test.Store.Get("clf").GetValue<TextModel>();
        test.Options.MlflowArtifactsDestination = "s3://bucket/kept";
        var second = Save(test.Store);
        var secondValue = test.Store.Get("clf").GetValue<TextModel>();

        Assert.Equal((new TextModel("hello"), new TextModel("hello")), (firstValue, secondValue));
        Assert.True(File.Exists(_files.Local("kept", "7", "models", first.Mlflow!.ModelId!, "artifacts", "MLmodel")));
        Assert.True(File.Exists(_files.Local("buckets", "bucket", "kept", "7", "models", second.Mlflow!.ModelId!, "artifacts", "MLmodel")));
    }

    [Fact]
    public async Task A_destination_in_a_bucket_without_a_repository_asks_for_the_package()
    {
        var client = new MlflowClient(_files.Options() with { ArtifactsDestination = "s3://bucket/kept" });
        var run = await client.CreateRunAsync(await client.CreateExperimentAsync("served", "mlflow-artifacts:/7"));

        var refusal = await Assert.ThrowsAsync<LineaException>(() => client.ListArtifactsAsync(run.Id));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains("LineaSharp.Aws", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mlflow-artifacts:/../7")]
    [InlineData("mlflow-artifacts:/%2e%2e/7")]
    [InlineData("mlflow-artifacts:/a#b")]
    public async Task A_location_that_leads_out_of_a_bucket_is_refused(string location)
    {
        var client = new MlflowClient(_files.Options() with { ArtifactsDestination = "s3://bucket/kept", Repositories = [new FolderScheme("s3", _files.Local("buckets"))] });
        var experiment = await client.CreateExperimentAsync("hostile");
        // As another client may have left it.
        _files.Tell($"UPDATE experiments SET artifact_location = '{location}' WHERE experiment_id = {experiment}");
        var run = await client.CreateRunAsync(experiment);

        var refusal = await Assert.ThrowsAsync<LineaException>(() => client.ListArtifactsAsync(run.Id));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
    }

    [Fact]
    public void A_malformed_address_of_the_server_is_told_of_at_once() => Assert.Equal(
        ErrorCode.NotConfigured, Assert.Throws<LineaException>(() => new MlflowClient(_files.Options() with { ArtifactsDestination = "http://host/?x" })).Code);

    private async Task<TestStore> StoreOnDatabaseAsync(string experimentLocation, params IArtifactRepositoryScheme[] repositories)
    {
        await _files.Client().CreateExperimentAsync("mine", experimentLocation);
        var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], Repositories = repositories });
        test.Options.Set("mlflow_tracking_uri", _files.TrackingUri);
        return test;
    }

    private static Artifact Save(ArtifactStore store) =>
        store.Save(new TextModel("hello"), "clf", options: new SaveOptions { LogModel = new LogModelOptions { Experiment = "mine" } });

    private static Task Keep(ConcurrentDictionary<string, byte[]> kept, FaultServer.Request request, FaultServer.Connection connection)
    {
        if (request.Method == "PUT") kept[request.Target] = request.Body;
        return request.Method == "GET" && kept.TryGetValue(request.Target, out var bytes)
            ? connection.AnswerAsync(200, "application/octet-stream", bytes)
            : connection.JsonAsync("{}");
    }

    /// <summary>A bucket as a folder: <c>s3://bucket/prefix</c> is the folder <c>bucket/prefix</c>.</summary>
    private sealed class FolderScheme(string scheme, string root) : IArtifactRepositoryScheme
    {
        public ConcurrentQueue<string> Opened { get; } = new();

        public string Name => scheme;

        public IReadOnlyList<string> Schemes => [scheme];

        public IArtifactRepository Open(string uri)
        {
            Opened.Enqueue(uri);
            return new LocalArtifactRepository(Path.Combine(root, uri[(scheme.Length + 3)..]));
        }
    }
}
