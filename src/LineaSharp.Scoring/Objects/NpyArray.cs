using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LineaSharp.Scoring.Objects;

/// <summary>Reads an npy file that lies in memory, with the element types that the core's reader does not give: records and texts.</summary>
/// <remarks><c>\x93NUMPY</c>, version (2 bytes), length of the text (2 or 4 bytes), the text (a Python dict: descr, fortran_order, shape), the elements.</remarks>
internal static class NpyArray
{
    public static PyArray Read(byte[] bytes, ReadBudget budget)
    {
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];
        if (bytes.Length < 10 || !bytes.AsSpan().StartsWith(magic) || bytes[6] is < 1 or > 3) throw budget.Damaged("an array in it does not begin as one.");
        var start = bytes[6] == 1 ? 10 : 12;
        var length = bytes[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8)) : bytes.Length < 12
            ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8));
        if (length > bytes.Length - start || length > ushort.MaxValue) throw budget.Damaged("an array in it is cut.");
        var header = Literal.Parse(Encoding.UTF8.GetString(bytes, start, (int)length)) as PyDict;
        if (header is null || !header.TryGet("descr", out var descr) || !header.TryGet("fortran_order", out var order) || order is not bool isFortran
            || !header.TryGet("shape", out var lengths) || PickleCalls.Shape(lengths as PyTuple) is not { } shape || Dtype(descr) is not { } dtype)
            throw budget.Damaged("the header of an array in it is none.");
        if (dtype.IsObject) throw budget.Unreadable("holds an array of pickled objects, which are never unpickled.", "Save the model again with a current skops.");
        return new PyArray(budget).Fill(dtype, shape, bytes.AsMemory(start + (int)length), isFortran);
    }

    private static PyDtype? Dtype(object? descr)
    {
        if (descr is string code) return PyDtype.Parse(code);
        if (descr is not PyList list) return null;
        var fields = new List<PyField>();
        var offset = 0;
        foreach (var item in list.Items)
        {
            // Nested records and arrays as fields: no library here has them.
            if (item is not PyTuple { Count: 2 } pair || pair[0] is not string name || pair[1] is not string type
                || PyDtype.Parse(type) is not { IsObject: false } dtype) return null;
            // Padding has no name.
            if (name.Length > 0)
            {
                dtype.IsInUse = true;
                fields.Add(new PyField(name, dtype, offset));
            }
            if ((offset += dtype.ItemSize) > 1 << 20) return null;
        }
        return PyDtype.Record(fields, offset);
    }

    /// <summary>The few literals of Python that a header has: texts, whole numbers, True, False, tuples, lists, dicts.</summary>
    private sealed class Literal(string text)
    {
        private int _at;

        /// <summary>The value, or null when it is something else.</summary>
        public static object? Parse(string text)
        {
            try
            {
                var literal = new Literal(text);
                var value = literal.Value(0);
                return literal.Peek() == '\0' ? value : null;
            }
            catch (FormatException)
            {
                return null;
            }
        }

        private object? Value(int depth)
        {
            if (depth > 8) throw new FormatException();
            switch (Peek())
            {
                case '{':
                    var dict = new PyDict();
                    foreach (var key in Items('}', depth, separator: ':')) dict.Set(key.Key, key.Value);
                    return dict;
                case '(': return new PyTuple(Items(')', depth, '\0').Select(i => i.Key).ToList());
                case '[': return new PyList(Items(']', depth, '\0').Select(i => i.Key).ToList());
                case '\'' or '"':
                    var end = text.IndexOf(text[_at], _at + 1);
                    if (end < 0) throw new FormatException();
                    var content = text[(_at + 1)..end];
                    _at = end + 1;
                    return content.Contains('\\', StringComparison.Ordinal) ? throw new FormatException() : content;
                case >= '0' and <= '9':
                    var start = _at;
                    while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
                    var digits = text[start.._at];
                    if (_at < text.Length && text[_at] == 'L') _at++; // Python 2
                    return long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) is >= 0 and var number ? number : throw new FormatException();
                default:
                    foreach (var word in (ReadOnlySpan<string>)["True", "False"])
                        if (text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
                        {
                            _at += word.Length;
                            return word == "True";
                        }
                    throw new FormatException();
            }
        }

        private List<KeyValuePair<object?, object?>> Items(char end, int depth, char separator)
        {
            var items = new List<KeyValuePair<object?, object?>>();
            for (_at++; Peek() != end;)
            {
                var first = Value(depth + 1);
                object? second = null;
                if (separator != '\0')
                {
                    if (Peek() != separator) throw new FormatException();
                    _at++;
                    second = Value(depth + 1);
                }
                items.Add(new(first, second));
                if (Peek() == ',') _at++;
                else if (Peek() != end) throw new FormatException();
            }
            _at++;
            return items;
        }

        private char Peek()
        {
            while (_at < text.Length && text[_at] is ' ' or '\n' or '\t' or '\0') _at++;
            return _at < text.Length ? text[_at] : '\0';
        }
    }
}
