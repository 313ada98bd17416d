using System.Text;

namespace LineaSharp.DataFrames;

/// <summary>Types of Thrift's compact protocol, in which Parquet writes its footer and page headers.</summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal enum ThriftType
{
    Stop = 0, True = 1, False = 2, Byte = 3, Int16 = 4, Int32 = 5, Int64 = 6, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12, Uuid = 13,
}

/// <summary>Reads Thrift's compact protocol; counts and depths are bounded by the bytes that are there.</summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 32;
    private ByteCursor _in = new(bytes);

    public readonly int Position => _in.Position;

    /// <summary>Goes to the next field of a struct; false at its end. A struct's first call has id 0.</summary>
    public bool NextField(ref int id, out ThriftType type)
    {
        var head = _in.Byte();
        type = (ThriftType)(head & 0x0F);
        if (type == ThriftType.Stop) return false;
        var delta = head >> 4;
        id = delta != 0 ? id + delta : (int)_in.ZigZag();
        return true;
    }

    public long Int64(ThriftType type) =>
        type == ThriftType.Byte ? (sbyte)_in.Byte()
        : type is ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64 ? _in.ZigZag()
        : throw Wrong(type);

    public int Int32(ThriftType type)
    {
        var value = Int64(type);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new InvalidDataException($"the number {value} is too large");
    }

    public static bool Bool(ThriftType type) => type is ThriftType.True or ThriftType.False ? type == ThriftType.True : throw Wrong(type);

    public string Text(ThriftType type) => type == ThriftType.Binary ? Encoding.UTF8.GetString(_in.Take(_in.Count())) : throw Wrong(type);

    /// <summary>The number of elements of a list, none of which takes less than a byte.</summary>
    public int List(ThriftType type, ThriftType elements)
    {
        if (type != ThriftType.List) throw Wrong(type);
        var (count, found) = ListHead();
        return found == elements || count == 0 ? count : throw Wrong(found);
    }

    /// <summary>Checks that a field is a struct, whose fields follow.</summary>
    public static void Struct(ThriftType type)
    {
        if (type != ThriftType.Struct) throw Wrong(type);
    }

    public void Skip(ThriftType type) => Skip(type, isElement: false, 0);

    private void Skip(ThriftType type, bool isElement, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException("the metadata is nested too deeply");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                if (isElement) _in.Byte();
                break;
            case ThriftType.Byte: _in.Byte(); break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64: _in.Varint(); break;
            case ThriftType.Double: _in.Take(8); break;
            case ThriftType.Uuid: _in.Take(16); break;
            case ThriftType.Binary: _in.Take(_in.Count()); break;
            case ThriftType.List or ThriftType.Set:
                var (count, elements) = ListHead();
                for (var i = 0; i < count; i++) Skip(elements, isElement: true, depth + 1);
                break;
            case ThriftType.Map: SkipMap(depth); break;
            case ThriftType.Struct:
                for (var id = 0; NextField(ref id, out var field);) Skip(field, isElement: false, depth + 1);
                break;
            default: throw Wrong(type);
        }
    }

    private void SkipMap(int depth)
    {
        var count = _in.Count();
        if (count > _in.Remaining) throw new InvalidDataException($"a map of {count} entries is longer than the metadata");
        if (count == 0) return;
        var types = _in.Byte();
        for (var i = 0; i < count; i++)
        {
            Skip((ThriftType)(types >> 4), isElement: true, depth + 1);
            Skip((ThriftType)(types & 0x0F), isElement: true, depth + 1);
        }
    }

    private (int Count, ThriftType Elements) ListHead()
    {
        var head = _in.Byte();
        var count = head >> 4 == 15 ? _in.Count() : head >> 4;
        return count <= _in.Remaining ? (count, (ThriftType)(head & 0x0F)) : throw new InvalidDataException($"a list of {count} elements is longer than the metadata");
    }

    private static InvalidDataException Wrong(ThriftType type) => new($"the metadata has a field of the wrong type {(int)type}");
}
