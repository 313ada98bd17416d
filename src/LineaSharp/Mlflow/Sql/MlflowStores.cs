using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Databricks;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Storage;

/// <summary>The two stores that a client speaks to, opened from their URIs.</summary>
internal sealed partial record MlflowStores(ITrackingStore Tracking, IModelRegistryStore Registry, string TrackingUri, string RegistryUri)
{
    /// <summary>Opens the artifact locations that the stores name.</summary>
    public required MlflowArtifacts Artifacts { get; init; }

    private const string DefaultTrackingUri = "sqlite:///mlflow.db";

    public static MlflowStores Open(MlflowClientOptions options)
    {
        var trackingUri = Given(options.TrackingUri) ?? FromEnvironment("MLFLOW_TRACKING_URI") ?? DefaultTrackingUri;
        var registryUri = Given(options.RegistryUri) ?? FromEnvironment("MLFLOW_REGISTRY_URI") ?? DatabricksUri.DefaultRegistry(trackingUri);
        return Open(trackingUri, registryUri, options);
    }

    private static MlflowStores Open(string trackingUri, string registryUri, MlflowClientOptions options)
    {
        if (NamesFiles(trackingUri, registryUri)) return OpenFiles(trackingUri, registryUri, options);
        return IsServer(trackingUri) ? OpenServer(trackingUri, registryUri, options) : OpenDatabases(trackingUri, registryUri, options);
    }

    private static MlflowStores OpenServer(string trackingUri, string registryUri, MlflowClientOptions options)
    {
        if (DatabricksUri.IsOne(trackingUri) && DatabricksUri.Parse("tracking URI", trackingUri).IsUnityCatalog) throw LineaException.CatalogTracksNothing(trackingUri);
        var server = ServerAt("tracking URI", trackingUri, options);
        var tracking = new RestTrackingStore(server);
        if (IsCatalog(registryUri)) return OpenCatalog(tracking, server.Address, registryUri, server, options);
        var (registry, address) = OpenRegistry(trackingUri, registryUri, server, tracking, options);
        return new MlflowStores(tracking, registry, server.Address, address) { Artifacts = new MlflowArtifacts(options, options.AllowLocalArtifacts, server, tracking) };
    }

    // Its versions are copies of what the tracking store knows, so it reads from there.
    private static MlflowStores OpenCatalog(ITrackingStore tracking, string trackingUri, string registryUri, MlflowHttp? server, MlflowClientOptions options)
    {
        var workspace = ServerAt("registry URI", registryUri, options);
        var files = new UnityCatalogFiles(workspace, options);
        // Whoever can write a local database can as well write the files that it names.
        var artifacts = new MlflowArtifacts(options, server is null || options.AllowLocalArtifacts, server, tracking, files);
        var registry = new UnityCatalogStore(workspace, files, new ModelSource(tracking, artifacts));
        return new MlflowStores(tracking, registry, trackingUri, DatabricksUri.CatalogAt(workspace.Address)) { Artifacts = artifacts };
    }

    private static (IModelRegistryStore Store, string Uri) OpenRegistry(
        string trackingUri, string registryUri, MlflowHttp? server, ITrackingStore tracking, MlflowClientOptions options)
    {
        if (IsServer(registryUri))
        {
            if (server is null || registryUri != trackingUri) server = ServerAt("registry URI", registryUri, options);
            return (new RestModelRegistryStore(server), server.Address);
        }
        var registry = OpenDatabase("registry URI", registryUri, options);
        return (new SqlModelRegistryStore(registry.Database, tracking), registry.Uri);
    }

    private static MlflowStores OpenDatabases(string trackingUri, string registryUri, MlflowClientOptions options)
    {
        var tracking = OpenDatabase("tracking URI", trackingUri, options);
        var trackingStore = new SqlTrackingStore(tracking.Database);
        if (IsCatalog(registryUri)) return OpenCatalog(trackingStore, tracking.Uri, registryUri, null, options);
        // Whoever can write a local database can as well write the files that it names.
        var artifacts = new MlflowArtifacts(options, mayBeLocal: true, server: null, trackingStore);
        if (IsServer(registryUri))
        {
            var (store, address) = OpenRegistry(trackingUri, registryUri, null, trackingStore, options);
            return new MlflowStores(trackingStore, store, tracking.Uri, address) { Artifacts = artifacts };
        }
        var registry = registryUri == trackingUri ? tracking : OpenDatabase("registry URI", registryUri, options);
        var registryStore = new SqlModelRegistryStore(registry.Database, registry.Uri == tracking.Uri ? null : trackingStore);
        return new MlflowStores(trackingStore, registryStore, tracking.Uri, registry.Uri) { Artifacts = artifacts };
    }

    private static bool IsCatalog(string uri) => DatabricksUri.IsOne(uri) && DatabricksUri.Parse("registry URI", uri).IsUnityCatalog;

    private static bool IsServer(string uri) => MlflowAddress.IsOne(uri) || DatabricksUri.IsOne(uri);

    private static MlflowHttp ServerAt(string option, string uri, MlflowClientOptions options)
    {
        if (DatabricksUri.IsOne(uri)) return DatabricksWorkspace.Open(DatabricksUri.Parse(option, uri), options).Server;
        var address = MlflowAddress.Parse(option, uri);
        return DatabricksWorkspace.TryOpen(address, options) ?? new MlflowHttp(address, options.Http, options.TimeProvider);
    }

    private static (MlflowDatabase Database, string Uri) OpenDatabase(string option, string uri, MlflowClientOptions options)
    {
        var root = ArtifactLocations.Resolve(options.DefaultArtifactRoot ?? "mlruns");
        if (PostgresUrl.IsPostgres(uri))
        {
            var url = PostgresUrl.Parse(option, uri);
            return (new PostgresMlflowDatabase(url, root, options.TimeProvider), url.Canonical);
        }
        if (!SqliteUrl.IsSqlite(uri)) throw LineaException.NoMlflowStore(option, WithoutCredentials(uri));
        if (!uri.StartsWith("sqlite:///", StringComparison.OrdinalIgnoreCase) || uri.Length == "sqlite:///".Length
            || uri.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
            throw LineaException.SqliteInMemory(option, uri);
        var path = SqliteUrl.Path(uri);
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
