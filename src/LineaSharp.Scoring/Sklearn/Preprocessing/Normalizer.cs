using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Normalizer: each row divided by its norm.</summary>
internal sealed class Normalizer : Transformer
{
    private readonly string _norm;

    public Normalizer(PyObject source) : base(source)
    {
        _norm = source.Text("norm");
        if (_norm is not ("l1" or "l2" or "max")) throw source.Other("norm", "l1, l2 or max");
    }

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) => Run(row, result, _norm));

    public static void Run(ReadOnlySpan<double> row, Span<double> result, string norm)
    {
        var total = 0.0;
        foreach (var value in row) total = norm == "l2" ? total + value * value : norm == "l1" ? total + Math.Abs(value) : Math.Max(total, Math.Abs(value));
        if (norm == "l2") total = Math.Sqrt(total);
        for (var i = 0; i < row.Length; i++) result[i] = total == 0 ? row[i] : row[i] / total;
    }
}
