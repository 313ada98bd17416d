using System.Globalization;

namespace LineaSharp.Formats;

/// <summary>
/// Reads the text of an npy header: a Python dictionary with exactly the keys <c>descr</c> (a string), <c>fortran_order</c>
/// (<c>True</c> or <c>False</c>) and <c>shape</c> (a tuple of whole numbers). Anything else Python would evaluate is refused.
/// </summary>
internal sealed class NpyHeaderParser(string text)
{
    private int _at;

    public string? Descr { get; private set; }
    public bool? IsFortranOrder { get; private set; }
    public IReadOnlyList<long>? Shape { get; private set; }

    /// <summary>Whether <c>descr</c> is a list of fields: a structured type.</summary>
    public bool IsStructured { get; private set; }

    /// <exception cref="FormatException">The text is something else; the message ends a sentence that begins with "the header".</exception>
    public void Parse()
    {
        Expect('{');
        while (!Take('}'))
        {
            Entry();
            // The rest of a list of fields is not read: the type is refused anyway.
            if (IsStructured) return;
            if (!Take(',') && Peek() != '}') throw Fault("',' or '}'");
        }
        if (Peek() is { } extra) throw new FormatException($"goes on with '{extra}' after its end.");
        if (Descr is null) throw new FormatException("has no 'descr'.");
        if (IsFortranOrder is null) throw new FormatException("has no 'fortran_order'.");
        if (Shape is null) throw new FormatException("has no 'shape'.");
    }

    private void Entry()
    {
        var key = String();
        Expect(':');
        var isNew = key switch
        {
            "descr" => Descr is null,
            "fortran_order" => IsFortranOrder is null,
            "shape" => Shape is null,
            _ => throw new FormatException($"has the unknown key '{key}'."),
        };
        if (!isNew) throw new FormatException($"has '{key}' twice.");
        if (key == "descr" && Peek() == '[') IsStructured = true;
        else if (key == "descr") Descr = String();
        else if (key == "fortran_order") IsFortranOrder = Boolean();
        else Shape = Tuple();
    }

    private string String()
    {
        var quote = Peek() is '\'' or '"' ? text[_at++] : throw Fault("a quoted string");
        var end = text.AsSpan(_at).IndexOfAny(quote, '\\', '\n');
        if (end < 0 || text[_at + end] != quote) throw new FormatException("has a string without an end, or with a backslash.");
        var value = text.Substring(_at, end);
        _at += end + 1;
        return value;
    }

    private bool Boolean()
    {
        Peek();
        foreach (var word in (ReadOnlySpan<string>)["True", "False"])
            if (text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
            {
                _at += word.Length;
                return word == "True";
            }
        throw Fault("True or False");
    }

    private List<long> Tuple()
    {
        var lengths = new List<long>();
        Expect('(');
        while (!Take(')'))
        {
            lengths.Add(Whole());
            if (Take(',')) continue;
            if (Peek() != ')') throw Fault("',' or ')'");
            // To Python (3) is a number; a tuple of one is (3,).
            if (lengths.Count == 1) throw new FormatException("has a shape that is no tuple.");
        }
        return lengths;
    }

    private long Whole()
    {
        Peek();
        var digits = text.AsSpan(_at);
        var count = digits.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : digits.Length;
        if (count == 0) throw Fault("a whole number from 0");
        digits = digits[..count];
        if (count > 1 && digits[0] == '0') throw new FormatException("has a length with leading zeros.");
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) throw new FormatException("has a length beyond 64 bits.");
        _at += count;
        return value;
    }

    private void Expect(char c)
    {
        if (!Take(c)) throw Fault($"'{c}'");
    }

    private bool Take(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    /// <summary>The next character that is no white space.</summary>
    private char? Peek()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r') _at++;
        return _at < text.Length ? text[_at] : null;
    }

    private FormatException Fault(string expected) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"has {(Peek() is { } c ? $"'{(char.IsControl(c) ? '?' : c)}'" : "its end")} at {_at} where {expected} belongs."));
}
