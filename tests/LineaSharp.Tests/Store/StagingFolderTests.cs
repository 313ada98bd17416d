using LineaSharp.Backends;
using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class StagingFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Saves_that_begin_and_end_while_garbage_is_collected_are_not_taken_for_dead()
    {
        var staging = new StagingFolder(_temp.Path);
        using var over = new CancellationTokenSource();
        var collecting = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            // However young: only the lock tells that a save is alive.
            while (!over.IsCancellationRequested) staging.RemoveDead(DateTimeOffset.MaxValue);
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                using var staged = staging.Create(progress: null);
                File.WriteAllText(staged.File("a"), "a");
                Assert.True(File.Exists(Path.Combine(staged.Path, "a")));
            }
        })));
        await over.CancelAsync();
        await Task.WhenAll(collecting);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.Path));
    }
}
