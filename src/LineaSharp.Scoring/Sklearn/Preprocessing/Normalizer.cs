using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Normalizer: each row divided by its norm.</summary>
internal sealed class Normalizer : Estimator
{
    public Normalizer(PyObject source) : base(source)
    {
        var norm = source.Text("norm");
        if (norm is not ("l1" or "l2" or "max")) throw source.Other("norm", "l1, l2 or max");
        Transform = OfNumbers(null, (row, result) => Run(row, result, norm));
    }

    public static void Run(ReadOnlySpan<double> row, Span<double> result, string norm)
    {
        var total = 0.0;
        foreach (var value in row) total = norm == "l2" ? total + value * value : norm == "l1" ? total + Math.Abs(value) : Math.Max(total, Math.Abs(value));
        if (norm == "l2") total = Math.Sqrt(total);
        for (var i = 0; i < row.Length; i++) result[i] = total == 0 ? row[i] : row[i] / total;
    }
}
