using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Opens the artifact locations of Databricks, all of which are written <c>dbfs:/…</c>. Nothing is contacted before a repository's first use.</summary>
/// <remarks>
/// <c>dbfs:/databricks/mlflow-tracking/…</c> holds runs and logged models and is reached by signed URLs; <c>dbfs:/Volumes/…</c> and <c>dbfs:/Models/…</c> are
/// Unity Catalog's; anything else is the workspace's file system. Written from Databricks' public interface; never run against Databricks itself.
/// </remarks>
internal sealed class DatabricksArtifacts
{
    public const string Scheme = "dbfs";
    private const string Tracking = "databricks/mlflow-tracking/";
    private const string LoggedModels = "logged_models";

    private readonly MlflowHttp _workspace;
    private readonly SignedTransfer _transfer;

    public DatabricksArtifacts(MlflowHttp workspace, MlflowClientOptions options)
    {
        _workspace = workspace;
        _transfer = new SignedTransfer(MlflowAddress.Parse("workspace", workspace.Address), options.Http, options.TimeProvider);
    }

    /// <exception cref="LineaException">NotSupported, CorruptArtifact: the location is malformed or names another workspace.</exception>
    public IArtifactRepository Open(string location)
    {
        var path = PathOf(location);
        if (path.StartsWith(Tracking, StringComparison.Ordinal)) return OpenTracking(location, path[Tracking.Length..].Split('/'));
        if (path.StartsWith("Volumes/", StringComparison.Ordinal))
            return path.Split('/').Length > 3 ? new FilesRepository(location, _workspace, path) : throw LineaException.BadArtifactLocation(location, "a volume is /Volumes/catalog/schema/volume");
        return new DbfsRepository(location, _workspace, path);
    }

    private SignedRepository OpenTracking(string location, string[] parts) => parts switch
    {
        [_, LoggedModels, var modelId, .. var rest] => new(location, new LoggedModelFiles(_workspace, modelId), BelowArtifacts(rest), _transfer),
        [_, not LoggedModels and var runId, .. var rest] => new(location, new RunFiles(_workspace, runId), BelowArtifacts(rest), _transfer),
        _ => throw LineaException.BadArtifactLocation(location, "it names no run and no logged model"),
    };

    // The artifacts of a run or logged model begin below 'artifacts'; the paths that URLs are asked for begin there.
    private static string BelowArtifacts(string[] rest) => string.Join('/', rest is ["artifacts", ..] ? rest[1..] : rest);

    private static string PathOf(string location)
    {
        var rest = location[(Scheme.Length + 1)..];
        if (rest.StartsWith("//", StringComparison.Ordinal) && !rest.StartsWith("///", StringComparison.Ordinal))
            throw LineaException.BadArtifactLocation(location, "it names a profile or host, which is not taken from a server. Use a client of that workspace, and the location without it");
        if (!rest.StartsWith('/')) throw LineaException.BadArtifactLocation(location, "it is no absolute path (dbfs:/…)");
        var path = rest.Trim('/');
        return path.Length == 0 ? throw LineaException.BadArtifactLocation(location, "it is the root of the file system") : RelativePath.Check(path, $"the artifact location {location}");
    }
}
