using LineaSharp.Mlflow.Files;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial record MlflowStores
{
    private static bool NamesFiles(string trackingUri, string registryUri) => IsFiles(trackingUri) || IsFiles(registryUri);

    private static bool IsFiles(string uri) => !IsServer(uri) && FileStoreUri.IsOne(uri);

    // Tracking, the registry or both may be files; what is not is opened as ever.
    private static MlflowStores OpenFiles(string trackingUri, string registryUri, MlflowClientOptions options)
    {
        if (!IsFiles(trackingUri))
        {
            var files = FilesAt("registry URI", registryUri, options);
            return Open(trackingUri, trackingUri, options) with { Registry = new FileModelRegistryStore(files), RegistryUri = FileStoreUri.Of(files.Root) };
        }
        var store = FilesAt("tracking URI", trackingUri, options);
        var (tracking, address) = (new FileTrackingStore(store), FileStoreUri.Of(store.Root));
        if (IsCatalog(registryUri)) return OpenCatalog(tracking, address, registryUri, null, options);
        var (registry, registryAddress) = IsFiles(registryUri)
            ? OpenRegistry(FilesAt("registry URI", registryUri, options))
            : OpenRegistry(trackingUri, registryUri, null, tracking, options);
        // Whoever can write the store's files can as well write the files that it names.
        return new MlflowStores(tracking, registry, address, registryAddress) { Artifacts = new MlflowArtifacts(options, mayBeLocal: true, server: null, tracking) };
    }

    private static (IModelRegistryStore Store, string Uri) OpenRegistry(FileStore files) => (new FileModelRegistryStore(files), FileStoreUri.Of(files.Root));

    private static FileStore FilesAt(string option, string uri, MlflowClientOptions options) => new(FileStoreUri.Folder(option, uri), options.OnDamagedEntry);
}
