using System.Runtime.InteropServices;

namespace LineaSharp.Bench;

/// <summary>The machine that the figures are of, in one line.</summary>
internal static class Machine
{
    public static string Describe(string folder)
    {
        var disk = new DriveInfo(folder);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        return Table.Text(
            $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC · {Processor()} × {Environment.ProcessorCount} · {memory} GiB · {RuntimeInformation.OSDescription} · {disk.DriveFormat} at {folder} · .NET {Environment.Version}");
    }

    private static string Processor() =>
        Lines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>How many processes wanted to run, on average over 1, 5 and 15 minutes.</summary>
    public static string Load() => Lines("/proc/loadavg").FirstOrDefault() is { } line ? string.Join(' ', line.Split(' ').Take(3)) : "unknown";

    private static IEnumerable<string> Lines(string path) => File.Exists(path) ? File.ReadLines(path) : [];
}
