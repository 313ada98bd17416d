using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

/// <summary>A test with a workspace, an environment and a folder of its own.</summary>
public abstract class DatabricksCase : IDisposable
{
    private protected FakeDatabricks Databricks { get; } = new();
    private protected TempFolder Folder { get; } = new();
    private protected Dictionary<string, string> Variables { get; } = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected MlflowHttpOptions Http => new()
    {
        Handler = Databricks, MaxRetries = 0, CredentialsFile = Folder.File("none"),
        Environment = name => Variables.GetValueOrDefault(name) ?? (name == "DATABRICKS_CONFIG_FILE" ? Folder.File("databrickscfg") : null),
    };

    private protected void UseToken()
    {
        Variables["DATABRICKS_HOST"] = FakeDatabricks.Host;
        Variables["DATABRICKS_TOKEN"] = "dapi-secret";
    }

    private protected void WriteProfiles(string text) => File.WriteAllText(Folder.File("databrickscfg"), text);

    private protected MlflowClient Client(string tracking = "databricks", string? registry = null, MlflowHttpOptions? http = null) =>
        new(new MlflowClientOptions { TrackingUri = tracking, RegistryUri = registry ?? (tracking.StartsWith("http", StringComparison.Ordinal) ? tracking : LineaSharp.Mlflow.Databricks.DatabricksUri.DefaultRegistry(tracking)), Http = http ?? Http });

    private protected string NewFile(string name, string text)
    {
        var path = Folder.File("in", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        Databricks.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
