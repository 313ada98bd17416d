using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>The distance between two rows.</summary>
internal delegate double Metric(ReadOnlySpan<double> a, ReadOnlySpan<double> b);

/// <summary>The metrics that nearest neighbours are looked for by.</summary>
internal static class Metrics
{
    public static Metric Of(PyObject source)
    {
        var name = source.Get("effective_metric_") as string ?? "a function";
        var options = source.Find("effective_metric_params_") as PyDict;
        if (options is not null && options.TryGet("w", out var weights) && weights is not null) name = "weighted minkowski";
        switch (name)
        {
            case "euclidean" or "l2": return static (a, b) => Math.Sqrt(Vectors.SquaredDistance(a, b));
            case "sqeuclidean": return Vectors.SquaredDistance;
            case "manhattan" or "cityblock" or "l1": return Manhattan;
            case "chebyshev": return Chebyshev;
            case "minkowski":
                var p = options is not null && options.TryGet("p", out var power) ? PyValue.AsNumber(power) ?? 2 : 2;
                return (a, b) => Minkowski(a, b, p);
            default: throw SklearnErrors.HasUnknown(source.Type.Name, $"the metric {name}");
        }
    }

    public static double Manhattan(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += Math.Abs(a[i] - b[i]);
        return sum;
    }

    private static double Chebyshev(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var largest = 0.0;
        for (var i = 0; i < a.Length; i++) largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }

    private static double Minkowski(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double p)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += Math.Pow(Math.Abs(a[i] - b[i]), p);
        return Math.Pow(sum, 1 / p);
    }
}
