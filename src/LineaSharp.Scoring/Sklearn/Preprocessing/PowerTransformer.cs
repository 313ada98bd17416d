using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>PowerTransformer: Yeo-Johnson or Box-Cox for each column, then a standard scaler.</summary>
internal sealed class PowerTransformer : Transformer
{
    private const double Epsilon = 2.220446049250313e-16;
    private readonly double[] _lambdas;
    private readonly bool _isBoxCox;
    private readonly Scaler? _scaler;

    public PowerTransformer(PyObject source) : base(source)
    {
        _lambdas = source.Vector("lambdas_", FeatureCount ?? -1);
        FeatureCount ??= _lambdas.Length;
        _isBoxCox = source.Text("method") == "box-cox";
        if (source.Flag("standardize")) _scaler = new Scaler(source.Object("_scaler"));
    }

    protected override bool TakesNaN => true;

    protected override Matrix Transform(Matrix x)
    {
        if (_isBoxCox && x.Values.Any(v => v <= 0))
            throw new ArgumentException("The input contains numbers that are not above zero, which the Box-Cox transformation does not accept.");
        var powers = x.Map(x.Columns, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = _isBoxCox ? BoxCox(row[i], _lambdas[i]) : YeoJohnson(row[i], _lambdas[i]);
        });
        return _scaler is null ? powers : _scaler.Transform(Features.Of(powers)).ToMatrix();
    }

    private static double BoxCox(double x, double lambda) => Math.Abs(lambda) < 1e-19 ? Math.Log(x) : SmallNumbers.ExpMinus1(lambda * Math.Log(x)) / lambda;

    private static double YeoJohnson(double x, double lambda)
    {
        if (x >= 0) return Math.Abs(lambda) < Epsilon ? SmallNumbers.LogPlus1(x) : (Math.Pow(x + 1, lambda) - 1) / lambda;
        return Math.Abs(lambda - 2) > Epsilon ? -(Math.Pow(1 - x, 2 - lambda) - 1) / (2 - lambda) : -SmallNumbers.LogPlus1(-x);
    }
}
