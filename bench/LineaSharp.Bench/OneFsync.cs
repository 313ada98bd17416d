namespace LineaSharp.Bench;

/// <summary>What the disk alone needs to make one small file safe: write 4 KiB, wait for the disk, rename.</summary>
internal sealed class OneFsync(string folder)
{
    private readonly byte[] _block = new byte[4096];
    private int _count;

    public void Run()
    {
        var temporary = Path.Combine(folder, "fsync.tmp");
        Random.Shared.NextBytes(_block);
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(_block);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, Path.Combine(folder, Table.Text($"fsync-{_count++}.bin")));
    }
}
