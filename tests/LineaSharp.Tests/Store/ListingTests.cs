using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class ListingTests : IDisposable
{
    private readonly TestStore _test = new();

    private ArtifactStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Fact]
    public void The_latest_version_of_each_artifact_newest_first()
    {
        Store.Save("1", "a");
        Store.Save("2", "b");
        Store.Save("3", "a");

        Assert.Equal(["a:1", "b:0"], Store.List().Select(a => a.Reference));
        Assert.Equal(["a:1", "b:0", "a:0"], Store.List(allVersions: true).Select(a => a.Reference));
        Assert.Equal(["a:1"], Store.List("a").Select(a => a.Reference));
        Assert.Equal(["a:1", "a:0"], Store.List("a", allVersions: true).Select(a => a.Reference));
        Assert.Empty(Store.List("c"));
    }

    [Fact]
    public void Pages_join_to_the_whole_and_stay_stable_while_others_save()
    {
        for (var i = 0; i < 23; i++) Store.Save($"{i}", "x");
        var filter = new ArtifactFilter { PageSize = 5 };
        var seen = new List<int>();

        var page = Store.ListPage("x", allVersions: true, filter);
        while (true)
        {
            seen.AddRange(page.Select(a => a.Version));
            if (page.NextPageToken is null) break;
            Store.Save("later", "x");
            page = Store.ListPage("x", allVersions: true, filter, page.NextPageToken);
        }

        Assert.Equal(Enumerable.Range(0, 23).Reverse(), seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Filters_hold_together(bool allVersions)
    {
        Store.Save("old", "alpha", options: new SaveOptions { Tags = new Dictionary<string, string> { ["team"] = "blue" } });
        Store.Save(new byte[3], "alpha", options: new SaveOptions { Tags = new Dictionary<string, string> { ["team"] = "red", ["stage"] = "prod" } });
        Store.Save("text", "beta", options: new SaveOptions { Tags = new Dictionary<string, string> { ["team"] = "red" } });
        Store.Save(new[] { 1.5 }, "al_pha");

        IEnumerable<string> List(ArtifactFilter filter) => Store.List(allVersions: allVersions, filter: filter).Select(a => a.Reference).Order(StringComparer.Ordinal);

        Assert.Equal(["alpha:1", "beta:0"], List(new() { Tags = new Dictionary<string, string> { ["team"] = "red" } }));
        Assert.Equal(["alpha:1"], List(new() { Tags = new Dictionary<string, string> { ["team"] = "red", ["stage"] = "prod" } }));
        Assert.Equal(allVersions ? ["alpha:0"] : [], List(new() { Tags = new Dictionary<string, string> { ["team"] = "blue" } }));
        Assert.Equal(["al_pha:0"], List(new() { Format = "npy" }));
        Assert.Equal(["al_pha:0"], List(new() { NamePrefix = "al_" }));
        Assert.Empty(List(new() { StorageBackend = "mlflow" }));
        Assert.Equal(allVersions ? 4 : 3, List(new() { StorageBackend = "lineapy" }).Count());
        Assert.Empty(List(new() { CreatedBefore = DateTimeOffset.UtcNow.AddDays(-1) }));
        Assert.Equal(["beta:0"], List(new() { CreatedSince = DateTimeOffset.UtcNow.AddDays(-1), NamePrefix = "b", Format = "text", Tags = new Dictionary<string, string> { ["team"] = "red" } }));
    }

    [Fact]
    public void A_foreign_page_token_or_page_size_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Store.ListPage(pageToken: "'; DROP TABLE version; --"));
        Assert.Throws<ArgumentOutOfRangeException>(() => Store.ListPage(filter: new ArtifactFilter { PageSize = 0 }));
        Assert.Throws<ArgumentException>(() => Store.List(filter: new ArtifactFilter { StorageBackend = "mlfow" }));
    }
}
