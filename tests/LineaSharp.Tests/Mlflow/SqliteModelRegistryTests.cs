using LineaSharp.Mlflow;
using LineaSharp.Testing;

namespace LineaSharp.Tests.Mlflow;

public sealed class SqliteModelRegistryTests : ModelRegistryStoreConformance, IDisposable
{
    private readonly MlflowFiles _files = new();

    public SqliteModelRegistryTests() => Client = _files.Client();

    protected override MlflowClient Client { get; }

    public void Dispose() => _files.Dispose();
}

/// <summary>The same promises on a database that MLflow 3.17 made.</summary>
public sealed class SqliteModelRegistryOfMlflow317Tests : ModelRegistryStoreConformance, IDisposable
{
    private readonly MlflowFiles _files = MlflowFiles.CopyOf("v317");

    public SqliteModelRegistryOfMlflow317Tests() => Client = _files.Client();

    protected override MlflowClient Client { get; }

    public void Dispose() => _files.Dispose();
}
