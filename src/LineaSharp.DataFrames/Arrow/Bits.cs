namespace LineaSharp.DataFrames;

/// <summary>Bits of a bitmap; the lowest of a byte comes first.</summary>
internal static class Bits
{
    public static bool IsSet(ReadOnlySpan<byte> bitmap, int index) => (bitmap[index >> 3] >> (index & 7) & 1) != 0;

    public static void Set(Span<byte> bitmap, int index) => bitmap[index >> 3] |= (byte)(1 << (index & 7));
}
