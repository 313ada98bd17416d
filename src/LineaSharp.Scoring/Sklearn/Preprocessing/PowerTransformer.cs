using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>PowerTransformer: Yeo-Johnson or Box-Cox for each column, then a standard scaler.</summary>
internal sealed class PowerTransformer : Estimator
{
    private const double Epsilon = 2.220446049250313e-16;

    public PowerTransformer(PyObject source) : base(source)
    {
        var lambdas = source.Vector("lambdas_", FeatureCount ?? -1);
        FeatureCount ??= lambdas.Length;
        Transform = source.Text("method") == "box-cox" ? OfNumbers(lambdas.Length, (row, result) =>
        {
            foreach (var value in row)
                if (value <= 0) throw new ArgumentException("The input contains numbers that are not above zero, which the Box-Cox transformation does not accept.");
            for (var i = 0; i < row.Length; i++) result[i] = BoxCox(row[i], lambdas[i]);
        }) : OfNumbers(lambdas.Length, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = YeoJohnson(row[i], lambdas[i]);
        });
        if (source.Flag("standardize")) Transform = Transform.Then(new Scaler(source.Object("_scaler")).Transform!);
    }

    protected override bool TakesNaN => true;

    private static double BoxCox(double x, double lambda) => Math.Abs(lambda) < 1e-19 ? Math.Log(x) : SmallNumbers.ExpMinus1(lambda * Math.Log(x)) / lambda;

    private static double YeoJohnson(double x, double lambda)
    {
        if (x >= 0) return Math.Abs(lambda) < Epsilon ? SmallNumbers.LogPlus1(x) : (Math.Pow(x + 1, lambda) - 1) / lambda;
        return Math.Abs(lambda - 2) > Epsilon ? -(Math.Pow(1 - x, 2 - lambda) - 1) / (2 - lambda) : -SmallNumbers.LogPlus1(-x);
    }
}
