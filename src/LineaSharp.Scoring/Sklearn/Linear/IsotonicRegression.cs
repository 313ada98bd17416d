using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>IsotonicRegression: straight lines between thresholds.</summary>
internal sealed class IsotonicRegression : Estimator
{
    private readonly double[] _x;
    private readonly double[] _y;
    private readonly string _outside;

    public IsotonicRegression(PyObject source) : base(source)
    {
        _x = source.Vector("X_thresholds_");
        _y = source.Vector("y_thresholds_", _x.Length);
        if (_x.Length == 0) throw source.Other("X_thresholds_", "at least one threshold");
        _outside = source.Text("out_of_bounds");
        FeatureCount = 1;
        Predict = OfNumbers(1, (row, result) => result[0] = At(row[0]));
    }

    protected override bool TakesNaN => true;

    public double At(double x)
    {
        if (x < _x[0] || x > _x[^1])
        {
            if (_outside == "nan") return double.NaN;
            if (_outside != "clip") throw new ArgumentException($"A value is outside of the interval that {Name} was fitted on.");
        }
        return Interpolation.At(x, _x, _y);
    }
}
