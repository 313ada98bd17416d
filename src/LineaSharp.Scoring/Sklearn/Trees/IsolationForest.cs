using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>IsolationForest: rows that few splits isolate score low.</summary>
internal sealed class IsolationForest : Estimator
{
    public IsolationForest(PyObject source) : base(source)
    {
        var owners = source.Sequence("estimators_").Items;
        var subsets = source.Find("estimators_features_") as PySequence;
        if (subsets is not null && subsets.Count != owners.Count) throw source.Other("estimators_features_", "the columns of each tree");
        var count = FeatureCount ?? throw source.Other("n_features_in_", "the number of features");
        var builder = new ForestBuilder(new() { FeatureCount = count, SingleInputs = true }, $"The {Name}");
        TakesNaN = true;
        for (var i = 0; i < owners.Count; i++)
        {
            var tree = new SklearnTree(owners[i] as PyObject ?? throw source.Other("estimators_", "trees"));
            TakesNaN &= tree.HasMissing;
            var depths = tree.Depths();
            var features = subsets is null ? null : (subsets[i] as PyArray ?? throw source.Other("estimators_features_", "arrays of columns")).ToInts();
            tree.AddTo(builder, 1, (node, values) => values[0] = depths[node] + AveragePath(tree.SampleCounts[node]), features);
        }
        var expected = owners.Count * AveragePath(source.Number(source.Has("_max_samples") ? "_max_samples" : "max_samples_"));
        var offset = source.Number("offset_");
        ScoreSamples = OfNumbers(new ForestFunction(builder.Build())).Then(1, (row, result) => result[0] = -Math.Pow(2, expected == 0 ? -1 : -row[0] / expected));
        DecisionFunction = ScoreSamples.Then(1, (row, result) => result[0] = row[0] - offset);
        Predict = DecisionFunction.Then(1, static (row, result) => result[0] = row[0] < 0 ? -1 : 1);
    }

    public override PredictionKind Kind => PredictionKind.Int64;

    protected override bool TakesNaN { get; }

    // Of an unsuccessful search in a binary search tree of so many rows.
    private static double AveragePath(double rows) => rows <= 1 ? 0 : rows == 2 ? 1 : 2 * (Math.Log(rows - 1) + 0.57721566490153286060) - 2 * (rows - 1) / rows;
}
