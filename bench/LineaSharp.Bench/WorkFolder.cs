namespace LineaSharp.Bench;

/// <summary>A folder of one benchmark, which goes when it is done.</summary>
internal sealed class WorkFolder : IDisposable
{
    public WorkFolder(string below, string name) =>
        Path = Directory.CreateDirectory(System.IO.Path.Combine(below, $"linea-bench-{name}-{Environment.ProcessId}")).FullName;

    public string Path { get; }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
