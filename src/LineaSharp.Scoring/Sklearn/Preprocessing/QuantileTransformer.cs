using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>QuantileTransformer: where a value lies among the quantiles of the training data, as a uniform or a normal variable.</summary>
internal sealed class QuantileTransformer : Estimator
{
    private const double Threshold = 1e-7;
    private const double Spacing = 2.220446049250313e-16; // of 1
    private static readonly double Lowest = NormalDistribution.Quantile(Threshold - Spacing);
    private static readonly double Highest = NormalDistribution.Quantile(1 - (Threshold - Spacing));

    private readonly double[][] _quantiles;
    private readonly double[][] _mirrored;
    private readonly double[] _references;
    private readonly double[] _mirroredReferences;
    private readonly bool _isNormal;

    public QuantileTransformer(PyObject source) : base(source)
    {
        _references = source.Vector("references_");
        if (_references.Length == 0) throw source.Other("references_", "at least one number");
        var quantiles = source.Matrix("quantiles_", _references.Length, FeatureCount ?? -1);
        FeatureCount ??= quantiles.Columns;
        _quantiles = Enumerable.Range(0, quantiles.Columns).Select(c => Enumerable.Range(0, quantiles.Rows).Select(r => quantiles[r, c]).ToArray()).ToArray();
        _mirrored = _quantiles.Select(Mirrored).ToArray();
        _mirroredReferences = Mirrored(_references);
        _isNormal = source.Text("output_distribution") == "normal";
        Transform = OfNumbers(_quantiles.Length, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = double.IsNaN(row[i]) ? row[i] : Of(row[i], i);
        });
    }

    protected override bool TakesNaN => true;

    private double Of(double x, int column)
    {
        var quantiles = _quantiles[column];
        // Of a run of equal quantiles, the mean of the first and the last counts.
        var place = 0.5 * (Interpolation.At(x, quantiles, _references) - Interpolation.At(-x, _mirrored[column], _mirroredReferences));
        if (_isNormal ? x + Threshold > quantiles[^1] : x == quantiles[^1]) place = 1;
        if (_isNormal ? x - Threshold < quantiles[0] : x == quantiles[0]) place = 0;
        return _isNormal ? Math.Clamp(NormalDistribution.Quantile(place), Lowest, Highest) : place;
    }

    private static double[] Mirrored(double[] values) => values.Reverse().Select(v => -v).ToArray();
}
