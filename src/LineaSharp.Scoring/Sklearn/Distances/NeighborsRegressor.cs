using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>KNeighborsRegressor.</summary>
internal sealed class NeighborsRegressor : Estimator
{
    public NeighborsRegressor(PyObject source) : base(source)
    {
        var neighbors = new Neighbors(source, FeatureCount);
        FeatureCount ??= neighbors.FeatureCount;
        var y = source.Array("_y");
        IsVector = y.Shape.Count == 1;
        var targets = IsVector ? Matrix.OfColumn(y.ToDoubles()) : source.Matrix("_y");
        if (targets.Rows != neighbors.RowCount) throw source.Other("_y", "a target for each training row");
        Predict = OfNumbers(targets.Columns, (row, result) =>
        {
            using var nearest = new Scratch<int>(neighbors.Count);
            using var weights = new Scratch<double>(neighbors.Count);
            neighbors.Find(row, nearest.Span, weights.Span);
            var total = 0.0;
            foreach (var weight in weights.Span) total += weight;
            for (var i = 0; i < neighbors.Count; i++)
                for (var t = 0; t < result.Length; t++) result[t] += weights.Span[i] * targets[nearest.Span[i], t];
            for (var t = 0; t < result.Length; t++) result[t] /= total;
        });
    }

    public override bool IsVector { get; }
}
