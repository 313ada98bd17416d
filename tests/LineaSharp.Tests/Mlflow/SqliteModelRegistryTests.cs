using LineaSharp.Mlflow;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class SqliteModelRegistryTests(MlflowFiles files) : ModelRegistryStoreConformance, IClassFixture<MlflowFiles>
{
    protected override MlflowClient Client { get; } = files.Client();
}

/// <summary>The same promises on a database that MLflow 3.17 made.</summary>
public sealed class SqliteModelRegistryOfMlflow317Tests : ModelRegistryStoreConformance, IDisposable
{
    private readonly MlflowFiles _files = MlflowFiles.CopyOf("v317");

    public SqliteModelRegistryOfMlflow317Tests() => Client = _files.Client();

    protected override MlflowClient Client { get; }

    public void Dispose() => _files.Dispose();
}
