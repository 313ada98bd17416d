using System.Numerics;
using System.Runtime.InteropServices;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>What is computed with rows of numbers.</summary>
internal static class Vectors
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        var i = 0;
        if (a.Length >= 2 * Vector<double>.Count && a.Length == b.Length)
        {
            var sums = Vector<double>.Zero;
            var va = MemoryMarshal.Cast<double, Vector<double>>(a);
            var vb = MemoryMarshal.Cast<double, Vector<double>>(b);
            for (var v = 0; v < va.Length; v++) sums += va[v] * vb[v];
            sum = Vector.Sum(sums);
            i = va.Length * Vector<double>.Count;
        }
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    /// <summary>The first of the largest; a NaN counts as largest, as in numpy.</summary>
    public static int ArgMax(ReadOnlySpan<double> values)
    {
        var best = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) return i;
            if (values[i] > values[best]) best = i;
        }
        return best;
    }

    public static void Softmax(ReadOnlySpan<double> scores, Span<double> result)
    {
        var max = double.NegativeInfinity;
        foreach (var score in scores) max = Math.Max(max, score);
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++) sum += result[i] = Math.Exp(scores[i] - max);
        for (var i = 0; i < scores.Length; i++) result[i] /= sum;
    }

    public static double Expit(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <summary>Divides by the sum; a row of zeros stays one.</summary>
    public static void Normalize(Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        if (sum == 0) return;
        for (var i = 0; i < values.Length; i++) values[i] /= sum;
    }

    /// <summary>Divides by the sum, whatever it is: of a row of zeros it makes NaN, as the library does in some places.</summary>
    public static void DivideBySum(Span<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        for (var i = 0; i < values.Length; i++) values[i] /= sum;
    }
}
