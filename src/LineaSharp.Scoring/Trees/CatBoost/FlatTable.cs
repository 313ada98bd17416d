using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>A table of a FlatBuffers buffer, whose every access is held against the buffer's ends.</summary>
/// <remarks>
/// A table begins with the distance back to its vtable: its own size, the table's size, and for each field its place in the table, 0 for one that is not there. Texts, lists and
/// tables are reached by a distance forward; a list begins with its count. All little-endian. https://flatbuffers.dev/internals
/// </remarks>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly string _source;
    private readonly int _at;
    private readonly int _fields;
    private readonly int _fieldCount;

    private FlatTable(ReadOnlySpan<byte> buffer, int at, string source)
    {
        _buffer = buffer;
        _source = source;
        _at = at;
        var vtable = (long)at - Int32(at);
        _fields = vtable >= 0 && vtable <= buffer.Length - 4 ? (int)vtable + 4 : throw Fault();
        _fieldCount = (UInt16(_fields - 4) - 4) / 2;
        if (_fieldCount < 0 || _fieldCount * 2L > buffer.Length - _fields) throw Fault();
    }

    public static FlatTable Root(ReadOnlySpan<byte> buffer, string source)
    {
        if (buffer.Length < 8) throw TreeErrors.Malformed(source, "it is too short");
        var at = BinaryPrimitives.ReadUInt32LittleEndian(buffer);
        return at <= buffer.Length - 4 ? new FlatTable(buffer, (int)at, source) : throw TreeErrors.Malformed(source, "its structure leads outside it");
    }

    public bool Has(int field) => Place(field) != 0;

    public int GetInt(int field, int missing) => Place(field) is not 0 and var at ? Int32(at) : missing;

    public byte GetByte(int field, byte missing) => Place(field) is not 0 and var at ? Slice(at, 1)[0] : missing;

    public double GetDouble(int field, double missing) => Place(field) is not 0 and var at ? BinaryPrimitives.ReadDoubleLittleEndian(Slice(at, 8)) : missing;

    public string? GetText(int field) => Place(field) is not 0 and var at ? Encoding.UTF8.GetString(List(at, 1, out _)) : null;

    public FlatTable GetTable(int field) => Place(field) is not 0 and var at ? new FlatTable(_buffer, Target(at), _source) : throw Fault();

    /// <summary>A list of numbers, copied; empty when it is not there.</summary>
    public T[] GetNumbers<T>(int field) where T : unmanaged
    {
        if (Place(field) is not (not 0 and var at)) return [];
        var bytes = List(at, Marshal.SizeOf<T>(), out _);
        return BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, T>(bytes).ToArray() : throw new PlatformNotSupportedException("FlatBuffers are little-endian.");
    }

    public int Count(int field)
    {
        if (Place(field) is not (not 0 and var at)) return 0;
        List(at, 4, out var count);
        return count;
    }

    public FlatTable GetTable(int field, int index)
    {
        var list = Target(Place(field)) + 4;
        return new FlatTable(_buffer, Target(list + index * 4), _source);
    }

    private ReadOnlySpan<byte> List(int at, int size, out int count)
    {
        var start = Target(at);
        count = Int32(start);
        return count >= 0 && (long)count * size <= _buffer.Length - start - 4 ? _buffer.Slice(start + 4, count * size) : throw Fault();
    }

    private int Target(int at)
    {
        var target = at + (long)BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));
        return target <= _buffer.Length - 4 ? (int)target : throw Fault();
    }

    private int Place(int field)
    {
        if (field >= _fieldCount) return 0;
        var offset = UInt16(_fields + field * 2);
        return offset == 0 ? 0 : _at + offset;
    }

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(Slice(at, 4));

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    private ReadOnlySpan<byte> Slice(int at, int length) => at >= 0 && at <= _buffer.Length - length ? _buffer.Slice(at, length) : throw Fault();

    private LineaException Fault() => TreeErrors.Malformed(_source, "its structure leads outside it");
}
