namespace LineaSharp.Scoring.Sklearn;

/// <summary>Straight lines between points, and constants outside, as <c>numpy.interp</c> has it.</summary>
internal static class Interpolation
{
    public static double At(double x, ReadOnlySpan<double> xs, ReadOnlySpan<double> ys)
    {
        if (double.IsNaN(x)) return x;
        if (x < xs[0]) return ys[0];
        if (x >= xs[^1]) return ys[^1];
        int low = 0, high = xs.Length - 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (xs[middle] <= x) low = middle;
            else high = middle;
        }
        return (ys[high] - ys[low]) / (xs[high] - xs[low]) * (x - xs[low]) + ys[low];
    }
}
