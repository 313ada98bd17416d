using LineaSharp.Internal;
using LineaSharp.Repositories;

namespace LineaSharp.Formats;

/// <summary>The files of a saved version, as a format reads them: every byte passes the check against its recorded digest.</summary>
public sealed class StoredDirectory
{
    private readonly Func<ArtifactFile, CancellationToken, Task<Stream>> _open;
    private readonly IProgress<TransferProgress>? _progress;

    /// <summary>Describes files that are read where they lie.</summary>
    /// <param name="artifact">The artifact's reference (<c>model:3</c>), for messages.</param>
    /// <param name="manifest">What was saved.</param>
    /// <param name="open">Opens one file from its start; throws <see cref="LineaException"/> NotFound when it is missing.</param>
    /// <param name="progress">Told of the bytes that are downloaded. The default is none.</param>
    public StoredDirectory(
        string artifact, FileManifest manifest, Func<ArtifactFile, CancellationToken, Task<Stream>> open, IProgress<TransferProgress>? progress = null)
    {
        Artifact = artifact;
        Manifest = manifest;
        _open = open;
        _progress = progress;
    }

    /// <summary>The artifact's reference (<c>model:3</c>), for messages.</summary>
    public string Artifact { get; }

    /// <summary>The name of the type that was saved, where it was recorded. A label for messages: nothing is created from it.</summary>
    public string? TypeLabel { get; init; }

    /// <summary>What was saved, with sizes and digests.</summary>
    public FileManifest Manifest { get; }

    /// <summary>Opens one file. Reading its last byte completes the check.</summary>
    /// <exception cref="LineaException">CorruptArtifact, here or while reading: the file is missing, or its bytes are not those that were saved. No last byte is handed out then.</exception>
    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = Find(path);
        try
        {
            var stream = await _open(file, cancellationToken).ConfigureAwait(false);
            return new VerifyingReadStream(stream, file, Artifact);
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotFound)
        {
            throw LineaException.FileIsMissing(Artifact, file.Path, e);
        }
    }

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="LineaException">NotSupported: it is larger than a byte array can be (2 GB). CorruptArtifact: as <see cref="OpenReadAsync"/>.</exception>
    public async Task<byte[]> ReadAllBytesAsync(string path, CancellationToken cancellationToken)
    {
        var size = Find(path).Size;
        if (size > Array.MaxLength) throw LineaException.TooLargeForBytes(Artifact, path, size);
        using var stream = await OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        var bytes = new byte[size];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        // The end of the stream is where a file that grew shows itself.
        if (await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) != 0) throw new InvalidOperationException("The stream is longer than its manifest says.");
        return bytes;
    }

    /// <summary>Copies all files, verified, into a local folder, which is created; existing files are not replaced.</summary>
    /// <returns>The folder's absolute path.</returns>
    public async Task<string> DownloadAsync(string folder, CancellationToken cancellationToken)
    {
        var root = Directory.CreateDirectory(folder).FullName;
        long done = 0;
        foreach (var file in Manifest.Files)
        {
            var target = RelativePath.Resolve(root, file.Path, "the catalog");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var before = done;
            var progress = _progress is null ? null : new OffsetProgress(_progress, before, Manifest.Size);
            using var source = await OpenReadAsync(file.Path, cancellationToken).ConfigureAwait(false);
            await VerifiedCopy.ToNewFileAsync(source, target, progress, cancellationToken).ConfigureAwait(false);
            done += file.Size;
        }
        return root;
    }

    private ArtifactFile Find(string path) =>
        Manifest.Files.FirstOrDefault(f => f.Path == path)
        ?? throw new LineaException(ErrorCode.CorruptArtifact, $"'{Artifact}' has no file '{path}'; it has {string.Join(", ", Manifest.Files.Take(10).Select(f => f.Path))}.");
}
