using System.Buffers.Binary;
using System.Text;
using LineaSharp.Internal;

namespace LineaSharp.Formats;

/// <summary>
/// The head of an npy file:
/// <c>\x93NUMPY</c>, version (2 bytes), length of the text (2 bytes in version 1, then 4; little endian), and the text: a Python
/// dictionary, padded with spaces and ended by a line feed, so that the elements begin at a multiple of 64.
/// </summary>
internal static class NpyHeaderText
{
    private const int Alignment = 64;
    private const int LongestText = ushort.MaxValue; // 32 dimensions take less than 1,000
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The head for an array. It is always of version 1: the text of 32 dimensions is far below 64 kB.</summary>
    public static (byte[] Bytes, NpyDtype Dtype) Of(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        var type = array.GetType();
        var dtype = NpyDtype.Find(type.GetElementType()!)
            ?? throw LineaException.CannotSave("npy", type, $"numpy has no element type for {TypeName.Of(type.GetElementType()!)}.");
        if (Enumerable.Range(0, array.Rank).Any(d => array.GetLowerBound(d) != 0))
            throw LineaException.CannotSave("npy", type, "an index of it does not start at 0. Copy it to an ordinary array.");

        var order = dtype.Word == 1 ? '|' : BitConverter.IsLittleEndian ? '<' : '>';
        var shape = string.Concat(Enumerable.Range(0, array.Rank).Select(d => Invariant($"{array.GetLength(d)}, ")));
        var tuple = array.Rank == 1 ? shape.TrimEnd() : shape.TrimEnd(' ', ',');
        var text = Invariant($"{{'descr': '{order}{dtype.Code}', 'fortran_order': False, 'shape': ({tuple}), }}");

        var prefix = Magic.Length + 4;
        var total = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[total];
        Magic.CopyTo(bytes, 0);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - prefix));
        bytes.AsSpan(prefix).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(prefix));
        bytes[^1] = (byte)'\n';
        return (bytes, dtype);
    }

    public static async Task<NpyHeader> ReadAsync(Stream stream, string source, CancellationToken ct)
    {
        var start = new byte[Magic.Length + 2];
        await Npy.ReadExactlyAsync(stream, start, source, ct).ConfigureAwait(false);
        if (!start.AsSpan().StartsWith(Magic)) throw LineaException.IsNoValid("npy", source, "it does not begin as one.");
        int version = start[6];
        if (version is < 1 or > 3 || start[7] != 0)
            throw new LineaException(ErrorCode.NotSupported, $"{source} is an npy file of version {start[6]}.{start[7]}; 1.0, 2.0 and 3.0 can be read.");

        var lengthField = new byte[version == 1 ? 2 : 4];
        await Npy.ReadExactlyAsync(stream, lengthField, source, ct).ConfigureAwait(false);
        var length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthField) : BinaryPrimitives.ReadUInt32LittleEndian(lengthField);
        if (length > LongestText)
            throw LineaException.IsNoValid("npy", source, $"its header claims {length} bytes; that of an array of plain numbers has fewer than {LongestText}.");
        var text = new byte[length];
        await Npy.ReadExactlyAsync(stream, text, source, ct).ConfigureAwait(false);

        return Parse(Decode(text, version, source), version, start.Length + lengthField.Length + length, source);
    }

    private static string Decode(byte[] text, int version, string source)
    {
        try
        {
            return version == 3 ? Utf8.GetString(text) : Encoding.Latin1.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw LineaException.IsNoValid("npy", source, "the header is not UTF-8.", e);
        }
    }

    private static NpyHeader Parse(string text, int version, long dataOffset, string source)
    {
        var parser = new NpyHeaderParser(text);
        try
        {
            parser.Parse();
            if (parser.IsStructured) throw LineaException.NpyHasOtherElements(source, "records of several fields", "Save each field as an array of its own.");
            var (dtype, isBigEndian) = ElementsOf(parser.Descr!, source);
            return new NpyHeader(version, dtype, parser.Shape!, parser.IsFortranOrder!.Value, isBigEndian, dataOffset);
        }
        catch (FormatException e)
        {
            throw LineaException.IsNoValid("npy", source, $"the header {e.Message}", e);
        }
        catch (OverflowException e)
        {
            throw LineaException.IsNoValid("npy", source, $"the shape ({string.Join(", ", parser.Shape!)}) has more bytes than a file can have.", e);
        }
    }

    private static (NpyDtype Dtype, bool IsBigEndian) ElementsOf(string descr, string source)
    {
        var order = descr.Length > 0 ? descr[0] : ' ';
        var code = order is '<' or '>' or '|' ? descr[1..] : descr;
        if (NpyDtype.Find(code) is { } dtype)
            return order is '<' or '>' || (order == '|' && dtype.Word == 1) ? (dtype, order == '>') : throw new FormatException($"has the type '{Shown(descr)}' without a byte order.");
        throw (code.Length > 0 ? code[0] : ' ') switch
        {
            'O' => LineaException.NpyHasOtherElements(source, "Python objects (a pickle), which are never unpickled", "In Python, save an array of plain numbers: a.astype(float)."),
            'U' or 'S' or 'a' or 'T' => LineaException.NpyHasOtherElements(source, "strings", "Save them as text or JSON."),
            'M' or 'm' => LineaException.NpyHasOtherElements(source, "dates or times", "In Python, save whole numbers with a known unit: a.astype('int64')."),
            'V' => LineaException.NpyHasOtherElements(source, "raw records", "Save each field as an array of its own."),
            'f' or 'c' or 'i' or 'u' or 'b' => LineaException.NpyHasOtherElements(source, $"numbers of the type '{Shown(descr)}', which .NET does not have", "In Python, convert them: a.astype('float64') or a.astype('complex128')."),
            _ => new FormatException($"has the unknown type '{Shown(descr)}'."),
        };
    }

    private static string Shown(string text) => string.Concat(text.Take(40).Select(c => char.IsControl(c) ? '?' : c));

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
