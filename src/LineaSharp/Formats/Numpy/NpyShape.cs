namespace LineaSharp.Formats;

/// <summary>The arithmetic of shapes: 64 bits, checked, before anything is allocated.</summary>
internal static class NpyShape
{
    public const int MostDimensions = 32; // what .NET's arrays have at most

    /// <summary>The bytes of all elements.</summary>
    /// <exception cref="OverflowException">They are more than a file can have.</exception>
    public static long DataLength(IReadOnlyList<long> shape, int elementSize)
    {
        // A dimension of length 0 makes the array empty, and must not hide what overflows beside it.
        checked
        {
            var bytes = shape.Aggregate((long)elementSize, (product, length) => product * Math.Max(1, length));
            return shape.Contains(0) ? 0 : bytes;
        }
    }

    /// <summary>The lengths for .NET, or null where its arrays cannot be that large. No dimension at all is one of length 1.</summary>
    public static int[]? ForDotnet(IReadOnlyList<long> shape)
    {
        if (shape.Count == 0) return [1];
        if (shape.Count > MostDimensions || shape.Any(length => length > Array.MaxLength)) return null;
        var elements = shape.Aggregate((UInt128)1, (product, length) => product > uint.MaxValue ? product : product * (UInt128)Math.Max(1, length));
        return elements > uint.MaxValue ? null : [.. shape.Select(length => (int)length)];
    }
}
