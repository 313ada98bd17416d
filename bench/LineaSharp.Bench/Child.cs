using System.Diagnostics;
using System.Globalization;

namespace LineaSharp.Bench;

/// <summary>This program again, in a process of its own that does one thing: its start and its memory are then those of that thing alone.</summary>
internal static class Child
{
    /// <summary>What a child process tells of itself.</summary>
    /// <param name="Inside">The time of the work, measured inside.</param>
    /// <param name="Process">From the start of the process to its end, measured outside.</param>
    /// <param name="PeakMemory">The most memory that was resident, in bytes (VmHWM), or null where the system does not tell.</param>
    public sealed record Result(TimeSpan Inside, TimeSpan Process, long? PeakMemory);

    public static async Task<Result> StartAsync(string work, params string[] args)
    {
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(Start(["--child", work, .. args]))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        if (process.ExitCode != 0) throw new InvalidOperationException($"The child process '{work}' failed with exit code {process.ExitCode}.");
        var told = output.Split(' ');
        return new Result(TimeSpan.FromTicks(Number(told[0])), elapsed, told[1].Trim() is "unknown" ? null : Number(told[1]));
    }

    /// <summary>How this program is started again.</summary>
    public static ProcessStartInfo Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(Child).Assembly.Location);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return start;
    }

    /// <summary>Runs in the child: does the work and prints its ticks of 100 ns and the peak memory.</summary>
    public static async Task RunAsync(string work, string[] args)
    {
        // What .NET compiles at a client's first call is no part of a transfer's speed.
        if (work is "upload-artifact") await Transfer.UploadAsync(args[0], args[1], file: args[3]);
        if (work is "download-artifact") await Transfer.DownloadAsync(args[0], args[1], name: args[3], folder: args[2]);
        var start = Stopwatch.GetTimestamp();
        await (work switch
        {
            "save-file" => BigFile.SaveAsync(home: args[0], file: args[1]),
            "read-file" => BigFile.ReadAsync(home: args[0]),
            "download-file" => BigFile.DownloadAsync(home: args[0], folder: args[1]),
            "save-record" => StartUp.SaveAsync(home: args[0]),
            "upload-artifact" => Transfer.UploadAsync(server: args[0], runId: args[1], file: args[2]),
            "download-artifact" => Transfer.DownloadAsync(server: args[0], runId: args[1], name: "big.bin", folder: args[2]),
            "nothing" => Task.CompletedTask,
            _ => throw new ArgumentException($"There is no work '{work}'.", nameof(work)),
        });
        var elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(Table.Text($"{elapsed.Ticks} {PeakMemory() ?? "unknown"}"));
    }

    private static string? PeakMemory()
    {
        const string key = "VmHWM:";
        if (!File.Exists("/proc/self/status")) return null;
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return Table.Text($"{Number(line[key.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024}");
    }

    private static long Number(string text) => long.Parse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
}
