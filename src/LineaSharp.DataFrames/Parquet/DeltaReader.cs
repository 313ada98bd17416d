namespace LineaSharp.DataFrames;

/// <summary>Whole numbers as bit-packed differences.</summary>
/// <remarks>https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC</remarks>
internal static class DeltaReader
{
    private const int MaxBlock = 1 << 20;

    public static long[] Read(ref ByteCursor bytes, int expected, MemoryBudget budget)
    {
        var block = bytes.Count();
        var miniBlocks = bytes.Count();
        var total = bytes.Count();
        if (block is 0 or > MaxBlock || miniBlocks == 0 || block % miniBlocks != 0 || (block / miniBlocks) % 8 != 0) throw new InvalidDataException($"blocks of {block} numbers in {miniBlocks} parts are impossible");
        if (total != expected) throw new InvalidDataException($"{expected} numbers were expected, {total} are there");
        // Differences of no bits make many numbers of few bytes.
        budget.Take(8L * total);
        var numbers = new long[total];
        var last = bytes.ZigZag();
        if (total > 0) numbers[0] = last;
        for (var at = 1; at < total;)
        {
            var min = bytes.ZigZag();
            var widths = bytes.Take(miniBlocks);
            foreach (var width in widths)
            {
                if (at >= total) break;
                if (width > 64) throw new InvalidDataException($"numbers of {width} bits are too wide");
                var perMini = block / miniBlocks;
                var packed = bytes.Take(perMini / 8 * width);
                var count = Math.Min(perMini, total - at);
                for (var i = 0; i < count; i++) numbers[at++] = last = unchecked(last + min + (long)Bits.Read(packed, (long)i * width, width));
            }
        }
        budget.Return(8L * total);
        return numbers;
    }

    /// <summary>Lengths, none of which is negative.</summary>
    public static int[] Lengths(ref ByteCursor bytes, int expected, MemoryBudget budget) =>
        Array.ConvertAll(Read(ref bytes, expected, budget), n => n is >= 0 and <= int.MaxValue ? (int)n : throw new InvalidDataException($"a length of {n} is impossible"));
}
