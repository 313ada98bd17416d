using System.Globalization;
using LineaSharp.Mlflow;
using Microsoft.Data.Sqlite;

namespace LineaSharp.Tests.Mlflow;

/// <summary>A folder of one test's own with an MLflow database in it: a new one, or a copy of one that a real server wrote.</summary>
public sealed class MlflowFiles : IDisposable
{
    private readonly TempFolder _folder = new();

    public string DatabasePath => _folder.File("mlflow.db");

    public string TrackingUri => "sqlite:///" + DatabasePath;

    public string Artifacts => _folder.File("artifacts");

    public static string Golden(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "Golden", "mlflow", .. parts]);

    /// <summary>A copy of the database, and of the artifacts, that a real server left: <c>v2</c>, <c>v3</c> or <c>v317</c>.</summary>
    public static MlflowFiles CopyOf(string version)
    {
        var files = new MlflowFiles();
        File.Copy(Golden($"mlflow-{version}.db"), files.DatabasePath);
        if (Directory.Exists(Golden($"mlflow-{version}-artifacts"))) CopyFolder(Golden($"mlflow-{version}-artifacts"), files.Artifacts);
        return files;
    }

    public string Local(params string[] parts) => _folder.File(parts);

    public MlflowClient Client(TimeProvider? time = null) => new(Options(time));

    public MlflowClientOptions Options(TimeProvider? time = null) => new()
    {
        TrackingUri = TrackingUri, RegistryUri = TrackingUri, DefaultArtifactRoot = _folder.File("mlruns"), ArtifactsDestination = Artifacts,
        TimeProvider = time ?? TimeProvider.System,
    };

    /// <summary>The first value that a statement gives, asked as a process without MLflow would.</summary>
    public string Ask(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }

    public void Tell(string sql) => Ask(sql);

    public void Dispose() => _folder.Dispose();

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
