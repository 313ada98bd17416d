using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>SplineTransformer: the B-splines of each column.</summary>
internal sealed class SplineTransformer : Transformer
{
    private readonly BSpline[] _splines;
    private readonly string _outside;
    private readonly int _degree;
    private readonly bool _hasBias;
    private readonly bool _missingIsZero;

    public SplineTransformer(PyObject source) : base(source)
    {
        _splines = source.Sequence("bsplines_").Items.Select(s => new BSpline(s as PyObject ?? throw source.Other("bsplines_", "splines"))).ToArray();
        _degree = source.Whole("degree", 0, 100);
        _outside = source.Text("extrapolation");
        _hasBias = source.Flag("include_bias");
        _missingIsZero = source.Find("handle_missing") is "zeros";
        FeatureCount ??= _splines.Length;
        if (_splines.Length != FeatureCount || _splines.Length == 0 || _splines.Any(s => s.Degree != _degree || s.Count != _splines[0].Count || s.Count <= _degree)) throw source.Other("bsplines_", "a spline for each feature");
        if (_outside is not ("error" or "constant" or "linear" or "continue" or "periodic")) throw SklearnErrors.HasUnknown(Name, $"the extrapolation '{_outside}'");
    }

    protected override bool TakesNaN => _missingIsZero;

    protected override Matrix Transform(Matrix x)
    {
        var count = _splines[0].Count;
        var kept = _hasBias ? count : count - 1;
        var all = new double[count];
        return x.Map(x.Columns * kept, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (double.IsNaN(row[i])) Array.Clear(all);
                else Of(_splines[i], row[i], all);
                all.AsSpan(0, kept).CopyTo(result[(i * kept)..]);
            }
        });
    }

    private void Of(BSpline spline, double x, double[] result)
    {
        var (low, high) = (spline.Low, spline.High);
        var isInside = x >= low && x <= high;
        if (_outside == "error" && !isInside) throw new ArgumentException("The input contains values beyond the limits of the knots.");
        if (_outside == "periodic")
        {
            var width = high - low;
            var rest = (x - low) % width;
            spline.Evaluate(low + (rest < 0 ? rest + width : rest), 0, result);
        }
        else if (isInside || _outside == "continue") spline.Evaluate(x, 0, result);
        else
        {
            var edge = x < low ? low : high;
            var values = new double[result.Length];
            var slopes = new double[result.Length];
            spline.Evaluate(edge, 0, values);
            if (_outside == "linear") spline.Evaluate(edge, 1, slopes);
            Array.Clear(result);
            // Only so many of the splines are not zero at the edge.
            var reach = Math.Min(_outside == "linear" && _degree <= 1 ? _degree + 1 : _degree, result.Length);
            for (var j = 0; j < reach; j++)
            {
                var k = x < low ? j : result.Length - 1 - j;
                result[k] = values[k] + (x - edge) * slopes[k];
            }
        }
    }
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
