using Microsoft.Extensions.Logging;

namespace LineaSharp.Tests.Store;

/// <summary>A store in a temporary home of its own, away from the process's environment.</summary>
public sealed class TestStore : IDisposable
{
    private readonly TempFolder _temp = new();

    public TestStore(Func<ArtifactStoreOptions, ArtifactStoreOptions>? compose = null)
    {
        Options = NewOptions(Home);
        var options = new ArtifactStoreOptions { Options = Options, Logger = Log };
        Store = new ArtifactStore(compose?.Invoke(options) ?? options);
    }

    public string Home => _temp.File("home");

    public string Folder => _temp.Path;

    public LineaOptions Options { get; }

    public ArtifactStore Store { get; }

    public CollectingLogger Log { get; } = new();

    /// <summary>Another store on the same home.</summary>
    public ArtifactStore Another() => new(new ArtifactStoreOptions { Options = NewOptions(Home), Logger = Log });

    public string[] StoredFiles() =>
        Directory.Exists(Path.Combine(Home, "artifacts", "sha256")) ? Directory.GetFiles(Path.Combine(Home, "artifacts", "sha256"), "*", SearchOption.AllDirectories) : [];

    public static LineaOptions NewOptions(string home)
    {
        var options = new LineaOptions(environment: _ => null);
        options.Set("home_dir", home);
        return options;
    }

    public void Dispose() => _temp.Dispose();
}

/// <summary>Keeps what was logged.</summary>
public sealed class CollectingLogger : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines) Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
