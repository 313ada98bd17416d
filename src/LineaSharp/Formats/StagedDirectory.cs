using LineaSharp.Internal;
using LineaSharp.Repositories;

namespace LineaSharp.Formats;

/// <summary>The private folder that a save writes its files to before a storage backend takes them.</summary>
/// <remarks>Not thread-safe. Files written through <see cref="CreateFile"/> and <see cref="CopyFileAsync"/> are hashed as they are written.</remarks>
public sealed class StagedDirectory : IDisposable
{
    private readonly Dictionary<string, ArtifactFile> _hashed = new(StringComparer.Ordinal);
    private readonly IProgress<TransferProgress>? _progress;
    private long _copied;

    /// <summary>Creates the folder, or takes one that exists.</summary>
    /// <param name="path">Where; the folder belongs to this object from here on.</param>
    /// <param name="progress">Told of the bytes that are copied in. The default is none.</param>
    public StagedDirectory(string path, IProgress<TransferProgress>? progress = null)
    {
        Path = Directory.CreateDirectory(path).FullName;
        _progress = progress;
    }

    /// <summary>The folder's absolute local path.</summary>
    public string Path { get; }

    /// <summary>What tells others that this save is alive; let go when the folder is gone.</summary>
    internal IDisposable? Lease { get; init; }

    /// <summary>Creates a file to write to; dispose the stream before the save returns.</summary>
    public Stream CreateFile(string relativePath)
    {
        var full = File(relativePath);
        var file = new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        return new HashingWriteStream(file, (size, sha256) => _hashed[relativePath] = new ArtifactFile(relativePath, size, sha256));
    }

    /// <summary>The local path for a file that a library writes by itself; its folder exists.</summary>
    public string File(string relativePath)
    {
        var full = RelativePath.Resolve(Path, relativePath, "the artifact being saved");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        return full;
    }

    /// <summary>Copies what a stream still holds into a new file, hashing on the way.</summary>
    /// <param name="relativePath">Where to.</param>
    /// <param name="source">Read to its end; not disposed.</param>
    /// <param name="total">Bytes to expect of all files that are copied, for the progress; null when unknown.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    public async Task CopyFileAsync(string relativePath, Stream source, long? total, CancellationToken cancellationToken)
    {
        var progress = _progress is null ? null : new OffsetProgress(_progress, _copied);
        var (size, sha256) = await HashingCopy.ToNewFileAsync(source, File(relativePath), total, progress, cancellationToken).ConfigureAwait(false);
        _copied += size;
        _hashed[relativePath] = new ArtifactFile(relativePath, size, sha256);
    }

    /// <summary>The digests of all files below the folder; files that libraries wrote are read once for it.</summary>
    public async Task<FileManifest> SealAsync(CancellationToken cancellationToken)
    {
        var files = new List<ArtifactFile>();
        foreach (var full in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var relative = System.IO.Path.GetRelativePath(Path, full).Replace(System.IO.Path.DirectorySeparatorChar, '/');
            if (!_hashed.TryGetValue(relative, out var file))
            {
                RelativePath.Check(relative, "the artifact being saved");
                var (size, sha256) = await Digests.OfFileAsync(full, cancellationToken).ConfigureAwait(false);
                file = new ArtifactFile(relative, size, sha256);
            }
            files.Add(file);
        }
        return new FileManifest(files);
    }

    /// <summary>Removes the folder and what is left in it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
        Lease?.Dispose();
    }
}
