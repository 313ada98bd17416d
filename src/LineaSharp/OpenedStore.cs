using LineaSharp.Backends;
using LineaSharp.Catalog;

namespace LineaSharp;

/// <summary>A store's catalog and places, as the options name them now.</summary>
internal sealed class OpenedStore
{
    private readonly string _databaseUrl;
    private readonly string _storageDir;

    private OpenedStore(string databaseUrl, string storageDir, StoreParts parts, LineaOptions options, TimeProvider clock)
    {
        _databaseUrl = databaseUrl;
        _storageDir = storageDir;
        Catalog = new ArtifactCatalog(new CatalogDatabase(databaseUrl));
        Places = new ArtifactPlaces(storageDir, Catalog.Folder, parts.Repositories);
        Linea = new LineaBackend(Places);
        Mlflow = new MlflowBackend(new MlflowClients(options, parts.Mlflow with { Repositories = [.. parts.Repositories, .. parts.Mlflow.Repositories], TimeProvider = clock }));
    }

    public ArtifactCatalog Catalog { get; }

    public ArtifactPlaces Places { get; }

    public LineaBackend Linea { get; }

    public MlflowBackend Mlflow { get; }

    /// <summary>The opened store that fits the options: the one at hand, or a new one when they have changed.</summary>
    public static OpenedStore For(OpenedStore? current, LineaOptions options, StoreParts parts, TimeProvider clock)
    {
        var (databaseUrl, storageDir) = (options.DatabaseUrl, options.ArtifactStorageDir);
        return current is not null && current._databaseUrl == databaseUrl && current._storageDir == storageDir
            ? current
            : new OpenedStore(databaseUrl, storageDir, parts, options, clock);
    }

    public IStorageBackend Backend(string name) => name == StorageBackend.Mlflow ? Mlflow : Linea;
}
