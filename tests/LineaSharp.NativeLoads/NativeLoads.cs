using System.Diagnostics;
using Xunit;

namespace LineaSharp.NativeLoading;

/// <summary>Files loaded by native code in another process, which may end without harm.</summary>
internal static class NativeLoads
{
    /// <summary>Loads every file of a folder and predicts with it. Gives how many were loaded and how many refused.</summary>
    public static (int Loaded, int Refused) Run(string library, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LineaSharp.NativeLoads.dll"), library, folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Models this small are quicker on one thread.
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Trim().Split('\n');
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"The process ended with {process.ExitCode} at {lines[^1]}: {errors.Result}");
        var counts = lines[^1].Split(' ', ',');
        return (int.Parse(counts[1], null), int.Parse(counts[4], null));
    }
}
