using System.Security.Cryptography;
using LineaSharp.Mlflow;
using LineaSharp.Repositories;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Artifacts that the server hands through, wherever it keeps them.</summary>
[Trait("needs", "live-server")]
public sealed class LiveArtifactRepositoryTests : ArtifactRepositoryConformance, IAsyncLifetime
{
    private readonly MlflowClient _client = LiveServer.Client();

    public async ValueTask InitializeAsync() => Assert.SkipUnless(await LiveServer.HandsArtifactsThroughAsync(), "The server leaves artifacts to a bucket beside it.");

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    protected override IArtifactRepository New() => _client.ArtifactRepository($"mlflow-artifacts:/conformance/{Guid.NewGuid():n}/artifacts");

    [Fact(Skip = "A server always replaces what is there: PutMode.Create is not offered.")]
    public override Task A_put_replaces_and_a_create_does_not() => Task.CompletedTask;

    [Fact(Skip = "A server always replaces what is there: PutMode.Create is not offered.")]
    public override Task Of_many_that_create_one_name_at_once_exactly_one_wins_and_its_bytes_stand() => Task.CompletedTask;

    [Fact]
    public async Task A_put_replaces_and_creating_only_what_is_not_there_is_not_offered()
    {
        using var folder = new TempFolder();
        var repository = New();
        foreach (var text in (string[])["first", "second one"])
        {
            File.WriteAllText(folder.File("x"), text);
            await repository.PutFileAsync("x", folder.File("x"), new PutOptions(), default);
        }

        var error = await Assert.ThrowsAsync<LineaException>(() => repository.PutFileAsync("y", folder.File("x"), new PutOptions { Mode = PutMode.Create }, default));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Equal("second one".Length, await repository.FindSizeAsync("x", default));
        Assert.Null(await repository.FindSizeAsync("y", default));
    }
}

/// <summary>A run's artifacts in a bucket beside the server, by addresses that the server signs.</summary>
[Trait("needs", "live-server")]
public sealed class LiveSignedRepositoryTests : ArtifactRepositoryConformance, IAsyncLifetime
{
    private readonly MlflowClient _client = LiveServer.Client();
    private readonly List<Run> _runs = [];

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(await LiveServer.HandsArtifactsThroughAsync(), "The server hands artifacts through.");
        await LiveServer.SkipBeforeAsync("3.0", "signs no addresses of its bucket");
        for (var i = 0; i < 2; i++) _runs.Add(await _client.CreateRunAsync("0"));
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    protected override IArtifactRepository New()
    {
        var run = _runs[0];
        _runs.RemoveAt(0);
        return _client.ArtifactRepository(run.ArtifactUri, ArtifactOwner.Of(run));
    }

    [Fact(Skip = "A bucket always replaces what is there: PutMode.Create is not offered.")]
    public override Task A_put_replaces_and_a_create_does_not() => Task.CompletedTask;

    [Fact(Skip = "A bucket always replaces what is there: PutMode.Create is not offered.")]
    public override Task Of_many_that_create_one_name_at_once_exactly_one_wins_and_its_bytes_stand() => Task.CompletedTask;

    [Fact(Skip = "Servers sign no address to delete by.")]
    public override Task Deleting_takes_a_file_or_a_whole_directory_and_can_be_repeated() => Task.CompletedTask;

    [Fact]
    public async Task A_text_of_the_active_run_is_stored()
    {
        await using var run = await _client.StartRunAsync();

        await run.LogTextAsync("é", "notes/a.txt");

        Assert.Equal("é", await ReadTextAsync(run.Id, "notes/a.txt"));
    }

    private async Task<string> ReadTextAsync(string runId, string path)
    {
        using var folder = new TempFolder();
        return await File.ReadAllTextAsync(await _client.DownloadArtifactsAsync(runId, path, folder.File("back")));
    }
}

/// <summary>Files so large that they go in parts, where the server has a bucket behind it; where not, they go whole.</summary>
[Trait("needs", "live-server")]
public sealed class LiveLargeFileTests : IDisposable
{
    private const int PartSize = 5 << 20; // no part but the last may be smaller in S3
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PartSize)]
    [InlineData((3 * PartSize) + 12_345)]
    public async Task A_large_file_comes_back_as_it_was(int size)
    {
        LiveServer.Client();
        if (!await LiveServer.HandsArtifactsThroughAsync()) await LiveServer.SkipBeforeAsync("3.0", "signs no addresses of its bucket");
        var client = new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = LiveServer.Uri,
            Transfers = new MlflowTransferOptions { MultipartUpload = true, MultipartUploadFrom = PartSize, UploadPartSize = PartSize, SignedDownload = true, ParallelDownloadFrom = PartSize, DownloadPartSize = PartSize },
        });
        var bytes = RandomNumberGenerator.GetBytes(size);
        await File.WriteAllBytesAsync(_folder.File("large é.bin"), bytes);
        var run = await client.CreateRunAsync("0");

        await client.LogArtifactAsync(run.Id, _folder.File("large é.bin"), "a b");

        Assert.Equal((long?)size, Assert.Single(await client.ListArtifactsAsync(run.Id, "a b")).Size);
        var back = await client.DownloadArtifactsAsync(run.Id, "a b/large é.bin", _folder.File("back"));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(back));
    }
}
