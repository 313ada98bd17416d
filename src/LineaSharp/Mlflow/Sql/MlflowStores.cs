using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>The two stores that a client speaks to, opened from their URIs.</summary>
internal sealed record MlflowStores(ITrackingStore Tracking, IModelRegistryStore Registry, string TrackingUri, string RegistryUri)
{
    /// <summary>Whether artifact locations may be local paths: whoever can write a local database can as well write the files themselves.</summary>
    public bool MayNameLocalPaths { get; private init; }

    private const string DefaultTrackingUri = "sqlite:///mlflow.db";

    public static MlflowStores Open(MlflowClientOptions options)
    {
        var trackingUri = Given(options.TrackingUri) ?? FromEnvironment("MLFLOW_TRACKING_URI") ?? DefaultTrackingUri;
        var registryUri = Given(options.RegistryUri) ?? FromEnvironment("MLFLOW_REGISTRY_URI") ?? trackingUri;
        var tracking = OpenDatabase("tracking URI", trackingUri, options);
        var registry = registryUri == trackingUri ? tracking : OpenDatabase("registry URI", registryUri, options);
        var trackingStore = new SqlTrackingStore(tracking.Database);
        var registryStore = new SqlModelRegistryStore(registry.Database, registry.Uri == tracking.Uri ? null : trackingStore);
        return new MlflowStores(trackingStore, registryStore, tracking.Uri, registry.Uri) { MayNameLocalPaths = true };
    }

    private static (MlflowDatabase Database, string Uri) OpenDatabase(string option, string uri, MlflowClientOptions options)
    {
        if (!SqliteUrl.IsSqlite(uri)) throw LineaException.NoMlflowStore(option, WithoutCredentials(uri));
        if (!uri.StartsWith("sqlite:///", StringComparison.OrdinalIgnoreCase) || uri.Length == "sqlite:///".Length
            || uri.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
            throw LineaException.SqliteInMemory(option, uri);
        var path = SqliteUrl.Path(uri);
        var root = ArtifactLocations.Resolve(options.DefaultArtifactRoot ?? "mlruns");
        return (new SqliteMlflowDatabase(path, root, options.TimeProvider), SqliteUrl.Of(path));
    }

    private static string? Given(string? uri) => string.IsNullOrWhiteSpace(uri) ? null : uri.Trim();

    private static string? FromEnvironment(string variable) => Given(Environment.GetEnvironmentVariable(variable));

    private static string WithoutCredentials(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return uri;
        start += 3;
        var end = uri.IndexOfAny(['/', '?', '#'], start);
        if (end < 0) end = uri.Length;
        var at = uri.LastIndexOf('@', end - 1, end - start);
        return at < 0 ? uri : uri[..start] + uri[(at + 1)..];
    }
}
