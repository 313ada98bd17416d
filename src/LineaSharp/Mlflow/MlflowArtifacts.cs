using LineaSharp.Mlflow.Databricks;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

/// <summary>Opens the artifact locations that MLflow's stores hold. Nothing is contacted before a repository's first use.</summary>
/// <remarks>
/// A location comes from the store, so the store decides what it may be: a local path is opened only when the store is a local database,
/// whose writers could as well write the files themselves. A server's answer never leads to a local file.
/// </remarks>
/// <param name="options">The client's options.</param>
/// <param name="mayBeLocal">Whether the store is a local database, or a server that the caller lets name local paths.</param>
/// <param name="server">The tracking server; null when the store is a database.</param>
/// <param name="store">The tracking store.</param>
/// <param name="catalog">Opens what the registry in Unity Catalog keeps; null when the registry is another.</param>
internal sealed class MlflowArtifacts(MlflowClientOptions options, bool mayBeLocal, MlflowHttp? server, ITrackingStore store, UnityCatalogFiles? catalog = null)
{
    private readonly TransferSettings _settings = TransferSettings.Of(options);

    // Who keeps what lies at mlflow-artifacts: the tracking server itself; for a database the server that the options name, if they name one.
    private readonly (MlflowHttp Server, SignedTransfers Bucket)? _keeper = Keeper(server, options);

    private const string ProxyScheme = MlflowArtifactsRepository.Scheme;

    /// <summary>Moves files to and from a repository, as many at the same time as the options say.</summary>
    public ArtifactTransfer Transfer(IArtifactRepository repository) => new(repository, _settings.Parallel);

    /// <summary>Opens a location.</summary>
    /// <param name="location">As a store holds it.</param>
    /// <param name="owner">Whose artifacts it is part of, where that is known: a bucket that only the server has the keys of is reached by that alone.</param>
    public IArtifactRepository Open(string location, ArtifactOwner? owner)
    {
        if (!ArtifactLocations.HasScheme(location)) return OpenLocal(location, location);
        var scheme = Scheme(location);
        if (scheme == "file") return OpenLocal(location, LocalPath(location));
        if (scheme == ProxyScheme) return _keeper is var (proxy, proxyBucket) ? MlflowArtifactsRepository.Open(proxy, location, proxyBucket) : OpenDestination(location);
        if (catalog is not null && UnityCatalogFiles.IsOne(location)) return catalog.Open(location);
        if (server is not null && scheme == DatabricksArtifacts.Scheme) return new DatabricksArtifacts(server, options).Open(location);
        if (_keeper is var (addressed, bucket) && MlflowArtifactsRepository.IsAddress(location)) return MlflowArtifactsRepository.OpenAddress(addressed, location, bucket);
        if (Opener(scheme) is { } opener) return opener.Open(location);
        if (server is not null && owner is not null && PresignedArtifactRepository.IsServed(scheme)) return new PresignedArtifactRepository(server, store, _settings, location, owner);
        throw NoRepository(location, scheme);
    }

    private static (MlflowHttp, SignedTransfers)? Keeper(MlflowHttp? server, MlflowClientOptions options)
    {
        if (server is null && options.ArtifactsDestination is { } destination && MlflowAddress.IsOne(destination))
            server = new MlflowHttp(MlflowAddress.Parse(nameof(MlflowClientOptions.ArtifactsDestination), destination), options.Http, options.TimeProvider);
        return server is null ? null : (server, new SignedTransfers(server, TransferSettings.Of(options)));
    }

    private IArtifactRepositoryScheme? Opener(string scheme) => options.Repositories.FirstOrDefault(r => r.Schemes.Contains(scheme, StringComparer.Ordinal));

    private LineaException NoRepository(string location, string scheme) => LineaException.NoRepository(location, scheme, options.Repositories.SelectMany(r => r.Schemes));

    private LocalArtifactRepository OpenLocal(string location, string path)
    {
        if (!mayBeLocal) throw LineaException.BadArtifactLocation(location, "it is a local path, which is not taken from a server. If the server shares this machine's disks and you trust it, set MlflowClientOptions.AllowLocalArtifacts");
        if (path.Length == 0) throw LineaException.BadArtifactLocation(location, "it is empty");
        return new LocalArtifactRepository(path);
    }

    private static string LocalPath(string location)
    {
        if (!Uri.TryCreate(location, UriKind.Absolute, out var uri)) throw LineaException.BadArtifactLocation(location, "it is no URI");
        if (uri.Host.Length > 0 && !uri.IsLoopback) throw LineaException.BadArtifactLocation(location, "it names another host");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0) throw LineaException.BadArtifactLocation(location, "a file: URI has no query and no fragment");
        return uri.LocalPath;
    }

    // mlflow-artifacts:/1/abc is what a server without a host of its own writes: the path below its artifacts destination.
    private IArtifactRepository OpenDestination(string location)
    {
        var path = location[(ProxyScheme.Length + 1)..];
        if (path.StartsWith("//", StringComparison.Ordinal)) throw LineaException.ServerArtifacts(location);
        if (options.ArtifactsDestination is not { Length: > 0 } destination) throw LineaException.NoArtifactsDestination(location);
        var relative = path.Trim('/');
        if (relative.Length > 0) RelativePath.Check(relative, "the database");
        if (LocalFolder(destination) is { } folder) return new LocalArtifactRepository(relative.Length == 0 ? folder : RelativePath.Resolve(folder, relative, "the database"));
        var scheme = Scheme(destination);
        var opener = Opener(scheme) ?? throw NoRepository(destination, scheme);
        return opener.Open(relative.Length == 0 ? destination : ArtifactLocations.Append(destination, relative));
    }

    private static string? LocalFolder(string destination)
    {
        if (!ArtifactLocations.HasScheme(destination)) return Path.GetFullPath(destination);
        return Scheme(destination) == "file" ? LocalPath(destination) : null;
    }

    private static string Scheme(string location) => location[..location.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant();
}
