using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Tests.Trees;

/// <summary>A tree that is walked as its rules read, for comparison with the engine.</summary>
internal sealed record PlainTree(TreeNode[] Nodes, double[] Values, int Output)
{
    public static PlainTree Random(Random random, int features, int output, int outputs, bool categories)
    {
        var nodes = new List<TreeNode>();
        var values = new List<double>();
        var width = output >= 0 ? 1 : outputs;
        Grow(0, random.Next(0, 11));
        return new PlainTree(nodes.ToArray(), values.ToArray(), output);

        int Grow(int depth, int most)
        {
            var at = nodes.Count;
            nodes.Add(default);
            if (depth >= most || random.Next(5) == 0)
            {
                nodes[at] = TreeNode.AtLeaf(values.Count);
                for (var i = 0; i < width; i++) values.Add(random.NextDouble() - 0.5);
                return at;
            }
            int left = Grow(depth + 1, most), right = Grow(depth + 1, most), feature = random.Next(features);
            var missingLeft = random.Next(2) == 0;
            nodes[at] = random.Next(categories ? 4 : 3) switch
            {
                0 => TreeNode.AtMost(feature, Threshold(random), missingLeft, left, right),
                1 => TreeNode.Below(feature, Threshold(random), missingLeft, left, right),
                2 => TreeNode.AtMost(feature, Threshold(random), missingLeft, left, right).WithZeroMissing(),
                _ => TreeNode.OfCategories(feature, new CategorySet([(uint)random.Next()], random.Next(2) == 0, random.Next(2) == 0), missingLeft, left, right),
            };
            return at;
        }
    }

    /// <summary>Values on thresholds, between them, missing, infinite and zero.</summary>
    public static double[] Row(Random random, int features, PlainTree[] trees)
    {
        var thresholds = trees.SelectMany(t => t.Nodes).Where(n => !n.IsLeaf).Select(n => n.Threshold).Append(1).ToArray();
        return Enumerable.Range(0, features).Select(_ => random.Next(10) switch
        {
            0 => double.NaN,
            1 => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
            2 => random.Next(2) == 0 ? 0.0 : -1e-36,
            3 or 4 or 5 => thresholds[random.Next(thresholds.Length)],
            6 => random.Next(-2, 40) - 0.5,
            _ => random.NextDouble() * 4 - 2,
        }).ToArray();
    }

    public int Leaf(double[] row)
    {
        var at = 0;
        while (!Nodes[at].IsLeaf) at = Left(Nodes[at], row[Nodes[at].Feature]) ? Nodes[at].Left : Nodes[at].Right;
        return Nodes[at].Leaf;
    }

    private static bool Left(TreeNode node, double value)
    {
        if (double.IsNaN(value) || (node.ZeroIsMissing && node.Categories is null && Math.Abs(value) <= 1e-35f)) return node.MissingLeft;
        return node.Categories?.SendsLeft(value) ?? (node.IsStrict ? value < node.Threshold : value <= node.Threshold);
    }

    public void AddTo(ForestBuilder builder)
    {
        if (Output >= 0) builder.AddTree(Nodes, Values, Output);
        else builder.AddVectorTree(Nodes, Values);
    }

    private static double Threshold(Random random) => random.Next(12) switch
    {
        0 => double.NegativeInfinity,
        1 => double.PositiveInfinity,
        2 => 0,
        3 => (float)(random.NextDouble() * 4 - 2),
        _ => random.NextDouble() * 4 - 2,
    };
}
