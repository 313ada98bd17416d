using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class DeletingTests : IDisposable
{
    private readonly TestStore _test = new();

    private ArtifactStore Store => _test.Store;

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_number_is_never_given_out_twice_not_even_the_newest()
    {
        Store.Save("a", "x");
        Store.Save("b", "x");

        Store.Delete("x", "latest");

        Assert.Equal("a", Store.Get("x").GetValue<string>());
        Assert.Equal(2, Store.Save("c", "x").Version);
        Store.Delete("x", "all");
        Assert.Null(Store.Find("x"));
        Assert.Empty(Store.List());
        Assert.Equal(3, Store.Save("d", "x").Version);
    }

    [Fact]
    public void Bytes_that_another_version_shares_stay()
    {
        Store.Save("same", "one");
        Store.Save("same", "two");

        Store.Delete("one", 0);

        Assert.Equal("same", Store.Get("two").GetValue<string>());
        Assert.Single(_test.StoredFiles());
        Store.Delete("two", 0);
        Assert.Empty(_test.StoredFiles());
    }

    [Fact]
    public void All_means_the_bytes_of_all_versions()
    {
        for (var i = 0; i < 4; i++) Store.Save($"value {i}", "x");

        Store.Delete("x", "all");

        Assert.Empty(_test.StoredFiles());
    }

    [Fact]
    public void Deleting_what_is_not_there_says_so()
    {
        Store.Save("a", "x");

        Assert.Equal(ErrorCode.NotFound, Assert.Throws<LineaException>(() => Store.Delete("x", 5)).Code);
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<LineaException>(() => Store.Delete("y", "latest")).Code);
        Assert.Throws<ArgumentException>(() => Store.Delete("x", "newest"));
        Assert.NotNull(Store.Find("x"));
    }

    [Fact]
    public void An_artifact_that_was_deleted_meanwhile_is_not_found()
    {
        Store.Save("a", "x");
        var artifact = Store.Get("x");

        _test.Another().Delete("x", 0);

        Assert.Equal(ErrorCode.NotFound, Assert.Throws<LineaException>(() => artifact.GetValue<string>()).Code);
    }

    [Fact]
    public void Garbage_collection_removes_what_no_version_names_and_nothing_else()
    {
        Store.Save("kept", "x");
        var orphan = Path.Combine(_test.Home, "artifacts", "sha256", "aa", new string('a', 62) + "bc");
        Directory.CreateDirectory(Path.GetDirectoryName(orphan)!);
        File.WriteAllText(orphan, "left by a killed save");
        var unfinished = Path.Combine(Path.GetDirectoryName(orphan)!, ".linea-tmp-left");
        File.WriteAllText(unfinished, "left by a killed put");
        var staged = Directory.CreateDirectory(Path.Combine(_test.Home, "artifacts", "staging", "old"));

        Store.CollectGarbage();
        Assert.True(File.Exists(orphan), "A file younger than the grace period stays.");

        File.SetLastWriteTimeUtc(orphan, DateTime.UnixEpoch);
        File.SetLastWriteTimeUtc(unfinished, DateTime.UnixEpoch);
        Directory.SetLastWriteTimeUtc(staged.FullName, DateTime.UnixEpoch);
        Store.CollectGarbage();
        Assert.False(File.Exists(orphan));
        Assert.False(File.Exists(unfinished));
        Assert.False(Directory.Exists(staged.FullName));
        Assert.Equal("kept", Store.Get("x").GetValue<string>());
    }

    [Fact]
    public void Garbage_collection_without_any_grace_leaves_a_put_that_is_under_way_its_hidden_file()
    {
        Store.Save("kept", "x");
        var folder = Path.GetDirectoryName(Assert.Single(_test.StoredFiles()))!;
        var beingWritten = Path.Combine(folder, ".linea-tmp-being-written");
        File.WriteAllText(beingWritten, "half of");
        File.SetLastWriteTimeUtc(beingWritten, DateTime.UtcNow.AddMinutes(-1));

        Store.CollectGarbage(TimeSpan.Zero);

        Assert.True(File.Exists(beingWritten));
    }

    [Fact]
    public async Task Saves_deletes_and_garbage_collection_of_the_same_bytes_never_lose_a_committed_version()
    {
        const int rounds = 25;
        var lost = 0;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var store = _test.Another();
            for (var round = 0; round < rounds; round++)
            {
                var artifact = await store.SaveAsync("the same bytes", "name" + worker);
                if (worker == 0) await store.CollectGarbageAsync(TimeSpan.FromMilliseconds(20));
                if (await artifact.GetValueAsync<string>() != "the same bytes") Interlocked.Increment(ref lost);
                await store.DeleteAsync("name" + worker, artifact.Version);
            }
        })));

        Assert.Equal(0, lost);
        Assert.Empty(_test.Store.List());
    }
}
