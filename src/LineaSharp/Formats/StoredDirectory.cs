using LineaSharp.Internal;
using LineaSharp.Repositories;

namespace LineaSharp.Formats;

/// <summary>The files of a saved version, as a format reads them: every byte passes the check against its recorded digest.</summary>
public sealed class StoredDirectory
{
    private readonly Func<ArtifactFile, CancellationToken, Task<Stream>> _open;
    private readonly IProgress<TransferProgress>? _progress;
    private readonly string _artifact;

    internal StoredDirectory(
        string artifact, FileManifest manifest, Func<ArtifactFile, CancellationToken, Task<Stream>> open, IProgress<TransferProgress>? progress = null)
    {
        _artifact = artifact;
        Manifest = manifest;
        _open = open;
        _progress = progress;
    }

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
            return new VerifyingReadStream(stream, file, _artifact);
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotFound)
        {
            throw LineaException.FileIsMissing(_artifact, file.Path, e);
        }
    }

    /// <summary>Reads a small file whole.</summary>
    public async Task<byte[]> ReadAllBytesAsync(string path, CancellationToken cancellationToken)
    {
        using var stream = await OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        var bytes = new byte[Find(path).Size];
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
        ?? throw new LineaException(ErrorCode.CorruptArtifact, $"'{_artifact}' has no file '{path}'; it has {string.Join(", ", Manifest.Files.Take(10).Select(f => f.Path))}.");

    private sealed class OffsetProgress(IProgress<TransferProgress> outer, long offset, long total) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => outer.Report(new TransferProgress(offset + value.BytesDone, total));
    }
}
