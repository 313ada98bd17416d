using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>TargetEncoder: the mean of the target in the category; with several classes one column for each.</summary>
internal sealed class TargetEncoder : Estimator
{
    private readonly Categories _categories;
    private readonly double[][] _encodings;
    private readonly double[] _means;

    public TargetEncoder(PyObject source) : base(source)
    {
        _categories = new Categories(source);
        FeatureCount ??= _categories.Counts.Length;
        _encodings = source.Sequence("encodings_").Items.Select(e => (e as PyArray ?? throw source.Other("encodings_", "arrays of means")).ToDoubles()).ToArray();
        _means = source.Text("target_type_") == "multiclass" ? source.Vector("target_mean_") : [source.Number("target_mean_")];
        if (FeatureCount != _categories.Counts.Length || _encodings.Length != FeatureCount * _means.Length 
            || _encodings.Where((e, i) => e.Length != _categories.Counts[i / _means.Length]).Any())
            throw source.Other("encodings_", "the means of each category");
    }

    public override Methods Methods => Methods.Transform;

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var result = new Matrix(x.RowCount, _encodings.Length);
        for (var e = 0; e < _encodings.Length; e++)
        {
            var column = x.Column(e / _means.Length);
            for (var r = 0; r < result.Rows; r++)
            {
                var number = _categories.Find(e / _means.Length, column[r]);
                result[r, e] = number < 0 ? _means[e % _means.Length] : _encodings[e][number];
            }
        }
        return Features.Of(result);
    }
}
