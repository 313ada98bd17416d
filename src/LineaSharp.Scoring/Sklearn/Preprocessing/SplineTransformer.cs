using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>SplineTransformer: the B-splines of each column.</summary>
internal sealed class SplineTransformer : Estimator
{
    private readonly BSpline[] _splines;
    private readonly string _outside;
    private readonly int _degree;
    private readonly bool _missingIsZero;
    private readonly Edge[] _edges;
    private readonly int _kept;

    public SplineTransformer(PyObject source) : base(source)
    {
        _splines = source.Sequence("bsplines_").Items.Select(s => new BSpline(s as PyObject ?? throw source.Other("bsplines_", "splines"))).ToArray();
        _degree = source.Whole("degree", 0, 100);
        _outside = source.Text("extrapolation");
        _missingIsZero = source.Find("handle_missing") is "zeros";
        FeatureCount ??= _splines.Length;
        if (_splines.Length != FeatureCount || _splines.Length == 0 || _splines.Any(s => s.Degree != _degree || s.Count != _splines[0].Count || s.Count == 0))
            throw source.Other("bsplines_", "a spline for each feature");
        if (_outside is not ("error" or "constant" or "linear" or "continue" or "periodic")) throw SklearnErrors.HasUnknown(Name, $"the extrapolation '{_outside}'");
        _edges = Edges(source);
        _kept = _splines[0].Count - (source.Flag("include_bias") ? 0 : 1);
        Transform = OfNumbers(RowFunction.Bounded((long)_splines.Length * _kept), Splines);
    }

    protected override bool TakesNaN => _missingIsZero;

    private void Splines(ReadOnlySpan<double> row, Span<double> result)
    {
        using var all = new Scratch<double>(_splines[0].Count);
        for (var i = 0; i < row.Length; i++)
        {
            if (double.IsNaN(row[i])) all.Span.Clear();
            else Of(_splines[i], _edges[i], row[i], all.Span);
            all.Span[.._kept].CopyTo(result[(i * _kept)..]);
        }
    }

    private void Of(BSpline spline, Edge edge, double x, Span<double> result)
    {
        if (_outside == "periodic")
        {
            var width = spline.High - spline.Low;
            var rest = (x - spline.Low) % width;
            spline.Evaluate(spline.Low + (rest < 0 ? rest + width : rest), 0, result);
            return;
        }
        if (_outside == "error" && !(x >= spline.Low && x <= spline.High)) throw new ArgumentException("The input contains values beyond the limits of the knots.");
        if (_outside is "continue" or "error" || (x >= edge.Low && x <= edge.High))
        {
            spline.Evaluate(x, 0, result);
            return;
        }
        result.Clear();
        if (x < edge.Low) Continue(spline, edge.Low, x, edge.Reach, result, fromEnd: false);
        if (x > edge.High) Continue(spline, edge.High, x, edge.Reach, result, fromEnd: true);
    }

    // Constant or straight from the edge on; only so many of the splines are not zero there.
    private void Continue(BSpline spline, double from, double x, int reach, Span<double> result, bool fromEnd)
    {
        using var values = new Scratch<double>(result.Length);
        using var slopes = new Scratch<double>(result.Length);
        spline.Evaluate(from, 0, values.Span);
        if (_outside == "linear") spline.Evaluate(from, 1, slopes.Span);
        for (var j = 0; j < reach; j++)
        {
            var place = fromEnd ? result.Length - 1 - j : j;
            result[place] = values.Span[place] + (x - from) * slopes.Span[place];
        }
    }

    // Where splines of degree 0 or 1 go on in straight lines, scikit-learn counts the degree up from column to column, and takes the edge a knot further inside.
    private Edge[] Edges(PyObject source)
    {
        var degree = _degree;
        var edges = new Edge[_splines.Length];
        for (var i = 0; i < edges.Length; i++)
        {
            var knots = _splines[i].Knots;
            if (knots.Length <= degree) throw source.Other("bsplines_", "splines of more knots");
            var (low, high) = (knots[degree], knots[^(degree + 1)]);
            if (_outside == "linear" && degree <= 1) degree++;
            edges[i] = new Edge(low, high, Math.Min(degree, _splines[i].Count));
        }
        return edges;
    }

    private sealed record Edge(double Low, double High, int Reach);
}

/// <summary>A spline of scipy: knots, coefficients [basis, output], degree.</summary>
internal sealed class BSpline
{
    private readonly double[] _knots;
    private readonly Matrix _coefficients;

    public BSpline(PyObject source)
    {
        _knots = source.Vector("t");
        Degree = source.Whole("k", 0, 100);
        _coefficients = source.Matrix("c");
        if (_knots.Length < 2 * Degree + 2 || _coefficients.Rows != _knots.Length - Degree - 1) throw source.Other("c", "coefficients for the knots");
    }

    public int Degree { get; }

    public ReadOnlySpan<double> Knots => _knots;

    public int Count => _coefficients.Columns;

    public double Low => _knots[Degree];

    public double High => _knots[_knots.Length - Degree - 1];

    /// <summary>The values (or first derivatives) of all outputs.</summary>
    public void Evaluate(double x, int derivative, Span<double> result)
    {
        var last = _knots.Length - Degree - 2;
        var interval = Degree;
        while (interval < last && x >= _knots[interval + 1]) interval++;
        Span<double> basis = stackalloc double[Degree + 1];
        Basis(x, interval, Degree, basis);
        if (derivative == 1)
        {
            Span<double> lower = stackalloc double[Degree + 1];
            basis.Clear();
            if (Degree > 0)
            {
                Basis(x, interval, Degree - 1, lower);
                for (var j = 0; j <= Degree; j++)
                {
                    var at = interval - Degree + j;
                    if (j > 0) basis[j] += Degree * lower[j - 1] / (_knots[at + Degree] - _knots[at]);
                    if (j < Degree) basis[j] -= Degree * lower[j] / (_knots[at + Degree + 1] - _knots[at + 1]);
                }
            }
        }
        result.Clear();
        for (var j = 0; j <= Degree; j++)
            for (var c = 0; c < result.Length; c++) result[c] += basis[j] * _coefficients[interval - Degree + j, c];
    }

    // The recursion of Cox and de Boor for the splines that are not zero in the interval.
    private void Basis(double x, int interval, int degree, Span<double> basis)
    {
        basis.Clear();
        basis[0] = 1;
        for (var d = 1; d <= degree; d++)
        {
            var carried = 0.0;
            for (var j = 0; j < d; j++)
            {
                var right = _knots[interval + j + 1];
                var left = _knots[interval + 1 - d + j];
                var share = right == left ? 0 : basis[j] / (right - left);
                basis[j] = carried + (right - x) * share;
                carried = (x - left) * share;
            }
            basis[d] = carried;
        }
    }
}
