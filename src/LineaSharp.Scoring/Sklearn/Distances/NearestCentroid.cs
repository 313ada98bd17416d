using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>NearestCentroid: the class whose centre is nearest.</summary>
internal sealed class NearestCentroid : Classifier
{
    private readonly Matrix _centers;
    private readonly bool _isManhattan;

    public NearestCentroid(PyObject source) : base(source, ClassLabels.Of(source))
    {
        _centers = source.Matrix("centroids_", Labels.Count, FeatureCount ?? -1);
        FeatureCount ??= _centers.Columns;
        _isManhattan = source.Get("metric") switch
        {
            "euclidean" => false,
            "manhattan" => true,
            var other => throw SklearnErrors.HasUnknown(Name, $"the metric {other as string ?? "that is a function"}"),
        };
        // Since 1.6 classes may have probabilities of their own.
        if (source.FindVector("class_prior_", Labels.Count) is { } priors && priors.Any(p => Math.Abs(p - 1.0 / priors.Length) > 1e-8 + 1e-5 / priors.Length))
            throw SklearnErrors.HasUnknown(Name, "priors of its classes");
        Predict = OfNumbers(1, Nearest);
    }

    private void Nearest(ReadOnlySpan<double> row, Span<double> result)
    {
        var least = double.PositiveInfinity;
        for (var c = 0; c < _centers.Rows; c++)
        {
            var distance = _isManhattan ? Manhattan(row, _centers.Row(c)) : Vectors.SquaredDistance(row, _centers.Row(c));
            if (distance < least) (least, result[0]) = (distance, c);
        }
    }

    private static double Manhattan(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += Math.Abs(a[i] - b[i]);
        return sum;
    }
}
