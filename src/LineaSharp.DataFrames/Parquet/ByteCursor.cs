using System.Buffers.Binary;

namespace LineaSharp.DataFrames;

/// <summary>Bytes that are read from front to back; reading past the end is an error and nothing else.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining) throw new InvalidDataException($"{count} bytes were expected, {Remaining} are left");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public ReadOnlySpan<byte> TakeMany(int count, int width) => Take(checked(count * width));

    public ReadOnlySpan<byte> TakeRest() => Take(Remaining);

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>A number in groups of seven bits, the lowest first.</summary>
    public ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Byte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }
        throw new InvalidDataException("a number has too many bytes");
    }

    public long ZigZag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>A count or length that fits an int.</summary>
    public int Count()
    {
        var value = Varint();
        return value <= int.MaxValue ? (int)value : throw new InvalidDataException($"a count of {value} is too large");
    }
}
