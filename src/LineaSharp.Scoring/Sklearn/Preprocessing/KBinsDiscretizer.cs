using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>KBinsDiscretizer: the number of the bin, or one column for each bin.</summary>
internal sealed class KBinsDiscretizer : Estimator
{
    private readonly double[][] _edges;
    private readonly bool _isOrdinal;
    private readonly bool _isTolerant;

    public KBinsDiscretizer(PyObject source) : base(source)
    {
        _edges = source.Array("bin_edges_").ToValues().Select(e => (e as PyArray ?? throw source.Other("bin_edges_", "arrays of edges")).ToDoubles()).ToArray();
        FeatureCount ??= _edges.Length;
        if (_edges.Length != FeatureCount || _edges.Any(e => e.Length < 2)) throw source.Other("bin_edges_", "the edges of each feature");
        _isOrdinal = source.Text("encode") == "ordinal";
        // Before 1.1 a value just below an edge was counted to the bin above it.
        _isTolerant = !SklearnVersion.IsAtLeast(source, 1, 1);
        Transform = OfNumbers(_isOrdinal ? _edges.Length : RowFunction.Bounded(_edges.Sum(e => e.Length - 1L)), Bins);
    }

    private void Bins(ReadOnlySpan<double> row, Span<double> result)
    {
        var first = 0;
        for (var i = 0; i < row.Length; i++)
        {
            var bin = Bin(row[i], _edges[i]);
            if (_isOrdinal) result[i] = bin;
            else result[first + bin] = 1;
            first += _edges[i].Length - 1;
        }
    }

    private int Bin(double x, double[] edges)
    {
        if (_isTolerant) x += 1e-8 + 1e-5 * Math.Abs(x);
        var bin = 0;
        while (bin < edges.Length - 2 && x >= edges[bin + 1]) bin++;
        return bin;
    }
}
