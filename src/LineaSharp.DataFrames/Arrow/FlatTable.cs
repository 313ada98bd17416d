using System.Buffers.Binary;

namespace LineaSharp.DataFrames;

/// <summary>A table of a FlatBuffer, read with every offset checked: Apache.Arrow follows them unchecked.</summary>
/// <remarks>https://flatbuffers.dev/internals/</remarks>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _position;
    private readonly int _vtable;
    private readonly int _vtableLength;

    private FlatTable(ReadOnlySpan<byte> bytes, int position)
    {
        _bytes = bytes;
        _position = position;
        _vtable = checked(position - Int32(bytes, position));
        _vtableLength = UInt16(bytes, _vtable);
        if (_vtableLength < 4 || _vtableLength > bytes.Length - _vtable) throw new InvalidDataException("a table of its metadata is cut");
    }

    public static FlatTable Root(ReadOnlySpan<byte> bytes) => new(bytes, Offset(bytes, 0));

    public byte Byte(int field) => Find(field) is { } at and > 0 ? Check(_bytes, at, 1)[0] : (byte)0;

    public int Int32(int field) => Find(field) is { } at and > 0 ? Int32(_bytes, at) : 0;

    public long Int64(int field) => Find(field) is { } at and > 0 ? BinaryPrimitives.ReadInt64LittleEndian(Check(_bytes, at, 8)) : 0;

    public bool Has(int field) => Find(field) > 0;

    public FlatTable Table(int field) => Has(field) ? new(_bytes, Offset(_bytes, Find(field))) : throw new InvalidDataException("a table of its metadata is missing");

    /// <summary>The number of elements of a vector, of which each has <paramref name="width"/> bytes.</summary>
    public int Count(int field, int width)
    {
        if (!Has(field)) return 0;
        var at = Offset(_bytes, Find(field));
        var count = Int32(_bytes, at);
        if (count < 0) throw new InvalidDataException("a vector of its metadata has a negative length");
        Check(_bytes, at + 4, checked(count * (long)width));
        return count;
    }

    public FlatTable Element(int field, int index) => new(_bytes, Offset(_bytes, Offset(_bytes, Find(field)) + 4 + index * 4));

    public ReadOnlySpan<byte> Struct(int field, int index, int width) => Check(_bytes, Offset(_bytes, Find(field)) + 4 + index * width, width);

    private int Find(int field)
    {
        var slot = 4 + 2 * field;
        if (slot + 2 > _vtableLength) return 0;
        var offset = UInt16(_bytes, _vtable + slot);
        return offset == 0 ? 0 : checked(_position + offset);
    }

    private static int Offset(ReadOnlySpan<byte> bytes, int at)
    {
        var offset = Int32(bytes, at);
        // An offset that leads nowhere else would be a table within itself.
        return offset > 0 ? checked(at + offset) : throw new InvalidDataException("an offset of its metadata leads back");
    }

    private static int Int32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(Check(bytes, at, 4));

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(Check(bytes, at, 2));

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> bytes, int at, long length) =>
        at >= 0 && length >= 0 && at <= bytes.Length - length ? bytes.Slice(at, (int)length) : throw new InvalidDataException("an offset of its metadata leads outside");
}
