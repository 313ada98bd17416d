namespace LineaSharp.Bench;

/// <summary>All benchmarks, in the order they run.</summary>
internal static class Benchmarks
{
    public static readonly IReadOnlyList<(string Name, Func<string, Settings, Table, Task> Run)> All =
    [
        ("small", (folder, _, table) => SmallSaves.RunAsync(folder, table)),
        ("file", (folder, settings, table) => BigFile.RunAsync(folder, settings.FileSize, table)),
        ("lookup", (folder, _, table) => Lookups.RunAsync(folder, table)),
        ("start", (folder, _, table) => StartUp.RunAsync(folder, table)),
        ("scoring", (_, _, table) => Scoring.RunAsync(table)),
        ("transfer", (folder, settings, table) => Transfer.RunAsync(folder, settings.FileSize, table)),
    ];

    public static IEnumerable<string> Names => All.Select(b => b.Name);
}
