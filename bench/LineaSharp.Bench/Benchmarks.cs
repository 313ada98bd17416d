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
        ("logmodel", (folder, _, table) => ModelOverHttp.RunAsync(folder, table)),
        ("metrics", (folder, _, table) => MetricsOverHttp.RunAsync(folder, table)),
        ("database", MlflowLogging.RunAsync),
        ("registry", MlflowRegistry.RunAsync),
        ("runsearch", MlflowRunSearch.RunAsync),
        ("scoring", (_, _, table) => Scoring.Predictions.RunAsync(table)),
        ("loading", (folder, _, table) => Scoring.Loads.RunAsync(folder, table)),
        ("transfer", (folder, settings, table) => Transfer.RunAsync(folder, settings.FileSize, table)),
        ("prophet", (_, _, table) => ProphetForecasts.RunAsync(table)),
    ];

    public static IEnumerable<string> Names => All.Select(b => b.Name);
}
