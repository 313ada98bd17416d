using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>IsolationForest: rows that few splits isolate score low.</summary>
internal sealed class IsolationForest : Estimator
{
    private readonly Forest _paths;
    private readonly double _expected;
    private readonly double _offset;

    public IsolationForest(PyObject source) : base(source)
    {
        var owners = source.Sequence("estimators_").Items;
        var subsets = source.Find("estimators_features_") as PySequence;
        var builder = new ForestBuilder(new() { FeatureCount = FeatureCount
            ?? throw source.Other("n_features_in_", "the number of features"), SingleInputs = true }, $"The {Name}");
        TakesNaN = true;
        for (var i = 0; i < owners.Count; i++)
        {
            var tree = new SklearnTree(owners[i] as PyObject ?? throw source.Other("estimators_", "trees"));
            TakesNaN &= tree.HasMissing;
            var depths = tree.Depths();
            var features = subsets is not null && i < subsets.Count ? (subsets[i] as PyArray)?.ToInts() : null;
            tree.AddTo(builder, 1, (node, values) => values[0] = depths[node] + AveragePath(tree.SampleCounts[node]), features);
        }
        _paths = builder.Build();
        _expected = owners.Count * AveragePath(source.Number(source.Has("_max_samples") ? "_max_samples" : "max_samples_"));
        _offset = source.Number("offset_");
    }

    public override Methods Methods => Methods.Predict | Methods.DecisionFunction | Methods.ScoreSamples;

    public override PredictionKind Kind => PredictionKind.Int64;

    protected override bool TakesNaN { get; }

    public override Matrix Predict(Features x) => DecisionFunction(x).Map(1, static (row, result) => result[0] = row[0] < 0 ? -1 : 1);

    public override Matrix DecisionFunction(Features x) => ScoreSamples(x).Map(1, (row, result) => result[0] = row[0] - _offset);

    public override Matrix ScoreSamples(Features x) =>
        _paths.Predict(Numbers(x)).Map(1, (row, result) => result[0] = -Math.Pow(2, _expected == 0 ? -1 : -row[0] / _expected));

    // Of an unsuccessful search in a binary search tree of so many rows.
    private static double AveragePath(double rows) => rows <= 1 ? 0 : rows == 2 ? 1 : 2 * (Math.Log(rows - 1) + 0.57721566490153286060) - 2 * (rows - 1) / rows;
}
