using System.Buffers.Binary;
using System.Text;

namespace LineaSharp.XGBoost.Files;

/// <summary>Reads XGBoost's Universal Binary JSON, strictly: big-endian numbers, lengths always as <c>L</c> and eight bytes, arrays typed (<c>[$d#L…</c>), counted (<c>[#L…</c>) or closed by <c>]</c>.</summary>
/// <remarks>Nesting is bounded, a key may come once, nothing may follow, and no length is believed that goes beyond the file's end. https://ubjson.org/</remarks>
internal ref struct UbjModelReader
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _depth;

    private UbjModelReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public static ModelObject Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new UbjModelReader(bytes);
        var value = reader.Value();
        if (reader._at != bytes.Length) throw reader.Fault("something follows its end");
        return value is IReadOnlyDictionary<string, object?> root ? new(root) : throw reader.Fault("it is no object");
    }

    private object? Value()
    {
        var marker = (char)Take(1)[0];
        return marker switch
        {
            '{' or '[' => Nested(marker),
            'S' => Text(),
            'Z' => null,
            'T' => true,
            'F' => false,
            'C' => (double)Take(1)[0],
            _ => Number(marker),
        };
    }

    private object Nested(char kind)
    {
        if (++_depth > MaxDepth) throw Fault($"it is nested deeper than {MaxDepth} levels");
        object value = kind == '{' ? Object() : Array();
        _depth--;
        return value;
    }

    private Dictionary<string, object?> Object()
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (!Skip('}'))
        {
            var key = Text();
            if (!entries.TryAdd(key, Value())) throw Fault($"the key '{key}' comes twice");
        }
        return entries;
    }

    private object Array()
    {
        if (Skip('$')) return Typed();
        if (!Skip('#'))
        {
            var open = new List<object?>();
            while (!Skip(']')) open.Add(Value());
            return Flat(open);
        }
        // A value has a byte at least, so the count cannot be larger than what is left.
        var items = new object?[Length(1)];
        for (var i = 0; i < items.Length; i++) items[i] = Value();
        return Flat(items);
    }

    private double[] Typed()
    {
        var type = (char)Take(1)[0];
        var size = SizeOf(type);
        if (!Skip('#')) throw Fault("a typed array has no count");
        var numbers = new double[Length(size)];
        var values = Take(numbers.Length * size);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Number(type, values.Slice(i * size, size));
        return numbers;
    }

    private double Number(char type) => Number(type, Take(SizeOf(type)));

    private readonly double Number(char type, ReadOnlySpan<byte> bytes) => type switch
    {
        'd' => BinaryPrimitives.ReadSingleBigEndian(bytes),
        'D' => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        'U' => bytes[0],
        'i' => (sbyte)bytes[0],
        'I' => BinaryPrimitives.ReadInt16BigEndian(bytes),
        'l' => BinaryPrimitives.ReadInt32BigEndian(bytes),
        _ => BinaryPrimitives.ReadInt64BigEndian(bytes) is var whole && Math.Abs((double)whole) <= 1L << 53 ? whole : throw Fault("a whole number is too large"),
    };

    private readonly int SizeOf(char type) => type switch
    {
        'U' or 'i' => 1,
        'I' => 2,
        'd' or 'l' => 4,
        'D' or 'L' => 8,
        _ => throw Fault("there is an unknown kind of value"),
    };

    private string Text()
    {
        var bytes = Take(Length(1));
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Fault("a text is no UTF-8");
    }

    private int Length(int size)
    {
        if (!Skip('L')) throw Fault("a length is missing");
        var length = BinaryPrimitives.ReadInt64BigEndian(Take(8));
        return length >= 0 && length <= (_bytes.Length - _at) / size ? (int)length : throw Fault("a length goes beyond its end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) throw Fault("it ends too early");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private bool Skip(char mark)
    {
        if (_at >= _bytes.Length) throw Fault("it ends too early");
        if (_bytes[_at] != mark) return false;
        _at++;
        return true;
    }

    // Single whole numbers in a counted array, as XGBoost writes tree_info.
    private static object Flat(IReadOnlyList<object?> items) => items.All(item => item is double) ? items.Select(item => (double)item!).ToArray() : items.ToArray();

    private readonly LineaException Fault(string fault) => XGBoostErrors.Damaged($"its UBJSON is wrong at byte {_at}: {fault}");
}
