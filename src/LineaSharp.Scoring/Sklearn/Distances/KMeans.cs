using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>KMeans, MiniBatchKMeans, BisectingKMeans: the nearest centre, and the distances to all.</summary>
internal sealed class KMeans : Estimator
{
    private readonly Matrix _centers;

    public KMeans(PyObject source) : base(source)
    {
        _centers = source.Matrix("cluster_centers_", columns: FeatureCount ?? -1);
        if (_centers.Rows == 0) throw source.Other("cluster_centers_", "at least one centre");
        FeatureCount ??= _centers.Columns;
    }

    public override Methods Methods => Methods.Predict | Methods.Transform;

    public override PredictionKind Kind => PredictionKind.Int32;

    public override Matrix Predict(Features x) => Distances(x).Map(1, static (row, result) =>
    {
        var nearest = 0;
        for (var i = 1; i < row.Length; i++)
            if (row[i] < row[nearest]) nearest = i;
        result[0] = nearest;
    });

    public override Features Transform(Features x) => Features.Of(Distances(x));

    private Matrix Distances(Features x) => Numbers(x).Map(_centers.Rows, (row, result) =>
    {
        for (var c = 0; c < result.Length; c++) result[c] = Math.Sqrt(Vectors.SquaredDistance(row, _centers.Row(c)));
    });
}
