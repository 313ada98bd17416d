using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>KMeans, MiniBatchKMeans: the nearest centre, and the distances to all.</summary>
internal sealed class KMeans : Estimator
{
    public KMeans(PyObject source) : base(source)
    {
        var centers = source.Matrix("cluster_centers_", columns: FeatureCount ?? -1);
        if (centers.Rows == 0) throw source.Other("cluster_centers_", "at least one centre");
        FeatureCount ??= centers.Columns;
        Transform = OfNumbers(centers.Rows, (row, result) =>
        {
            for (var c = 0; c < result.Length; c++) result[c] = Math.Sqrt(Vectors.SquaredDistance(row, centers.Row(c)));
        });
        Predict = Transform.Then(1, static (row, result) =>
        {
            var nearest = 0;
            for (var i = 1; i < row.Length; i++)
                if (row[i] < row[nearest]) nearest = i;
            result[0] = nearest;
        });
    }

    public override PredictionKind Kind => PredictionKind.Int32;
}
