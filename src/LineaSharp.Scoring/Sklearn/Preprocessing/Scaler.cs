using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>StandardScaler, RobustScaler, MaxAbsScaler: a shift and a division for each column.</summary>
internal sealed class Scaler : Transformer
{
    private readonly double[]? _shift;
    private readonly double[]? _scale;
    private readonly bool _isClipped;

    public Scaler(PyObject source) : base(source)
    {
        FeatureCount ??= (source.FindArray("scale_") ?? source.FindArray("mean_") ?? source.FindArray("center_"))?.Length;
        var count = FeatureCount ?? throw source.Other("n_features_in_", "the number of features");
        var isStandard = Name == "StandardScaler";
        if (isStandard && source.Flag("with_mean")) _shift = source.Vector("mean_", count);
        if (Name == "RobustScaler" && source.Flag("with_centering")) _shift = source.Vector("center_", count);
        if (Name == "MaxAbsScaler" || source.Flag(isStandard ? "with_std" : "with_scaling")) _scale = source.Vector("scale_", count);
        _isClipped = Name == "MaxAbsScaler" && source.Flag("clip", false);
    }

    protected override bool TakesNaN => true;

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++) result[i] = (row[i] - (_shift?[i] ?? 0)) / (_scale?[i] ?? 1);
        for (var i = 0; i < row.Length && _isClipped; i++) result[i] = double.IsNaN(result[i]) ? result[i] : Math.Clamp(result[i], -1, 1);
    });
}
