using System.Buffers.Binary;

namespace LineaSharp.DataFrames;

/// <summary>Numbers that start and end within bytes.</summary>
internal static class Bits
{
    /// <summary>The number of up to 64 bits at a bit; the lowest bit comes first.</summary>
    public static ulong Read(ReadOnlySpan<byte> bytes, long bit, int width)
    {
        if (width == 0) return 0;
        var shift = (int)(bit & 7);
        var low = Load(bytes, bit >> 3) >> shift;
        if (shift + width > 64) low |= (ulong)bytes[(int)(bit >> 3) + 8] << (64 - shift);
        return width == 64 ? low : low & ((1UL << width) - 1);
    }

    public static bool IsSet(ReadOnlySpan<byte> bitmap, int index) => (bitmap[index >> 3] >> (index & 7) & 1) != 0;

    public static void Set(Span<byte> bitmap, int index) => bitmap[index >> 3] |= (byte)(1 << (index & 7));

    private static ulong Load(ReadOnlySpan<byte> bytes, long at)
    {
        var rest = bytes[(int)at..];
        if (rest.Length >= 8) return BinaryPrimitives.ReadUInt64LittleEndian(rest);
        ulong value = 0;
        for (var i = 0; i < rest.Length; i++) value |= (ulong)rest[i] << (8 * i);
        return value;
    }
}
