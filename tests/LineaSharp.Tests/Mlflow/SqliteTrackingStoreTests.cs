using LineaSharp.Mlflow;
using LineaSharp.Testing;

namespace LineaSharp.Tests.Mlflow;

public sealed class SqliteTrackingStoreTests : TrackingStoreConformance, IDisposable
{
    private readonly MlflowFiles _files = new();

    public SqliteTrackingStoreTests() => Client = _files.Client();

    protected override MlflowClient Client { get; }

    public void Dispose() => _files.Dispose();
}

/// <summary>The same promises on a database that MLflow 3.17 made.</summary>
public sealed class SqliteTrackingStoreOfMlflow317Tests : TrackingStoreConformance, IDisposable
{
    private readonly MlflowFiles _files = MlflowFiles.CopyOf("v317");

    public SqliteTrackingStoreOfMlflow317Tests() => Client = _files.Client();

    protected override MlflowClient Client { get; }

    public void Dispose() => _files.Dispose();
}
