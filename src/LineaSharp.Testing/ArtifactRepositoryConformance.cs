using System.Security.Cryptography;
using LineaSharp.Repositories;
using Xunit;

namespace LineaSharp.Testing;

/// <summary>What every artifact repository must keep.</summary>
public abstract class ArtifactRepositoryConformance : IDisposable
{
    private readonly string _sources = Directory.CreateTempSubdirectory("linea-conformance-").FullName;

    /// <summary>A fresh, empty repository.</summary>
    protected abstract IArtifactRepository New();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && Directory.Exists(_sources)) Directory.Delete(_sources, recursive: true);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3_000_001, false)]
    [InlineData(3_000_001, true)]
    public async Task What_was_put_is_read(int size, bool staged)
    {
        var (repository, bytes) = (New(), RandomNumberGenerator.GetBytes(size));

        Assert.True(await repository.PutFileAsync("a/b/c.bin", Source(bytes), new PutOptions { SourceIsStaged = staged }, default));

        Assert.Equal(bytes, await ReadAsync(repository, "a/b/c.bin"));
        Assert.Equal(size, await repository.FindSizeAsync("a/b/c.bin", default));
    }

    [Fact]
    public virtual async Task A_put_replaces_and_a_create_does_not()
    {
        var repository = New();

        await repository.PutFileAsync("x", Source([1]), new PutOptions(), default);
        Assert.True(await repository.PutFileAsync("x", Source([2, 2]), new PutOptions { Mode = PutMode.Overwrite, SourceIsStaged = true }, default));
        Assert.False(await repository.PutFileAsync("x", Source([3, 3, 3]), new PutOptions { Mode = PutMode.Create }, default));

        Assert.Equal([2, 2], await ReadAsync(repository, "x"));
    }

    [Fact]
    public virtual async Task Of_many_that_create_one_name_at_once_exactly_one_wins_and_its_bytes_stand()
    {
        var repository = New();
        for (var round = 0; round < 5; round++)
        {
            var path = $"race/{round}";
            var sources = Enumerable.Range(0, 16).Select(i => (Id: (byte)i, File: Source(Enumerable.Repeat((byte)i, 10_000).ToArray()))).ToArray();

            var won = await Task.WhenAll(sources.Select(s => Task.Run(async () =>
                (s.Id, Won: await repository.PutFileAsync(path, s.File, new PutOptions { Mode = PutMode.Create, SourceIsStaged = true }, default)))));

            var winner = Assert.Single(won, w => w.Won);
            Assert.All(await ReadAsync(repository, path), b => Assert.Equal(winner.Id, b));
        }
    }

    [Fact]
    public async Task A_listing_shows_one_level_ordered_and_nothing_unfinished()
    {
        var repository = New();
        foreach (var path in new[] { "b.txt", "a/z", "a/y/deep", "B.txt", "ä 🙂.txt" }) await repository.PutFileAsync(path, Source([1, 2, 3]), new PutOptions(), default);

        Assert.Equal([("B.txt", false, 3L), ("a", true, null), ("b.txt", false, 3L), ("ä 🙂.txt", false, 3L)], await ListAsync(repository, ""));
        Assert.Equal([("a/y", true, null), ("a/z", false, 3L)], await ListAsync(repository, "a"));
        Assert.Empty(await ListAsync(repository, "missing"));
    }

    [Fact]
    public async Task What_is_missing_is_NotFound_and_has_no_size()
    {
        var repository = New();
        await repository.PutFileAsync("folder/file", Source([1]), new PutOptions(), default);

        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<LineaException>(() => repository.OpenReadAsync("missing/file", default))).Code);
        Assert.Null(await repository.FindSizeAsync("missing", default));
        Assert.Null(await repository.FindSizeAsync("folder", default));
    }

    [Fact]
    public virtual async Task Deleting_takes_a_file_or_a_whole_directory_and_can_be_repeated()
    {
        var repository = New();
        foreach (var path in new[] { "d/1", "d/e/2", "f" }) await repository.PutFileAsync(path, Source([1]), new PutOptions(), default);

        await repository.DeleteAsync("d", default);
        await repository.DeleteAsync("d", default);
        await repository.DeleteAsync("f", default);
        await repository.DeleteAsync("never/there", default);

        Assert.Empty(await ListAsync(repository, ""));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a\\..\\b")]
    [InlineData("%2e%2e/x")]
    [InlineData("%252e%252e/x")]
    [InlineData("a/%2Fetc")]
    [InlineData("C:x")]
    [InlineData("a\0b")]
    [InlineData("a;b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("")]
    public async Task A_path_that_could_lead_elsewhere_is_refused_by_every_verb(string path)
    {
        var (repository, source) = (New(), Source([1]));

        foreach (var verb in new Func<Task>[]
        {
            () => repository.PutFileAsync(path, source, new PutOptions(), default), () => repository.OpenReadAsync(path, default),
            () => repository.FindSizeAsync(path, default), () => repository.DeleteAsync(path, default),
        })
            Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(verb)).Code);
    }

    [Fact]
    public async Task A_cancelled_put_leaves_nothing()
    {
        var repository = New();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => repository.PutFileAsync("x", Source(new byte[5_000_000]), new PutOptions(), cancelled.Token));

        Assert.Null(await repository.FindSizeAsync("x", default));
        Assert.Empty(await ListAsync(repository, ""));
    }

    private string Source(byte[] bytes)
    {
        var file = Path.Combine(_sources, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(file, bytes);
        return file;
    }

    private static async Task<byte[]> ReadAsync(IArtifactRepository repository, string path)
    {
        using var stream = await repository.OpenReadAsync(path, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static async Task<List<(string, bool, long?)>> ListAsync(IArtifactRepository repository, string directory)
    {
        var entries = new List<(string, bool, long?)>();
        await foreach (var entry in repository.ListAsync(directory, default)) entries.Add((entry.Path, entry.IsDirectory, entry.Size));
        return entries;
    }
}
