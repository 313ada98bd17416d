using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>StandardScaler, RobustScaler, MaxAbsScaler: a shift and a division for each column.</summary>
internal sealed class Scaler : Estimator
{
    public Scaler(PyObject source) : base(source)
    {
        FeatureCount ??= (source.FindArray("scale_") ?? source.FindArray("mean_") ?? source.FindArray("center_"))?.Length;
        var count = FeatureCount ?? throw source.Other("n_features_in_", "the number of features");
        var isStandard = Name == "StandardScaler";
        double[]? shift = null, scale = null;
        if (isStandard && source.Flag("with_mean")) shift = source.Vector("mean_", count);
        if (Name == "RobustScaler" && source.Flag("with_centering")) shift = source.Vector("center_", count);
        if (Name == "MaxAbsScaler" || source.Flag(isStandard ? "with_std" : "with_scaling")) scale = source.Vector("scale_", count);
        var isClipped = Name == "MaxAbsScaler" && source.Flag("clip", false);
        Transform = OfNumbers(count, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = (row[i] - (shift?[i] ?? 0)) / (scale?[i] ?? 1);
            for (var i = 0; i < row.Length && isClipped; i++) result[i] = double.IsNaN(result[i]) ? result[i] : Math.Clamp(result[i], -1, 1);
        });
    }

    protected override bool TakesNaN => true;
}
