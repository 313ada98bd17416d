using LineaSharp.Scoring.Trees.Engine;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LineaSharp.Bench.Scoring;

/// <summary>Trees of ML.NET's FastTree: predicted by ML.NET and by our engine. They have 64 leaves and are as deep as FastTree likes.</summary>
internal sealed class FastTreeTrees : IDisposable
{
    private readonly PredictionEngine<Row, Prediction> _engine;

    public FastTreeTrees(TrainingRows rows)
    {
        var context = new MLContext(seed: 1);
        var given = Enumerable.Range(0, TrainingRows.Count).Select(r => new Row { Features = rows.Single(r).ToArray(), Label = r < TrainingRows.Trained ? rows.Labels[r] : 0 }).ToArray();
        var data = context.Data.LoadFromEnumerable(given);
        var model = context.Regression.Trainers.FastTree(numberOfTrees: TrainingRows.Trees, numberOfLeaves: 64).Fit(context.Data.TakeRows(data, TrainingRows.Trained));
        _engine = context.Model.CreatePredictionEngine<Row, Prediction>(model);
        var forest = Forest(model.Model.TrainedTreeEnsemble);
        var row = new Row();
        var prediction = new Prediction();
        Match = new(
            "FastTree", false, new("LineaSharp", at => One(forest, rows.Single(at)), () => All(forest, rows.Singles)),
            (new("ML.NET", Theirs, () => Widened.Of(model.Transform(data).GetColumn<float>("Score").ToArray())), 1e-4));

        double Theirs(int at)
        {
            row.Features = given[at % TrainingRows.Count].Features;
            _engine.Predict(row, ref prediction);
            return prediction.Score;
        }
    }

    public Match Match { get; }

    public void Dispose() => _engine.Dispose();

    private static double One(Forest forest, ReadOnlySpan<float> row)
    {
        Span<double> result = stackalloc double[1];
        forest.Predict(row, result);
        return result[0];
    }

    private static double[] All(Forest forest, float[] rows)
    {
        var sums = new double[TrainingRows.Count];
        forest.PredictRows(rows, sums);
        return sums;
    }

    private static Forest Forest(RegressionTreeEnsemble ensemble)
    {
        var builder = new ForestBuilder(new() { FeatureCount = TrainingRows.Features, SingleInputs = true, Initial = [ensemble.Bias] }, "FastTree's model");
        foreach (var (tree, weight) in ensemble.Trees.Zip(ensemble.TreeWeights))
        {
            var splits = tree.NumberOfNodes;
            var nodes = Enumerable.Range(0, splits)
                .Select(i => TreeNode.AtMost(tree.NumericalSplitFeatureIndexes[i], tree.NumericalSplitThresholds[i], missingLeft: false, Place(tree.LeftChild[i]), Place(tree.RightChild[i])))
                .Concat(Enumerable.Range(0, tree.NumberOfLeaves).Select(TreeNode.AtLeaf));
            builder.AddTree(nodes.ToArray(), tree.LeafValues.Select(v => v * weight).ToArray());

            // A child below 0 is a leaf's complement.
            int Place(int child) => child >= 0 ? child : splits + ~child;
        }
        return builder.Build();
    }

    private sealed class Row
    {
        [VectorType(TrainingRows.Features)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
