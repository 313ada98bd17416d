using LineaSharp.Formats;

namespace LineaSharp.Testing;

/// <summary>What a format wrote, in a private folder: to be read back, whole or damaged.</summary>
public sealed class SavedFiles : IDisposable
{
    private readonly IArtifactFormat _format;

    private SavedFiles(IArtifactFormat format, string folder, FileManifest manifest)
    {
        _format = format;
        Folder = folder;
        Manifest = manifest;
    }

    /// <summary>Where the files lie; a test may damage them.</summary>
    public string Folder { get; }

    /// <summary>What was written, with sizes and digests: what reading is checked against.</summary>
    public FileManifest Manifest { get; }

    /// <summary>Saves a value.</summary>
    public static async Task<SavedFiles> SaveAsync(
        IArtifactFormat format, object value, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(format);
        var folder = Directory.CreateTempSubdirectory("linea-test-").FullName;
        var staged = new StagedDirectory(folder, progress);
        try
        {
            await format.SaveAsync(value, staged, cancellationToken).ConfigureAwait(false);
            return new SavedFiles(format, folder, await staged.SealAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>Takes files that something else wrote as if the format had: their digests agree, their content may be anything.</summary>
    public static async Task<SavedFiles> OfAsync(IArtifactFormat format, params (string Path, byte[] Bytes)[] files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var folder = Directory.CreateTempSubdirectory("linea-test-").FullName;
        var staged = new StagedDirectory(folder);
        foreach (var (path, bytes) in files) await File.WriteAllBytesAsync(staged.File(path), bytes).ConfigureAwait(false);
        return new SavedFiles(format, folder, await staged.SealAsync(CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>The local path of one of the files.</summary>
    public string PathOf(ArtifactFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Path.Combine(Folder, file.Path);
    }

    /// <summary>Reads the value back as that type.</summary>
    public Task<object> LoadAsync(Type type, CancellationToken cancellationToken = default) =>
        _format.LoadAsync(new StoredDirectory("value:0", Manifest, OpenAsync), type, cancellationToken);

    /// <summary>Reads the value back.</summary>
    public async Task<T> LoadAsync<T>(CancellationToken cancellationToken = default) =>
        (T)await LoadAsync(typeof(T), cancellationToken).ConfigureAwait(false);

    /// <summary>Removes the folder.</summary>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Task<Stream> OpenAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        var path = PathOf(file);
        return File.Exists(path)
            ? Task.FromResult<Stream>(File.OpenRead(path))
            : Task.FromException<Stream>(new LineaException(ErrorCode.NotFound, $"There is no file '{path}'."));
    }
}
