using System.Diagnostics;

namespace LineaSharp.Bench;

/// <summary>The system's own programs, as the measure of ours.</summary>
internal static class Tool
{
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    public static void Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{program} {string.Join(' ', args)}' failed with exit code {process.ExitCode}.");
    }
}
