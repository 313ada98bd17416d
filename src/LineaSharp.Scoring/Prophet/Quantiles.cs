namespace LineaSharp.Scoring.Prophet;

/// <summary>The two ends of the middle share of some values, interpolated linearly between neighbours; NaN does not count.</summary>
/// <param name="width">The share between the ends: 0.8 for the quantiles 0.1 and 0.9.</param>
internal sealed class Quantiles(double width)
{
    /// <summary>The ends; the values' order is lost.</summary>
    public (double Lower, double Upper) Of(Span<double> values)
    {
        values = WithoutNaN(values);
        return values.IsEmpty ? (double.NaN, double.NaN) : (At(values, (1 - width) / 2), At(values, (1 + width) / 2));
    }

    private static double At(Span<double> values, double quantile)
    {
        var position = quantile * (values.Length - 1);
        var below = Math.Clamp((int)Math.Floor(position), 0, values.Length - 1);
        Select(values, below);
        if (below == values.Length - 1 || position <= below) return values[below];
        var above = values[below + 1];
        foreach (var value in values[(below + 2)..]) above = Math.Min(above, value);
        return values[below] + (above - values[below]) * (position - below);
    }

    // Hoare's selection: afterwards the value at the rank is in its place, smaller ones before it and larger ones behind.
    private static void Select(Span<double> values, int rank)
    {
        var (left, right) = (0, values.Length - 1);
        while (left < right)
        {
            var pivot = MedianOfThree(values[left], values[(left + right) / 2], values[right]);
            var (i, j) = (left, right);
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i > j) break;
                (values[i], values[j]) = (values[j], values[i]);
                i++;
                j--;
            }
            if (rank <= j) right = j;
            else if (rank >= i) left = i;
            else return;
        }
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    private static Span<double> WithoutNaN(Span<double> values)
    {
        var kept = 0;
        foreach (var value in values)
            if (!double.IsNaN(value)) values[kept++] = value;
        return values[..kept];
    }
}
