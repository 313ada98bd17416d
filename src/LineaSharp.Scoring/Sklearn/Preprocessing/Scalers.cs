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
        if (isStandard ? source.Flag("with_mean") : Name == "RobustScaler" && source.Flag("with_centering")) _shift = source.Vector(isStandard ? "mean_" : "center_", count);
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

/// <summary>MinMaxScaler.</summary>
internal sealed class MinMaxScaler : Transformer
{
    private readonly double[] _scale;
    private readonly double[] _min;
    private readonly (double Low, double High)? _clip;

    public MinMaxScaler(PyObject source) : base(source)
    {
        _scale = source.Vector("scale_", FeatureCount ?? -1);
        _min = source.Vector("min_", _scale.Length);
        FeatureCount ??= _scale.Length;
        if (!source.Flag("clip", false)) return;
        var range = source.Sequence("feature_range");
        if (range.Count != 2 || PyValue.AsNumber(range[0]) is not { } low || PyValue.AsNumber(range[1]) is not { } high || !(low < high)) throw source.Other("feature_range", "two numbers");
        _clip = (low, high);
    }

    protected override bool TakesNaN => true;

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++)
        {
            result[i] = row[i] * _scale[i] + _min[i];
            if (_clip is { } clip && !double.IsNaN(result[i])) result[i] = Math.Clamp(result[i], clip.Low, clip.High);
        }
    });
}

/// <summary>Normalizer: each row divided by its norm.</summary>
internal sealed class Normalizer : Transformer
{
    private readonly string _norm;

    public Normalizer(PyObject source) : base(source)
    {
        _norm = source.Text("norm");
        if (_norm is not ("l1" or "l2" or "max")) throw source.Other("norm", "l1, l2 or max");
    }

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) => Run(row, result, _norm));

    public static void Run(ReadOnlySpan<double> row, Span<double> result, string norm)
    {
        var total = 0.0;
        foreach (var value in row) total = norm == "l2" ? total + value * value : norm == "l1" ? total + Math.Abs(value) : Math.Max(total, Math.Abs(value));
        if (norm == "l2") total = Math.Sqrt(total);
        for (var i = 0; i < row.Length; i++) result[i] = total == 0 ? row[i] : row[i] / total;
    }
}

/// <summary>Binarizer: 1 above the threshold.</summary>
internal sealed class Binarizer(PyObject source) : Transformer(source)
{
    private readonly double _threshold = source.Number("threshold");

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++) result[i] = row[i] > _threshold ? 1 : 0;
    });
}
