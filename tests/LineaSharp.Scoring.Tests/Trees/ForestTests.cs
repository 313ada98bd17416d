using LineaSharp.Scoring.Trees.Engine;
using Xunit;

namespace LineaSharp.Scoring.Tests.Trees;

/// <summary>The engine against a walk that takes every rule literally.</summary>
public sealed class ForestTests
{
    private const int Features = 7;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_forests_predict_what_a_plain_walk_does(bool inSingle)
    {
        var random = new Random(1);
        for (var round = 0; round < 100; round++)
        {
            var outputs = random.Next(1, 4);
            var options = new ForestOptions { FeatureCount = Features, OutputCount = outputs, SingleInputs = inSingle, SingleSums = inSingle && round % 2 == 0, Initial = Enumerable.Range(0, outputs).Select(o => o * 0.25).ToArray() };
            var vector = random.Next(3) == 0;
            var trees = Enumerable.Range(0, random.Next(1, 14)).Select(_ => PlainTree.Random(random, Features, vector ? -1 : random.Next(outputs), outputs, categories: round % 4 == 0)).ToArray();
            var builder = new ForestBuilder(options, "The test");
            foreach (var tree in trees) tree.AddTo(builder);
            var forest = builder.Build();

            var rows = Enumerable.Range(0, 150).Select(_ => PlainTree.Row(random, Features, trees)).ToArray();
            var expected = rows.Select(row => Plain(trees, row, options)).ToArray();
            var one = new double[outputs];
            for (var r = 0; r < rows.Length; r++)
            {
                forest.Predict(rows[r], one);
                Assert.Equal(expected[r], one);
            }
            var all = new double[rows.Length * outputs];
            forest.PredictRows(rows.SelectMany(r => r).ToArray().AsSpan(), all);
            Assert.Equal(expected.SelectMany(e => e), all);
            forest.PredictRows(new ColumnRows(Enumerable.Range(0, Features).Select(f => rows.Select(r => r[f]).ToArray()).ToArray(), rows.Length), all, Rounds.All, new ParallelOptions());
            Assert.Equal(expected.SelectMany(e => e), all);
        }
    }

    [Fact]
    public void A_range_of_rounds_is_summed_alone_and_averaged_by_its_own_count()
    {
        var builder = new ForestBuilder(new ForestOptions { FeatureCount = 1, TreesPerRound = 2, Average = true }, "The test");
        for (var value = 1; value <= 6; value++) builder.AddTree([TreeNode.AtLeaf(0)], [value]);
        var forest = builder.Build();
        var output = new double[1];
        forest.Predict([0.0], output, new Rounds(1, 2));
        Assert.Equal((3 + 4 + 5 + 6) / 2.0, output[0]);
        forest.Predict([0.0], output);
        Assert.Equal(7, output[0]);
        Assert.Equal(3, forest.RoundCount);
        forest.Predict([0.0], output, new Rounds(9, 1));
        Assert.Equal(0, output[0]);
    }

    [Fact]
    public void A_forest_without_features_predicts_from_empty_rows()
    {
        var builder = new ForestBuilder(new ForestOptions { FeatureCount = 0 }, "The test");
        builder.AddTree([TreeNode.AtLeaf(0)], [4.5]);
        var output = new double[1];
        builder.Build().Predict(ReadOnlySpan<double>.Empty, output);
        Assert.Equal(4.5, output[0]);
    }

