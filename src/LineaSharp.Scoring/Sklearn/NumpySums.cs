namespace LineaSharp.Scoring.Sklearn;

/// <summary>Sums in numpy's order, for those that must be equal to the last bit: a comparison with a threshold depends on it.</summary>
internal static class NumpySums
{
    private const int Block = 128;

    /// <summary><c>np.sum</c> of a vector: eight sums side by side, and halves of halves beyond 128 numbers.</summary>
    public static double Of(ReadOnlySpan<double> values)
    {
        if (values.Length < 8)
        {
            var sum = 0.0;
            foreach (var value in values) sum += value;
            return sum;
        }
        if (values.Length > Block)
        {
            var half = values.Length / 2;
            half -= half % 8;
            return Of(values[..half]) + Of(values[half..]);
        }
        Span<double> sums = stackalloc double[8];
        values[..8].CopyTo(sums);
        var i = 8;
        for (; i + 8 <= values.Length; i += 8)
            for (var k = 0; k < 8; k++) sums[k] += values[i + k];
        var total = sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
        for (; i < values.Length; i++) total += values[i];
        return total;
    }

    public static double Mean(ReadOnlySpan<double> values) => Of(values) / values.Length;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
