namespace LineaSharp.Formats;

/// <summary>What a readable stream still holds, of any size, as the file <c>value.bin</c>.</summary>
/// <remarks>
/// The stream is read from its current position to its end and stays open; it belongs to the caller. It comes back as a
/// <see cref="Stream"/> that checks itself while it is read (it cannot seek; dispose it), as <c>byte[]</c>, or as a
/// <see cref="FileInfo"/>: a checked copy in a new private folder below the system's temporary folder, which belongs to the caller, who
/// deletes it.
/// </remarks>
public sealed class StreamFormat : IArtifactFormat
{
    private const string FileName = "value.bin";

    /// <inheritdoc/>
    public string Name => "stream";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(Stream);

    /// <inheritdoc/>
    public bool CanSave(object value) => value is Stream;

    /// <summary>Whether the type is Stream, FileInfo or byte[] (or object).</summary>
    public bool CanLoadAs(Type type) => SingleFile.CanLoadAs(type);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The stream is closed, or can only be written to.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        var source = (Stream)value;
        if (!source.CanRead) throw new ArgumentException("The stream cannot be read: it is closed, or open for writing only.", nameof(value));

        var total = source.CanSeek ? source.Length - source.Position : (long?)null;
        await directory.CopyFileAsync(FileName, source, total, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken) =>
        SingleFile.LoadAsync(directory, "a stream's bytes", Name, type, cancellationToken);
}
