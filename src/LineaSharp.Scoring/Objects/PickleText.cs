using System.Globalization;
using System.Numerics;
using System.Text;

namespace LineaSharp.Scoring.Objects;

/// <summary>Numbers and texts as the protocols of pickle write them.</summary>
internal static class PickleText
{
    /// <summary>Bytes or digits of a whole number; making a number of them takes the square of that.</summary>
    public const int LongestNumber = 4096;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static object Whole(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small)) return small;
        return text.Length <= LongestNumber ? BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : throw new FormatException("a number is too long");
    }

    public static object Small(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    public static long Index(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    public static double Float(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    public static string Utf8(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            // Python writes lone surrogates as three bytes each ("surrogatepass"); no name or label here has them.
            throw new FormatException("a text is no UTF-8");
        }
    }

    /// <summary>The str of Python 2, which is bytes: as text it is what ASCII makes of it.</summary>
    public static object Latin(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyInRange((byte)0x80, (byte)0xff) ? new PyBytes(bytes.ToArray()) : Encoding.ASCII.GetString(bytes);

    /// <summary>The same between quotes, with backslashes.</summary>
    public static object Quoted(string line)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ('\'' or '"')) throw new FormatException("a text has no quotes");
        var bytes = new List<byte>(line.Length);
        for (var i = 1; i < line.Length - 1; i++) bytes.Add(line[i] == '\\' ? Unescaped(line, ref i) : (byte)line[i]);
        return Latin(bytes.ToArray());
    }

    /// <summary>Latin-1, with \u and \U for the rest.</summary>
    public static string RawUnicode(string line)
    {
        if (!line.Contains('\\', StringComparison.Ordinal)) return line;
        var text = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            var digits = line[i] == '\\' && i + 1 < line.Length ? line[i + 1] switch { 'u' => 4, 'U' => 8, _ => 0 } : 0;
            if (digits == 0 || i + 2 + digits > line.Length)
            {
                text.Append(line[i]);
                continue;
            }
            var code = int.Parse(line.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            text.Append(code is >= 0 and < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code));
            i += 1 + digits;
        }
        return text.ToString();
    }

    // Leaves the index at the last character of the escape.
    private static byte Unescaped(string line, ref int i)
    {
        i++;
        if (line[i] == 'x' && i + 3 < line.Length)
        {
            i += 2;
            return byte.Parse(line.AsSpan(i - 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
        return line[i] switch
        {
            'n' => (byte)'\n',
            'r' => (byte)'\r',
            't' => (byte)'\t',
            '\\' or '\'' or '"' => (byte)line[i],
            _ => throw new FormatException("a text has an unknown escape"),
        };
    }
}
