using System.Globalization;

namespace LineaSharp.Scoring.Objects;

/// <summary>The type of an array's elements, as numpy's dtype has it.</summary>
internal sealed class PyDtype
{
    private const int LargestItem = 1 << 24;

    private PyDtype(char kind, int itemSize, bool isBigEndian) => (Kind, ItemSize, IsBigEndian) = (kind, itemSize, isBigEndian);

    /// <summary>numpy's letter: b (bool), i, u, f, c, O (objects), U (text), S (bytes), V (record or raw), M, m (times).</summary>
    public char Kind { get; }

    /// <summary>Bytes of one element.</summary>
    public int ItemSize { get; private set; }

    public bool IsBigEndian { get; private set; }

    /// <summary>The fields of a record; null for anything else.</summary>
    public IReadOnlyList<PyField>? Fields { get; private set; }

    public bool IsObject => Kind == 'O';

    /// <summary>Set when the type is used: what an array was measured by must not change under it.</summary>
    public bool IsInUse { get; set; }

    public static PyDtype Record(IReadOnlyList<PyField> fields, int itemSize) => new('V', itemSize, false) { Fields = fields };

    /// <summary>Reads a code: <c>f8</c>, <c>&lt;i4</c>, <c>U12</c>, <c>O</c>; null when it is none.</summary>
    public static PyDtype? Parse(string code)
    {
        var isBig = code.StartsWith('>');
        var text = code.AsSpan().TrimStart("<>|=");
        if (text is "?") text = "b1";
        if (text.IsEmpty) return null;
        var kind = text[0] == 'a' ? 'S' : text[0];
        var digits = text[1..];
        // The unit of times stands in brackets: M8[ns].
        if (kind is 'M' or 'm' && digits.IndexOf('[') is >= 0 and var bracket) digits = digits[..bracket];
        var size = kind == 'O' ? 8 : 0;
        if (!digits.IsEmpty && !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out size)) return null;
        if (size > LargestItem / 4) return null;
        var isKnown = (kind, size) switch
        {
            ('b', 1) or ('i' or 'u', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8 or 12 or 16) or ('c', 8 or 16 or 24 or 32) or ('O', 8 or 4) or ('M' or 'm', 8) => true,
            ('U' or 'S' or 'V', _) => true,
            _ => false,
        };
        return isKnown ? new PyDtype(kind, kind == 'U' ? size * 4 : size, isBig) : null;
    }

    /// <summary>What the pickle tells beyond the code: byte order, fields, size of texts and records.</summary>
    /// <returns>False when it is no state of a dtype.</returns>
    public bool Restore(PyTuple state)
    {
        if (IsInUse || state.Count < 7 || state[1] is not string order) return false;
        IsBigEndian = order == ">";
        if (state[2] is not null) return false; // arrays as elements: no library here has them
        if (Kind is 'U' or 'S' or 'V' && state[5] is long size and > 0)
        {
            if (size > LargestItem) return false;
            ItemSize = (int)size;
        }
        if (state[3] is null) return true;
        if (state[3] is not PyTuple { Count: <= 1000 } names || state[4] is not PyDict fields || Kind != 'V') return false;
        var list = new List<PyField>();
        foreach (var name in names.Items)
        {
            if (name is not string text || !fields.TryGet(text, out var value) || value is not PyTuple { Count: >= 2 } field) return false;
            if (field[0] is not PyDtype dtype || dtype == this || field[1] is not long offset || offset < 0 || offset + dtype.ItemSize > ItemSize) return false;
            dtype.IsInUse = true;
            list.Add(new PyField(text, dtype, (int)offset));
        }
        Fields = list;
        return true;
    }

    public override string ToString() => Fields is null ? $"{Kind}{ItemSize}" : $"record of {string.Join(", ", Fields.Take(20).Select(f => f.Name))}";
}

/// <summary>A field of a record.</summary>
internal sealed record PyField(string Name, PyDtype Dtype, int Offset);
