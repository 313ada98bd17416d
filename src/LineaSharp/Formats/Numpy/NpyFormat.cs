namespace LineaSharp.Formats;

/// <summary>Arrays of numbers, of 1 to 32 dimensions, as numpy's file <c>value.npy</c>.</summary>
/// <remarks>
/// See <see cref="Npy"/> for the element types. Loading never converts: what was a <c>float[,]</c> is asked as a <c>float[,]</c>, or as
/// <see cref="Array"/> by those who do not know. A <c>byte[]</c> of one dimension is saved by <see cref="BytesFormat"/>, which comes first.
/// </remarks>
public sealed class NpyFormat : IArtifactFormat
{
    private const string FileName = "value.npy";

    /// <inheritdoc/>
    public string Name => "npy";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(Array);

    /// <inheritdoc/>
    public bool CanSave(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value is Array && CanLoadAs(value.GetType());
    }

    /// <summary>Whether the type is an array of numpy's element types, or Array (or object).</summary>
    public bool CanLoadAs(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type == typeof(Array) || type == typeof(object) || (type.IsArray && NpyDtype.Find(type.GetElementType()!) is not null);
    }

    /// <inheritdoc/>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        using var file = directory.CreateFile(FileName);
        await Npy.WriteAsync(file, (Array)value, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(type);
        if (directory.Manifest.Files is not [var entry]) throw LineaException.HoldsOtherFiles(directory, Name);

        var source = $"The file '{FileName}' of '{directory.Artifact}'";
        using var file = await directory.OpenReadAsync(FileName, cancellationToken).ConfigureAwait(false);
        var header = await ReadHeaderAsync(file, source, cancellationToken).ConfigureAwait(false);
        if (entry.Size > header.DataOffset + header.DataLength)
            throw LineaException.IsNoValid(Name, source, $"{header} takes {header.DataLength} bytes, {entry.Size - header.DataOffset} follow the header.");
        if (!header.Is(type)) throw LineaException.HoldsAnotherType(directory, header.ToString(), type, header.ArrayType);
        return await Npy.ReadDataAsync(file, header, entry.Size - header.DataOffset, source, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<NpyHeader> ReadHeaderAsync(Stream file, string source, CancellationToken ct)
    {
        try
        {
            return await NpyHeaderText.ReadAsync(file, source, ct).ConfigureAwait(false);
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotSupported)
        {
            // A header that makes no sense may be a damaged one: the rest is read, so that the check against the digest has the first word.
            await file.CopyToAsync(Stream.Null, ct).ConfigureAwait(false);
            throw;
        }
    }
}
