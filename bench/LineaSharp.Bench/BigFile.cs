namespace LineaSharp.Bench;

/// <summary>Save and get of one large file, against <c>cp</c> and <c>sha256sum</c> on the same disk, with the peak memory of each process.</summary>
internal static class BigFile
{
    private const int Runs = 5;
    private const string Name = "big";

    public static async Task RunAsync(string folder, long size, Table table)
    {
        var source = Path.Combine(folder, "source.bin");
        WriteRandom(source, size);
        var times = new Times();
        for (var i = 0; i < Runs; i++) await RoundAsync(folder, source, times);

        var copyAndHash = times.Copy.Plus(times.Hash);
        var durable = copyAndHash.Plus(times.Sync);
        double Ratio(Series mine, Series theirs) => theirs.Median / mine.Median;
        string Beside(Series series, string memory) => Table.Text($"{Ratio(series, copyAndHash):0.00} of cp + sha256sum's speed; peak {memory}");
        table.Add("cp", times.Copy, Unit.Seconds);
        table.Add("sha256sum of the copy", times.Hash, Unit.Seconds);
        if (times.FastHash.Count > 0) table.Add("openssl dgst -sha256 of the copy", times.FastHash, Unit.Seconds, "with the processor's instructions for SHA, where it has them");
        table.Add("sync of the copy", times.Sync, Unit.Seconds);
        table.Add("cp + sha256sum", copyAndHash, Unit.Seconds);
        table.Add("cp + sha256sum + sync", durable, Unit.Seconds, "what is as durable as a save");
        table.Add(Table.Text($"save a file, {size >> 20} MiB"), times.Save, Unit.Seconds, Beside(times.Save, Peak(times.SaveMemory)));
        table.Add("get as Stream, read to the end", times.Read, Unit.Seconds, Table.Text($"{Ratio(times.Read, times.Hash):0.00} of sha256sum's speed; peak {Peak(times.ReadMemory)}"));
        table.Add("get by Download", times.Download, Unit.Seconds, Beside(times.Download, Peak(times.DownloadMemory)));
        if (times.FastHash.Count > 0) table.Note(Table.Text($"a save at {Ratio(times.Save, times.Copy.Plus(times.FastHash)):0.00} of cp + openssl's speed, at {Ratio(times.Save, times.Copy.Plus(times.FastHash).Plus(times.Sync)):0.00} with the sync"));
        var ratio = Ratio(times.Save, copyAndHash);
        table.Verdict("a save at 0.8 or more of cp + sha256sum's speed", ratio >= 0.8, Table.Text($"{ratio:0.00}"));
        var memory = times.SaveMemory.Concat(times.ReadMemory).Concat(times.DownloadMemory).ToArray();
        table.Verdict("peak memory under 100 MB", memory.All(m => m < 100_000_000), Peak(memory));
    }

    private static async Task RoundAsync(string folder, string source, Times times)
    {
        var (copy, home, target) = (Path.Combine(folder, "copy.bin"), Path.Combine(folder, "home"), Path.Combine(folder, "out"));
        Calm(folder, source);
        times.Copy.Measure(() => Tool.Run("cp", source, copy));
        times.Hash.Measure(() => Tool.Run("sha256sum", copy));
        if (Tool.Exists("openssl")) times.FastHash.Measure(() => Tool.Run("openssl", "dgst", "-sha256", copy));
        times.Sync.Measure(() => Tool.Run("sync", copy));
        File.Delete(copy);

        Calm(folder, source);
        Keep(await Child.StartAsync("save-file", home, source), times.Save, times.SaveMemory);
        Keep(await Child.StartAsync("read-file", home), times.Read, times.ReadMemory);
        Calm(folder, source);
        Keep(await Child.StartAsync("download-file", home, target), times.Download, times.DownloadMemory);
        Directory.Delete(target, recursive: true);
        Directory.Delete(home, recursive: true);
    }

    // Each measurement begins alike: nothing of others is left to write, and the memory for a copy in the page cache has just come free.
    // A virtual machine may have to ask its host for memory that nobody used lately, which takes longer than to copy into it.
    private static void Calm(string folder, string source)
    {
        var scratch = Path.Combine(folder, "scratch.bin");
        Tool.Run("cp", source, scratch);
        File.Delete(scratch);
        Tool.Run("sync");
    }

    public static Task SaveAsync(string home, string file) => Stores.Open(home).SaveAsync(new FileInfo(file), Name);

    public static async Task ReadAsync(string home)
    {
        using var stream = await (await Stores.Open(home).GetAsync(Name)).GetValueAsync<Stream>();
        var buffer = new byte[1 << 20];
        while (await stream.ReadAsync(buffer) > 0) { }
    }

    public static async Task DownloadAsync(string home, string folder) => await (await Stores.Open(home).GetAsync(Name)).DownloadAsync(folder);

    private static void Keep(Child.Result child, Series times, List<long> memory)
    {
        times.Add(child.Inside);
        if (child.PeakMemory is { } peak) memory.Add(peak);
    }

    private static string Peak(IReadOnlyCollection<long> memory) => memory.Count == 0 ? "memory unknown" : Table.Text($"{memory.Max() / 1e6:0} MB");

    public static void WriteRandom(string path, long size)
    {
        using var file = File.Create(path);
        var block = new byte[1 << 20];
        for (var left = size; left > 0; left -= block.Length)
        {
            Random.Shared.NextBytes(block);
            file.Write(block, 0, (int)Math.Min(left, block.Length));
        }
        file.Flush(flushToDisk: true);
    }

    private sealed class Times
    {
        public Series Copy { get; } = new();
        public Series Hash { get; } = new();
        public Series FastHash { get; } = new();
        public Series Sync { get; } = new();
        public Series Save { get; } = new();
        public Series Read { get; } = new();
        public Series Download { get; } = new();
        public List<long> SaveMemory { get; } = [];
        public List<long> ReadMemory { get; } = [];
        public List<long> DownloadMemory { get; } = [];
    }
}
