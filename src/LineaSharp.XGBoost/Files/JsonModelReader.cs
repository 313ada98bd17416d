using System.Globalization;
using System.Text;

namespace LineaSharp.XGBoost.Files;

/// <summary>Reads XGBoost's JSON, strictly. Unlike JSON proper it has NaN and Infinity, which XGBoost and Python write.</summary>
/// <remarks>Nesting is bounded, a key may come once, and nothing may follow. Arrays of numbers (and of true and false, which are 1 and 0) stay flat.</remarks>
internal ref struct JsonModelReader
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _depth;

    private JsonModelReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public static ModelObject Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new JsonModelReader(bytes);
        var value = reader.Value();
        if (reader.Peek() != 0 || reader._at != bytes.Length) throw reader.Fault("something follows its end");
        return value is IReadOnlyDictionary<string, object?> root ? new(root) : throw reader.Fault("it is no object");
    }

    private object? Value()
    {
        switch (Peek())
        {
            case (byte)'{': return Nested('{');
            case (byte)'[': return Nested('[');
            case (byte)'"': return Text();
            case (byte)'t': return Word("true"u8, true);
            case (byte)'f': return Word("false"u8, false);
            case (byte)'n': return Word("null"u8, null);
            default: return Number();
        }
    }

    private object Nested(char kind)
    {
        if (++_depth > MaxDepth) throw Fault($"it is nested deeper than {MaxDepth} levels");
        _at++;
        object value = kind == '{' ? Object() : Array();
        _depth--;
        return value;
    }

    private Dictionary<string, object?> Object()
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (Skip('}')) return entries;
        do
        {
            if (Peek() != '"') throw Fault("a key is missing");
            var key = Text();
            Expect(':');
            if (!entries.TryAdd(key, Value())) throw Fault($"the key '{key}' comes twice");
        }
        while (Skip(','));
        Expect('}');
        return entries;
    }

    private object Array()
    {
        var numbers = new List<double>();
        List<object?>? others = null;
        if (Skip(']')) return System.Array.Empty<double>();
        do
        {
            var value = Value();
            double? number = value switch { double d => d, bool b => b ? 1 : 0, _ => null };
            if (others is null && number is not null) numbers.Add(number.Value);
            else (others ??= [.. numbers]).Add(value);
        }
        while (Skip(','));
        Expect(']');
        return others is null ? numbers.ToArray() : others.ToArray();
    }

    private double Number()
    {
        var start = _at;
        if (_at < _bytes.Length && _bytes[_at] == '-') _at++;
        if (_at < _bytes.Length && _bytes[_at] == 'N') return (double)Word("NaN"u8, double.NaN)!;
        if (_at < _bytes.Length && _bytes[_at] == 'I') return (double)Word("Infinity"u8, _at > start ? double.NegativeInfinity : double.PositiveInfinity)!;
        while (_at < _bytes.Length && _bytes[_at] is >= (byte)'0' and <= (byte)'9' or (byte)'.' or (byte)'e' or (byte)'E' or (byte)'+' or (byte)'-') _at++;
        return double.TryParse(_bytes[start.._at], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number : throw Fault("a value is missing or no number");
    }

    private string Text()
    {
        var text = new StringBuilder();
        var start = ++_at;
        for (; _at < _bytes.Length && _bytes[_at] != '"'; _at++)
        {
            if (_bytes[_at] < 0x20) throw Fault("a text has a control character");
            if (_bytes[_at] != '\\') continue;
            text.Append(Utf8(_bytes[start.._at])).Append(Escaped());
            start = _at + 1;
        }
        if (_at >= _bytes.Length) throw Fault("a text does not end");
        text.Append(Utf8(_bytes[start.._at++]));
        return text.ToString();
    }

    // Leaves the position at the escape's last byte.
    private char Escaped()
    {
        var escape = ++_at < _bytes.Length ? (char)_bytes[_at] : ' ';
        if (escape != 'u') return escape switch { '"' or '\\' or '/' => escape, 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => throw Fault("a text has an unknown escape") };
        var code = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = ++_at < _bytes.Length ? char.IsAsciiHexDigit((char)_bytes[_at]) : false;
            if (!digit) throw Fault("a text has an unknown escape");
            code = (code << 4) | Convert.ToInt32(((char)_bytes[_at]).ToString(), 16);
        }
        return (char)code;
    }

    private readonly string Utf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Fault("a text is no UTF-8");

    private object? Word(ReadOnlySpan<byte> word, object? value)
    {
        if (!_bytes[_at..].StartsWith(word)) throw Fault("a value is missing or no number");
        _at += word.Length;
        return value;
    }

    // The next byte after white space, or 0 at the end.
    private byte Peek()
    {
        while (_at < _bytes.Length && _bytes[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
        return _at < _bytes.Length ? _bytes[_at] : (byte)0;
    }

    private bool Skip(char mark)
    {
        if (Peek() != mark) return false;
        _at++;
        return true;
    }

    private void Expect(char mark)
    {
        if (!Skip(mark)) throw Fault($"'{mark}' is missing");
    }

    private readonly LineaException Fault(string fault) => XGBoostErrors.Damaged($"its JSON is wrong at byte {_at}: {fault}");
}