    [Fact]
    public void One_row_is_predicted_without_allocating()
    {
        var random = new Random(2);
        var builder = new ForestBuilder(new ForestOptions { FeatureCount = 2000, SingleInputs = true }, "The test");
        for (var i = 0; i < 20; i++) PlainTree.Random(random, 2000, 0, 1, categories: false).AddTo(builder);
        var forest = builder.Build();
        double[] row = new double[2000], output = new double[1];
        for (var i = 0; i < 100; i++) forest.Predict(row, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) forest.Predict(row, output);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_tree_that_leads_nowhere_or_in_a_circle_is_refused()
    {
        TreeNode[][] damaged =
        [
            [],
            [TreeNode.AtMost(0, 1, false, 0, 0)],
            [TreeNode.AtMost(0, 1, false, 1, 1), TreeNode.AtLeaf(0)],
            [TreeNode.AtMost(0, 1, false, 1, 2), TreeNode.AtMost(0, 1, false, 0, 2), TreeNode.AtLeaf(0)],
            [TreeNode.AtMost(0, 1, false, 1, 9), TreeNode.AtLeaf(0)],
            [TreeNode.AtMost(0, 1, false, 1, -1), TreeNode.AtLeaf(0)],
            [TreeNode.AtMost(1, 1, false, 1, 2), TreeNode.AtLeaf(0), TreeNode.AtLeaf(0)],
            [TreeNode.AtMost(-1, 1, false, 1, 2), TreeNode.AtLeaf(0), TreeNode.AtLeaf(0)],
            [TreeNode.AtMost(0, double.NaN, false, 1, 2), TreeNode.AtLeaf(0), TreeNode.AtLeaf(0)],
            [TreeNode.AtLeaf(1)],
            [TreeNode.AtLeaf(-1)],
        ];
        foreach (var nodes in damaged)
        {
            var builder = new ForestBuilder(new ForestOptions { FeatureCount = 1 }, "The test");
            Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => builder.AddTree(nodes, [1.0])).Code);
        }
        var other = new ForestBuilder(new ForestOptions { FeatureCount = 1, OutputCount = 2 }, "The test");
        Assert.Throws<LineaException>(() => other.AddTree([TreeNode.AtLeaf(0)], [1.0], output: 2));
        Assert.Throws<LineaException>(() => other.AddVectorTree([TreeNode.AtLeaf(0)], [1.0]));
        Assert.Throws<LineaException>(() => other.AddTree([TreeNode.AtLeaf(0)], [1.0], linear: [new LinearLeaf(1, [1], [1])]));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_splits_is_walked()
    {
        const int Length = 100_000;
        var nodes = new TreeNode[2 * Length + 1];
        for (var i = 0; i < Length; i++)
        {
            nodes[2 * i] = TreeNode.AtMost(0, i, false, 2 * i + 1, 2 * i + 2);
            nodes[2 * i + 1] = TreeNode.AtLeaf(i);
        }
        nodes[2 * Length] = TreeNode.AtLeaf(Length);
        var builder = new ForestBuilder(new ForestOptions { FeatureCount = 1 }, "The test");
        builder.AddTree(nodes, Enumerable.Range(0, Length + 1).Select(i => (double)i).ToArray());
        var output = new double[5];
        builder.Build().PredictRows([0.5, 99_999, 100_000, double.NaN, -1], output);
        Assert.Equal([1, 99_999, 100_000, 100_000, 0], output);
    }

    [Fact]
    public void One_category_of_sixteen_million_costs_little()
    {
        var set = CategorySet.AllBut([16_777_215, 3]);
        Assert.False(set.SendsLeft(3.5));
        Assert.False(set.SendsLeft(16_777_215));
        Assert.True(set.SendsLeft(4));
        Assert.True(set.SendsLeft(-0.5));
        Assert.True(set.SendsLeft(double.PositiveInfinity));
    }

    private static double[] Plain(PlainTree[] trees, double[] row, ForestOptions options)
    {
        if (options.SingleInputs) row = row.Select(v => (double)(float)v).ToArray();
        var sums = options.Initial!.ToArray();
        foreach (var tree in trees)
        {
            var leaf = tree.Leaf(row);
            for (var o = 0; o < sums.Length; o++)
            {
                if (tree.Output >= 0 && tree.Output != o) continue;
                sums[o] += tree.Values[leaf + (tree.Output >= 0 ? 0 : o)];
                if (options.SingleSums) sums[o] = (float)sums[o];
            }
        }
        return sums;
    }
}
