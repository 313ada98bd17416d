using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>Every regressor that is a linear function: LinearRegression, Ridge, Lasso, ElasticNet, SGDRegressor, LinearSVR and their kin.</summary>
internal class LinearRegressor : Regressor
{
    private readonly Matrix _coefficients;
    private readonly double[] _intercept;

    public LinearRegressor(PyObject source) : base(source)
    {
        var array = source.Array("coef_");
        IsVector = array.Shape.Count == 1;
        _coefficients = IsVector ? new Matrix(array.ToDoubles(), 1, array.Length) : source.Matrix("coef_");
        // Fitted without an intercept it is a single 0, even for several targets.
        _intercept = source.Get("intercept_") is PyArray intercept && intercept.Length == _coefficients.Rows
            ? intercept.ToDoubles() : Enumerable.Repeat(source.Number("intercept_"), _coefficients.Rows).ToArray();
        FeatureCount ??= _coefficients.Columns;
        if (FeatureCount != _coefficients.Columns) throw source.Other("coef_", $"coefficients of {FeatureCount} features");
    }

    public override bool IsVector { get; }

    public override Matrix Predict(Features x) => Numbers(x).TimesRowsOf(_coefficients, _intercept);
}
