using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LineaSharp.LightGbm.Files;

/// <summary>The <c>key=value</c> lines of the header or of one tree. Numbers are as LightGBM writes them: invariant, separated by spaces.</summary>
/// <param name="where">What they are the lines of, for messages: <c>the header</c>, <c>tree 3</c>.</param>
/// <param name="known">The keys that there may be.</param>
internal sealed class TextFields(string where, IReadOnlySet<string> known)
{
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public bool Has(string key) => _values.ContainsKey(key);

    public void Add(ReadOnlySpan<byte> line)
    {
        var equals = line.IndexOf((byte)'=');
        var key = Encoding.UTF8.GetString(equals < 0 ? line : line[..equals]);
        if (!known.Contains(key)) throw Fault($"has an unknown line '{TextLines.Shown(line)}'");
        if (!_values.TryAdd(key, equals < 0 ? [] : line[(equals + 1)..].ToArray())) throw Fault($"has '{key}' twice");
    }

    public string Text(string key) => Encoding.UTF8.GetString(Value(key));

    public int Int(string key) => Utf8Parser.TryParse(Value(key), out int number, out var used) && used == Value(key).Length ? number : throw Fault($"has '{TextLines.Shown(Value(key))}' as its {key}");

    /// <summary>Whole numbers; so many, when it is said how many.</summary>
    public int[] Ints(string key, int? count = null) => Read<int>(key, count, (ReadOnlySpan<byte> token, out int number) => Utf8Parser.TryParse(token, out number, out var used) && used == token.Length);

    public uint[] UInts(string key, int? count = null) => Read<uint>(key, count, (ReadOnlySpan<byte> token, out uint number) => Utf8Parser.TryParse(token, out number, out var used) && used == token.Length);

    public double[] Doubles(string key, int? count = null) => Read<double>(key, count, TryParse);

    /// <summary>Numbers that native code reads by a function that ends the process on one that is too large or too small for a double.</summary>
    public double[] OrdinaryDoubles(string key, int? count = null) => Read<double>(key, count, (ReadOnlySpan<byte> token, out double number) =>
        TryParse(token, out number) && (double.IsNormal(number) || token.EndsWith("inf"u8) || token.EndsWith("nan"u8) || IsZero(token)));

    /// <summary>How many texts there are, separated by a space each.</summary>
    public int CountTexts(string key) => Value(key).Length == 0 ? 0 : Value(key).AsSpan().Count((byte)' ') + 1;

    public LineaException Fault(string fault) => LightGbmErrors.Damaged($"{where} {fault}");

    private byte[] Value(string key) => _values.GetValueOrDefault(key) ?? throw Fault($"has no '{key}'");

    private T[] Read<T>(string key, int? count, TokenParser<T> parse)
    {
        var value = Value(key).AsSpan();
        var numbers = new List<T>(count is { } expected ? Math.Min(expected, value.Length) : 0);
        foreach (var range in value.Split((byte)' '))
        {
            // Linear trees are written with two spaces between leaves, and one at the end.
            if (value[range].IsEmpty) continue;
            if (!parse(value[range], out var number)) throw Fault($"has '{TextLines.Shown(value[range])}' among its {key}");
            numbers.Add(number);
        }
        return count is null || numbers.Count == count ? numbers.ToArray() : throw Fault($"has {numbers.Count} values of {key}, where {count} belong");
    }

    private static bool TryParse(ReadOnlySpan<byte> token, out double number)
    {
        var digits = token.StartsWith((byte)'-') ? token[1..] : token;
        if (digits.SequenceEqual("inf"u8) || digits.SequenceEqual("nan"u8))
        {
            number = digits[0] == 'i' ? double.PositiveInfinity : double.NaN;
            return true;
        }
        number = 0;
        return digits.Length > 0 && digits[0] is >= (byte)'0' and <= (byte)'9'
            && double.TryParse(token, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsZero(ReadOnlySpan<byte> token)
    {
        var exponent = token.IndexOfAny((byte)'e', (byte)'E');
        return !(exponent < 0 ? token : token[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }

    private delegate bool TokenParser<T>(ReadOnlySpan<byte> token, out T number);
}
