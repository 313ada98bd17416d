using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>MinMaxScaler.</summary>
internal sealed class MinMaxScaler : Estimator
{
    private readonly double[] _scale;
    private readonly double[] _min;
    private readonly (double Low, double High)? _clip;

    public MinMaxScaler(PyObject source) : base(source)
    {
        _scale = source.Vector("scale_", FeatureCount ?? -1);
        _min = source.Vector("min_", _scale.Length);
        FeatureCount ??= _scale.Length;
        Transform = OfNumbers(_scale.Length, Scale);
        if (!source.Flag("clip", false)) return;
        var range = source.Sequence("feature_range");
        if (range.Count != 2 || PyValue.AsNumber(range[0]) is not { } low || PyValue.AsNumber(range[1]) is not { } high || !(low < high))
            throw source.Other("feature_range", "two numbers");
        _clip = (low, high);
    }

    protected override bool TakesNaN => true;

    private void Scale(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var i = 0; i < row.Length; i++)
        {
            result[i] = row[i] * _scale[i] + _min[i];
            if (_clip is { } clip && !double.IsNaN(result[i])) result[i] = Math.Clamp(result[i], clip.Low, clip.High);
        }
    }
}
