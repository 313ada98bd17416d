namespace LineaSharp.Repositories;

/// <summary>Bytes below one root: a local folder, a bucket and prefix, a server's artifact proxy.</summary>
/// <remarks>
/// Paths are relative to the root, separated by <c>/</c>, and keep the rule of <see cref="RelativePath"/>; an implementation checks them
/// before it touches anything. The conformance suite <c>ArtifactRepositoryConformance</c> holds every promise below.
/// </remarks>
public interface IArtifactRepository
{
    /// <summary>The root as an absolute URI (<c>file:///srv/store</c>, <c>s3://bucket/prefix</c>).</summary>
    string Root { get; }

    /// <summary>Stores a local file at <paramref name="path"/>: the whole of it becomes visible at once, or nothing does.</summary>
    /// <returns>False when <see cref="PutMode.Create"/> found something there already, which is left as it is.</returns>
    Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken);

    /// <summary>Opens a file for reading from its start. The stream need not seek; its length is checked by the caller.</summary>
    /// <exception cref="LineaException">NotFound: no file of that path.</exception>
    Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>What lies directly below <paramref name="directory"/> (empty: the root), ordered by path, ordinal. A missing directory has nothing.</summary>
    IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, CancellationToken cancellationToken);

    /// <summary>The size of a file in bytes, or null when there is no such file.</summary>
    Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken);

    /// <summary>Removes a file, or a directory with all that lies below it. Removing what is not there is no error.</summary>
    Task DeleteAsync(string path, CancellationToken cancellationToken);
}

/// <summary>Whether a put may replace what is there.</summary>
public enum PutMode
{
    /// <summary>Replace what is there.</summary>
    Overwrite,
    /// <summary>Store only if nothing is there; with any number of writers at once, exactly one wins.</summary>
    Create,
}

/// <summary>How a file is put.</summary>
public sealed record PutOptions
{
    /// <summary>The default is <see cref="PutMode.Overwrite"/>.</summary>
    public PutMode Mode { get; init; }

    /// <summary>
    /// Whether the source file is the store's own staged copy, which nobody writes to any more; a repository on the same disk may then
    /// link it into place and need not copy. The default is false.
    /// </summary>
    public bool SourceIsStaged { get; init; }

    /// <summary>Told the bytes of this file as they go. The default is none.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }
}

/// <summary>A file or directory in a listing.</summary>
/// <param name="Path">Relative to the repository's root.</param>
/// <param name="IsDirectory">Whether it is a directory.</param>
/// <param name="Size">Bytes of a file; null for a directory.</param>
/// <param name="ModifiedAt">When it was last written, in UTC, where the repository knows.</param>
public sealed record RepositoryEntry(string Path, bool IsDirectory, long? Size, DateTimeOffset? ModifiedAt = null);

/// <summary>Opens artifact repositories for one or more URI schemes: what <c>Linea.Use(…)</c> registers for a new place.</summary>
public interface IArtifactRepositoryScheme : IStorePart
{
    /// <summary>The URI schemes served, lower case, without the colon (<c>s3</c>, <c>wasbs</c>).</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>Opens the repository at a URI. Nothing is contacted before its first use.</summary>
    IArtifactRepository Open(string uri);
}
