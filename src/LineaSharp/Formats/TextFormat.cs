using System.Text;

namespace LineaSharp.Formats;

/// <summary>Strings, as the file <c>value.txt</c>: UTF-8 without a byte order mark, character for character.</summary>
public sealed class TextFormat : IArtifactFormat
{
    private const string FileName = "value.txt";
    private const int BlockSize = 1 << 16;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public string Name => "text";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(string);

    /// <inheritdoc/>
    public bool CanSave(object value) => value is string;

    /// <summary>Whether the type is string (or object).</summary>
    public bool CanLoadAs(Type type) => type == typeof(string) || type == typeof(object);

    /// <inheritdoc/>
    /// <exception cref="LineaException">NotSupported: the string holds half a surrogate pair, which UTF-8 cannot hold.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var text = (string)value;
        if (Surrogates.FindLone(text) is >= 0 and var index)
            throw LineaException.CannotSave(Name, typeof(string), $"its character {index} (U+{(int)text[index]:X4}) is half of a surrogate pair, which UTF-8 cannot hold. Remove it, or save the bytes.");

        using var file = directory.CreateFile(FileName);
        using var writer = new StreamWriter(file, Utf8, BlockSize, leaveOpen: true);
        await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!CanLoadAs(type)) throw LineaException.HoldsAnotherType(directory, "text", type, "string");

        using var file = await directory.OpenReadAsync(FileName, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(file, Utf8, detectEncodingFromByteOrderMarks: false, BlockSize);
        try
        {
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DecoderFallbackException e)
        {
            throw LineaException.IsNoValid(Name, $"The file '{FileName}' of '{directory.Artifact}'", "it is not UTF-8.", e);
        }
    }
}
