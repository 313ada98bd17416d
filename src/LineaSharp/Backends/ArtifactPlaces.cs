using LineaSharp.Formats;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>Where Linea's own store keeps its files now, and where versions saved earlier keep theirs.</summary>
internal sealed class ArtifactPlaces
{
    private readonly string? _catalogFolder;
    private readonly IReadOnlyList<IArtifactRepositoryScheme> _schemes;
    private readonly StagingFolder _staging;

    /// <param name="storageDir">A local folder, or a URI of a registered scheme.</param>
    /// <param name="catalogFolder">The folder of the catalog's file, or null when the catalog is on a server.</param>
    /// <param name="schemes">The registered artifact repositories.</param>
    public ArtifactPlaces(string storageDir, string? catalogFolder, IReadOnlyList<IArtifactRepositoryScheme> schemes)
    {
        _catalogFolder = catalogFolder;
        _schemes = schemes;
        Location = ToLocation(storageDir, catalogFolder);
        Repository = RepositoryAt(Location);
        // Staged beside the store, files can be linked into place; for a remote store any private folder will do.
        _staging = new StagingFolder(IsUri(storageDir) ? Path.Combine(Path.GetTempPath(), "linea-staging-" + Environment.UserName) : Path.Combine(storageDir, "staging"));
    }

    /// <summary>The location that new versions get.</summary>
    public string Location { get; }

    public IArtifactRepository Repository { get; }

    /// <summary>A fresh private folder for one save.</summary>
    public StagedDirectory Stage(IProgress<TransferProgress>? progress) => _staging.Create(progress);

    /// <summary>The repository of a recorded location.</summary>
    public IArtifactRepository RepositoryAt(string location)
    {
        if (!IsUri(location)) return new LocalArtifactRepository(_catalogFolder is null ? location : Path.Combine(_catalogFolder, location));
        var name = location[..location.IndexOf(':', StringComparison.Ordinal)];
        var scheme = _schemes.FirstOrDefault(s => s.Schemes.Contains(name, StringComparer.OrdinalIgnoreCase))
            ?? throw LineaException.NoRepository(location, name, _schemes.SelectMany(s => s.Schemes));
        return scheme.Open(location);
    }

    /// <summary>Removes what killed saves left unfinished.</summary>
    public void RemoveStagedBefore(DateTimeOffset time)
    {
        _staging.RemoveDead(time);
        (Repository as LocalArtifactRepository)?.RemoveTemporaries(time);
    }

    // A folder beside or below the catalog is recorded relative to it, so that the whole store can be moved, copied or mounted elsewhere.
    private static string ToLocation(string storageDir, string? catalogFolder)
    {
        if (catalogFolder is null || IsUri(storageDir)) return storageDir;
        var relative = Path.GetRelativePath(catalogFolder, storageDir);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? storageDir : relative;
    }

    private static bool IsUri(string place) => place.Contains("://", StringComparison.Ordinal);
}
