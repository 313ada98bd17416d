using LineaSharp.Mlflow;
using LineaSharp.Repositories;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

public sealed class LiveTrackingStoreTests : TrackingStoreConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();
}

public sealed class LiveTrackingSearchTests : TrackingSearchConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();
}

public sealed class LiveModelRegistryTests : ModelRegistryStoreConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();
}

public sealed class LiveArtifactRepositoryTests : ArtifactRepositoryConformance
{
    private readonly MlflowClient _client = LiveServer.Client();

    protected override IArtifactRepository New() => _client.ArtifactRepository($"mlflow-artifacts:/conformance/{Guid.NewGuid():n}/artifacts");

    [Fact(Skip = "A server always replaces what is there: PutMode.Create is not offered.")]
    public override Task A_put_replaces_and_a_create_does_not() => Task.CompletedTask;

    [Fact(Skip = "A server always replaces what is there: PutMode.Create is not offered.")]
    public override Task Of_many_that_create_one_name_at_once_exactly_one_wins_and_its_bytes_stand() => Task.CompletedTask;

    [Fact]
    public async Task Creating_only_what_is_not_there_is_not_offered()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("x"), "x");

        var error = await Assert.ThrowsAsync<LineaException>(() => New().PutFileAsync("x", folder.File("x"), new PutOptions { Mode = PutMode.Create }, default));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
    }
}
