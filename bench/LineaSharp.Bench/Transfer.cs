using LineaSharp.Mlflow;

namespace LineaSharp.Bench;

/// <summary>
/// Upload and download of one large artifact through an MLflow server, against curl with the same server, with the peak memory of each process.
/// The two take turns. Our process makes one small transfer before the one that is measured.
/// </summary>
internal static class Transfer
{
    private const int Runs = 5;

    public static async Task RunAsync(string folder, long size, Table table)
    {
        using var started = await MlflowServer.StartAsync(folder);
        var server = started.Address;
        var source = Path.Combine(folder, "big.bin");
        BigFile.WriteRandom(source, size);
        var small = Path.Combine(folder, "small.txt");
        await File.WriteAllTextAsync(small, "small");
        var run = await new MlflowClient(server).CreateRunAsync("0");
        var artifacts = server + "/api/2.0/mlflow-artifacts/artifacts/" + run.ArtifactUri["mlflow-artifacts:/".Length..];
        var (curlUp, curlDown, up, down, upWhole, downWhole, memory) = (new Series(), new Series(), new Series(), new Series(), new Series(), new Series(), new List<long>());
        for (var i = 0; i < Runs; i++)
        {
            // Both sides upload to a name that is there from the first time on, and download to one that is not.
            Tool.Run("sync");
            curlUp.Measure(() => Tool.Run("curl", "-sSf", "-T", source, artifacts + "/curl.bin"));
            Tool.Run("sync");
            Keep(await Child.StartAsync("upload-artifact", server, run.Id, source, small), up, upWhole, memory);
            Tool.Run("sync");
            var target = Path.Combine(folder, "down");
            Directory.CreateDirectory(target);
            curlDown.Measure(() => Tool.Run("curl", "-sSf", "-o", Path.Combine(target, "curl.bin"), artifacts + "/big.bin"));
            File.Delete(Path.Combine(target, "curl.bin"));
            Tool.Run("sync");
            Keep(await Child.StartAsync("download-artifact", server, run.Id, target, Path.GetFileName(small)), down, downWhole, memory);
            if (new FileInfo(Path.Combine(target, "big.bin")).Length != size) throw new InvalidOperationException("The download has another length.");
            Directory.Delete(target, recursive: true);
        }

        var (upRatio, downRatio) = (1 / up.TimesOf(curlUp), 1 / down.TimesOf(curlDown));
        table.Add(Table.Text($"curl, upload of {size >> 20} MiB"), curlUp, Unit.Seconds);
        table.Add("LogArtifactAsync", up, Unit.Seconds, Table.Text($"{upRatio:0.00} of curl's speed"));
        table.Add("… its process, from start to end", upWhole, Unit.Seconds);
        table.Add("curl, download", curlDown, Unit.Seconds);
        table.Add("DownloadArtifactsAsync", down, Unit.Seconds, Table.Text($"{downRatio:0.00} of curl's speed"));
        table.Add("… its process, from start to end", downWhole, Unit.Seconds);
        table.Verdict("upload at 0.9 or more of curl's speed", upRatio >= 0.9, Table.Text($"{upRatio:0.00}"));
        table.Verdict("download at 0.9 or more of curl's speed", downRatio >= 0.9, Table.Text($"{downRatio:0.00}"));
        table.Note($"against {started.Description}");
        if (memory.Count > 0) table.Verdict("peak memory under 100 MB", memory.Max() < 100_000_000, Table.Text($"{memory.Max() / 1e6:0} MB"));
    }

    public static Task UploadAsync(string server, string runId, string file) => new MlflowClient(server).LogArtifactAsync(runId, file);

    public static Task DownloadAsync(string server, string runId, string name, string folder) => new MlflowClient(server).DownloadArtifactsAsync(runId, name, folder);

    private static void Keep(Child.Result child, Series times, Series whole, List<long> memory)
    {
        times.Add(child.Inside);
        whole.Add(child.Process);
        if (child.PeakMemory is { } peak) memory.Add(peak);
    }
}
