using LineaSharp.Backends;
using LineaSharp.Catalog;

namespace LineaSharp;

/// <summary>A store's catalog and places, as the options name them now.</summary>
internal sealed class OpenedStore
{
    private readonly string _databaseUrl;
    private readonly string _storageDir;
    private readonly TimeProvider _clock;

    private OpenedStore(string databaseUrl, string storageDir, StoreParts parts, TimeProvider clock)
    {
        _databaseUrl = databaseUrl;
        _storageDir = storageDir;
        _clock = clock;
        Catalog = new ArtifactCatalog(new CatalogDatabase(databaseUrl));
        Places = new ArtifactPlaces(storageDir, Catalog.Folder, parts.Repositories);
        Linea = new LineaBackend(Places);
    }

    public ArtifactCatalog Catalog { get; }

    public ArtifactPlaces Places { get; }

    public LineaBackend Linea { get; }

    /// <summary>The opened store that fits the options: the one at hand, or a new one when they have changed.</summary>
    public static OpenedStore For(OpenedStore? current, LineaOptions options, StoreParts parts, TimeProvider clock)
    {
        var (databaseUrl, storageDir) = (options.DatabaseUrl, options.ArtifactStorageDir);
        return current is not null && current._databaseUrl == databaseUrl && current._storageDir == storageDir
            ? current
            : new OpenedStore(databaseUrl, storageDir, parts, clock);
    }

    public IStorageBackend Backend(string name, LineaOptions options) => name == StorageBackend.Mlflow ? Mlflow(options) : Linea;

    public MlflowBackend Mlflow(LineaOptions options) => new(options.MlflowTrackingUri, options.MlflowRegistryUri, _clock);
}
