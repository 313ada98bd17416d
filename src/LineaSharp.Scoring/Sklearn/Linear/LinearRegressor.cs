using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Linear;

/// <summary>Every regressor that is a linear function: LinearRegression, Ridge, Lasso, ElasticNet, SGDRegressor, LinearSVR and their kin.</summary>
internal class LinearRegressor : Estimator
{
    public LinearRegressor(PyObject source) : base(source)
    {
        var array = source.Array("coef_");
        IsVector = array.Shape.Count == 1;
        var coefficients = IsVector ? new Matrix(array.ToDoubles(), 1, array.Length) : source.Matrix("coef_");
        // Fitted without an intercept it is a single 0, even for several targets.
        var intercept = source.Get("intercept_") is PyArray several && several.Length == coefficients.Rows
            ? several.ToDoubles() : Enumerable.Repeat(source.Number("intercept_"), coefficients.Rows).ToArray();
        FeatureCount ??= coefficients.Columns;
        if (FeatureCount != coefficients.Columns) throw source.Other("coef_", $"coefficients of {FeatureCount} features");
        Predict = OfNumbers(coefficients.Rows, (row, result) => coefficients.Times(row, intercept, result));
    }

    public override bool IsVector { get; }
}
