using System.Buffers.Binary;
using System.Text;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>Reads Universal Binary JSON, draft 12, as XGBoost writes it, into <see cref="DocumentNode"/>s.</summary>
/// <remarks>
/// <para>A value is a type's letter and its bytes, numbers big-endian. A length is a value of a whole-number type. Objects are <c>{</c> key value … <c>}</c>, where a key is a text
/// without its letter; arrays are <c>[</c> values <c>]</c>, or <c>[$type#count</c> and the values without their letters, or <c>[#count</c> and values.</para>
/// <para>A count is held against the bytes that are left before anything is allocated. https://ubjson.org</para>
/// </remarks>
internal ref struct UbjReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _source;
    private int _at;

    private UbjReader(ReadOnlySpan<byte> bytes, string source)
    {
        _bytes = bytes;
        _source = source;
    }

    public static DocumentNode Read(ReadOnlySpan<byte> bytes, string source)
    {
        var reader = new UbjReader(bytes, source);
        var root = reader.Value(reader.Letter(), 0);
        return reader._at == bytes.Length ? root : throw TreeErrors.Malformed(source, "something follows its end");
    }

    private DocumentNode Value(char type, int depth)
    {
        if (depth > DocumentNode.MaxDepth) throw Fault($"it is nested deeper than {DocumentNode.MaxDepth} levels");
        return type switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            'S' => new(_source, Text()),
            'C' => new(_source, ((char)Take(1)[0]).ToString()),
            'T' => new(_source, 1.0),
            'F' => new(_source, 0.0),
            'Z' => new(_source, null),
            _ => new(_source, Number(type, Take(Size(type)))),
        };
    }

    private DocumentNode Object(int depth)
    {
        if (Next() is '$' or '#') throw Fault("it has an object of a fixed type or count, which XGBoost does not write");
        var members = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        while (Next() != '}')
        {
            var name = Text();
            if (!members.TryAdd(name, Value(Letter(), depth + 1))) throw Fault($"'{name}' is there twice");
        }
        _at++;
        return new(_source, members);
    }

    private DocumentNode Array(int depth)
    {
        char? type = null;
        if (Next() == '$')
        {
            _at++;
            type = Letter();
            if (Next() != '#') throw Fault("it has an array of a type without a count");
        }
        if (Next() != '#') return Items(int.MaxValue, depth);
        _at++;
        var count = Length();
        if (type is null) return Items(count, depth);

        var size = Size(type.Value);
        if ((long)count * size > _bytes.Length - _at) throw Fault($"it has an array of {count} values, more than the file holds");
        var bytes = Take(count * size);
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = Number(type.Value, bytes.Slice(i * size, size));
        return new(_source, numbers);
    }

    // Values with their letters: until the closing bracket, or a count of them without one.
    private DocumentNode Items(int count, int depth)
    {
        var counted = count != int.MaxValue;
        if (counted && count > _bytes.Length - _at) throw Fault($"it has an array of {count} values, more than the file holds");
        var items = new List<DocumentNode>();
        while (counted ? items.Count < count : Next() != ']') items.Add(Value(Letter(), depth + 1));
        if (!counted) _at++;
        return items.Count > 0 && items.TrueForAll(i => i.Number is not null) ? new(_source, items.ConvertAll(i => i.Number!.Value).ToArray()) : new(_source, items);
    }

    private string Text()
    {
        var length = Length();
        try
        {
            return StrictUtf8.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw TreeErrors.Malformed(_source, "a text in it is no UTF-8", e);
        }
    }

    private int Length()
    {
        var type = Letter();
        if (type is not ('i' or 'U' or 'I' or 'u' or 'l' or 'm' or 'L')) throw Fault($"a length in it has the type '{type}'");
        var value = Number(type, Take(Size(type)));
        return value is >= 0 and < int.MaxValue ? (int)value : throw Fault($"a length in it is {value}");
    }

    private readonly int Size(char type) => type switch
    {
        'i' or 'U' => 1,
        'I' or 'u' => 2,
        'l' or 'm' or 'd' => 4,
        'L' or 'D' => 8,
        _ => throw Fault($"a value in it has the unknown type '{(char.IsAsciiLetterOrDigit(type) ? type : '?')}'"),
    };

    private static double Number(char type, ReadOnlySpan<byte> bytes) => type switch
    {
        'i' => (sbyte)bytes[0],
        'U' => bytes[0],
        'I' => BinaryPrimitives.ReadInt16BigEndian(bytes),
        'u' => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        'l' => BinaryPrimitives.ReadInt32BigEndian(bytes),
        'm' => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        'L' => BinaryPrimitives.ReadInt64BigEndian(bytes),
        'd' => BinaryPrimitives.ReadSingleBigEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
    };

    private char Letter()
    {
        // 'N' is nothing, between values.
        while (Next() == 'N') _at++;
        return (char)Take(1)[0];
    }

    private readonly char Next() => _at < _bytes.Length ? (char)_bytes[_at] : throw Fault("it ends too early");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) throw Fault("it ends too early");
        _at += count;
        return _bytes.Slice(_at - count, count);
    }

    private readonly LineaException Fault(string problem) => TreeErrors.Malformed(_source, problem);
}
