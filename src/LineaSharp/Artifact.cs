using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Internal;

namespace LineaSharp;

/// <summary>One version of an artifact: what is known of it, and the way to its value.</summary>
public sealed class Artifact
{
    private readonly ArtifactStore _store;
    private readonly CatalogEntry _entry;

    internal Artifact(ArtifactStore store, CatalogEntry entry)
    {
        _store = store;
        _entry = entry;
    }

    /// <summary>The artifact's name.</summary>
    public string Name => _entry.Name;

    /// <summary>The version's number, from 0.</summary>
    public int Version => _entry.Version;

    /// <summary>Name and version, as <c>Get</c> takes them: <c>churn:3</c>.</summary>
    public string Reference => _entry.Reference;

    /// <summary>When it was saved, in UTC, to the millisecond.</summary>
    public DateTimeOffset CreatedAt => _entry.CreatedAt;

    /// <summary>The storage backend that holds it: <c>linea</c> or <c>mlflow</c>.</summary>
    public string StorageBackend => _entry.Placement.UsedBackend;

    /// <summary>Where it went, and why.</summary>
    public Placement Placement => _entry.Placement;

    /// <summary>The format or flavor it was saved in: <c>json</c>, <c>npy</c>, <c>mlnet</c> ….</summary>
    public string Format => _entry.Format;

    /// <summary>The type of the saved value, as a label for people.</summary>
    public string ValueType => _entry.ValueType;

    /// <summary>Bytes of all its files.</summary>
    public long Size => _entry.Size;

    /// <summary>SHA-256 of its only file, or of what <c>sha256sum</c> prints for its files in the order of their paths.</summary>
    public string Sha256 => _entry.Sha256;

    /// <summary>The labels given at save.</summary>
    public IReadOnlyDictionary<string, string> Tags => _entry.Tags;

    /// <summary>The free text given at save.</summary>
    public string? Description => _entry.Description;

    /// <summary>MLflow's addresses of a version that MLflow holds; else null.</summary>
    public MlflowOrigin? Mlflow => _entry.Mlflow;

    /// <summary>Reads the value; every call gives a fresh one.</summary>
    /// <exception cref="LineaException">TypeMismatch: it holds another type. CorruptArtifact: the stored bytes are not those that were saved. NoFlavor: its format is not registered.</exception>
    public async Task<T> GetValueAsync<T>(CancellationToken cancellationToken = default) =>
        await _store.LoadAsync(_entry, typeof(T), cancellationToken).ConfigureAwait(false) is T value
            ? value
            : throw LineaException.WrongType(Reference, ValueType, Format, typeof(T));

    /// <summary>Reads the value as its format gives it without being told a type: text as string, JSON as JsonNode, an array as it is, a model as its flavor's type, a file as Stream.</summary>
    /// <exception cref="LineaException">As <see cref="GetValueAsync{T}"/>.</exception>
    public Task<object> GetValueAsync(CancellationToken cancellationToken = default) => _store.LoadAsync(_entry, null, cancellationToken);

    /// <summary>Copies the version's files, each checked against its digest, into a folder, which is created. Files that are there already are not replaced.</summary>
    /// <param name="folder">A local path.</param>
    /// <param name="progress">Told the bytes as they go. The default is none.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    /// <returns>The folder's absolute path.</returns>
    public Task<string> DownloadAsync(string folder, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return _store.DownloadAsync(_entry, folder, progress, cancellationToken);
    }

    /// <summary>Makes the next version of the same artifact, with the same files, in another storage backend or on the MLflow that is configured now. Nothing is loaded.</summary>
    /// <param name="storageBackend"><c>linea</c> or <c>mlflow</c>.</param>
    /// <param name="registeredModelName">The name in MLflow's registry. The default is the artifact's name.</param>
    /// <param name="options">Tags and description, which replace this version's; the arguments of log_model. The default is this version's tags and description.</param>
    /// <param name="cancellationToken">Stops the copy; no version is left behind then.</param>
    /// <returns>The new version. Its files have the same digests, but for <c>MLmodel</c>, into which MLflow writes the model's new identity.</returns>
    /// <exception cref="ArgumentException">The backend or an option cannot be used.</exception>
    /// <exception cref="LineaException">NotSupported: it is no model, and MLflow holds models only. NotConfigured: no mlflow_tracking_uri is set. CorruptArtifact: its bytes are not those that were saved.</exception>
    public Task<Artifact> CopyToAsync(string storageBackend, string? registeredModelName = null, SaveOptions? options = null, CancellationToken cancellationToken = default) =>
        _store.CopyAsync(_entry, storageBackend, registeredModelName, options, cancellationToken);

    /// <summary>The version's files with sizes and digests.</summary>
    public async Task<IReadOnlyList<ArtifactFile>> GetFilesAsync(CancellationToken cancellationToken = default) =>
        (await _store.FilesAsync(_entry, cancellationToken).ConfigureAwait(false)).Files;

    /// <inheritdoc cref="GetValueAsync{T}"/>
    public T GetValue<T>() => Blocking.Run(() => GetValueAsync<T>());

    /// <inheritdoc cref="GetValueAsync(CancellationToken)"/>
    public object GetValue() => Blocking.Run(() => GetValueAsync());

    /// <inheritdoc cref="DownloadAsync"/>
    public string Download(string folder, IProgress<TransferProgress>? progress = null) => Blocking.Run(() => DownloadAsync(folder, progress));

    /// <inheritdoc cref="CopyToAsync"/>
    public Artifact CopyTo(string storageBackend, string? registeredModelName = null, SaveOptions? options = null) => Blocking.Run(() => CopyToAsync(storageBackend, registeredModelName, options));

    /// <inheritdoc cref="GetFilesAsync"/>
    public IReadOnlyList<ArtifactFile> GetFiles() => Blocking.Run(() => GetFilesAsync());

    /// <summary>One line for people: <c>churn:3 (mlnet, linea, 10,240 bytes)</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Reference} ({Format}, {StorageBackend}, {Size:N0} bytes)");
}
