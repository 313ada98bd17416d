using System.Runtime.InteropServices;
using Apache.Arrow;

namespace LineaSharp.DataFrames;

/// <summary>Arrow's buffers.</summary>
internal static class Buffers
{
    public static ArrowBuffer Of<T>(T[] values) where T : unmanaged => new(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>The bytes of an array's buffers, its children's too.</summary>
    public static long SizeOf(ArrayData data) => (data.Buffers ?? []).Sum(b => (long)b.Length) + (data.Children ?? []).Sum(SizeOf);
}
