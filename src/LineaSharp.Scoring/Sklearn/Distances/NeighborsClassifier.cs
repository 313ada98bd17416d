using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Distances;

/// <summary>KNeighborsClassifier, with one output or several.</summary>
internal sealed class NeighborsClassifier : Estimator
{
    public NeighborsClassifier(PyObject source) : base(source)
    {
        Classes = ClassLabels.OfOutputs(source);
        var neighbors = new Neighbors(source, FeatureCount);
        FeatureCount ??= neighbors.FeatureCount;
        var y = source.Array("_y");
        var numbers = y.ToInts();
        if (numbers.Length != (long)neighbors.RowCount * Classes.Count || (Classes.Count > 1 && y.Shape.Count != 2)
            || numbers.Where((c, i) => c < 0 || c >= Classes[i % Classes.Count].Count).Any()) throw source.Other("_y", "a class for each training row");
        PredictProba = OfNumbers(RowFunction.Bounded(Classes.Sum(c => (long)c.Count)), (row, result) =>
        {
            using var nearest = new Scratch<int>(neighbors.Count);
            using var weights = new Scratch<double>(neighbors.Count);
            neighbors.Find(row, nearest.Span, weights.Span);
            for (var output = 0; output < Classes.Count; output++)
            {
                var shares = result[..Classes[output].Count];
                for (var i = 0; i < neighbors.Count; i++) shares[numbers[nearest.Span[i] * Classes.Count + output]] += weights.Span[i];
                Vectors.Normalize(shares);
                result = result[shares.Length..];
            }
        });
        Predict = ClassLabels.Largest(Classes, PredictProba);
    }

    public override PredictionKind Kind => PredictionKind.Classes;

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector => Classes.Count == 1;
}
