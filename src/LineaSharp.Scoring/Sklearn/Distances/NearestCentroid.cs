using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>NearestCentroid: the class whose centre is nearest.</summary>
internal sealed class NearestCentroid : Classifier
{
    public NearestCentroid(PyObject source) : base(source, ClassLabels.Of(source))
    {
        var centers = source.Matrix("centroids_", Labels.Count, FeatureCount ?? -1);
        FeatureCount ??= centers.Columns;
        Metric distance = source.Get("metric") switch
        {
            "euclidean" => Vectors.SquaredDistance,
            "manhattan" => Metrics.Manhattan,
            var other => throw SklearnErrors.HasUnknown(Name, $"the metric {other as string ?? "that is a function"}"),
        };
        // Since 1.6 classes may have probabilities of their own.
        if (source.FindVector("class_prior_", Labels.Count) is { } priors && priors.Any(p => Math.Abs(p - 1.0 / priors.Length) > 1e-8 + 1e-5 / priors.Length))
            throw SklearnErrors.HasUnknown(Name, "priors of its classes");
        Predict = OfNumbers(1, (row, result) =>
        {
            var least = double.PositiveInfinity;
            for (var c = 0; c < centers.Rows; c++)
                if (distance(row, centers.Row(c)) is var found && found < least) (least, result[0]) = (found, c);
        });
    }
}
