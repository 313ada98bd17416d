using System.Numerics;

namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>Checks the trees of any format and packs them into a <see cref="Forest"/>.</summary>
/// <remarks>
/// Everything that the engine later takes for granted is checked here: children lie in the tree, no node is reached twice (so there is no cycle), features and leaf values are
/// in range, counts fit. What fails is a <see cref="LineaException"/> with <see cref="ErrorCode.CorruptArtifact"/>.
/// </remarks>
internal sealed class ForestBuilder
{
    private readonly ForestOptions _options;
    private readonly string _source;
    private readonly List<Tree> _trees = [];

    /// <summary>Starts a forest.</summary>
    /// <param name="options">What holds for all its trees.</param>
    /// <param name="source">What the trees are read from, for messages: <c>The XGBoost model</c>.</param>
    public ForestBuilder(ForestOptions options, string source)
    {
        _options = options;
        _source = source;
        if (options.FeatureCount < 0) throw TreeErrors.Malformed(source, $"it has {options.FeatureCount} features");
        if (options.OutputCount < 1) throw TreeErrors.Malformed(source, $"it has {options.OutputCount} outputs");
        if (options.TreesPerRound < 1) throw TreeErrors.Malformed(source, $"it has {options.TreesPerRound} trees in a round");
        if (options.Initial is { } initial && initial.Count != options.OutputCount)
            throw TreeErrors.Malformed(source, $"it has {initial.Count} start values for {options.OutputCount} outputs");
    }

    /// <summary>Adds a tree that adds to one output.</summary>
    /// <param name="nodes">The nodes; the first is the root.</param>
    /// <param name="leafValues">What the nodes' <see cref="TreeNode.Leaf"/> points into, weights included.</param>
    /// <param name="output">The output, from 0.</param>
    /// <param name="linear">Linear functions by the same offsets as the leaf values, where a leaf has one; null when no leaf has.</param>
    public void AddTree(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<double> leafValues, int output = 0, IReadOnlyList<LinearLeaf?>? linear = null)
    {
        if ((uint)output >= (uint)_options.OutputCount) throw Fault($"adds to output {output} of {_options.OutputCount}");
        Add(nodes, leafValues, output, width: 1, linear);
    }

    /// <summary>Adds a tree whose leaves have one value for each output (a distribution of classes, several targets).</summary>
    public void AddVectorTree(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<double> leafValues) => Add(nodes, leafValues, output: -1, _options.OutputCount, linear: null);

    /// <summary>The forest of the trees so far.</summary>
    public Forest Build()
    {
        CheckRounds();
        return _options.SingleInputs ? Pack<float>(RoundedDown) : Pack<double>(static threshold => threshold);
    }

    private void CheckRounds()
    {
        if (_options.RoundStarts is not { } starts)
        {
            if (_trees.Count % _options.TreesPerRound != 0) throw TreeErrors.Malformed(_source, $"it has {_trees.Count} trees, which are no whole rounds of {_options.TreesPerRound}");
            return;
        }
        if (starts.Count == 0 || starts[0] != 0 || starts[^1] != _trees.Count) throw TreeErrors.Malformed(_source, $"its rounds do not cover its {_trees.Count} trees");
        for (var i = 1; i < starts.Count; i++)
            if (starts[i] < starts[i - 1]) throw TreeErrors.Malformed(_source, $"its round {i} begins before the one ahead of it");
    }

    private void Add(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<double> leafValues, int output, int width, IReadOnlyList<LinearLeaf?>? linear)
    {
        if (nodes.Length == 0) throw Fault("has no nodes");
        if (linear is not null) CheckLinear(linear, leafValues.Length);
        // Nodes in the order of their depth, children beside each other; a node reached twice is refused, which rules out cycles.
        var order = new List<TreeNode>(nodes.Length);
        var next = new List<int>(nodes.Length);
        var depths = new List<int>(nodes.Length);
        var seen = new bool[nodes.Length];
        order.Add(Checked(nodes[0]));
        depths.Add(0);
        seen[0] = true;
        var depth = 0;
        for (var i = 0; i < order.Count; i++)
        {
            depth = depths[i];
            if (order[i].IsLeaf)
            {
                if (order[i].Leaf < 0 || order[i].Leaf > leafValues.Length - width) throw Fault($"has a leaf at {order[i].Leaf} of {leafValues.Length} leaf values");
                next.Add(i);
                continue;
            }
            next.Add(order.Count);
            foreach (var child in (ReadOnlySpan<int>)[order[i].Left, order[i].Right])
            {
                if ((uint)child >= (uint)nodes.Length) throw Fault($"leads to node {child} of {nodes.Length}");
                if (seen[child]) throw Fault($"leads to node {child} twice");
                seen[child] = true;
                order.Add(Checked(nodes[child]));
                depths.Add(depth + 1);
            }
        }
        _trees.Add(new Tree(order, next, depth, output, leafValues.ToArray(), linear));
    }

    private TreeNode Checked(TreeNode node)
    {
        if (node.IsLeaf) return node;
        if ((uint)node.Feature >= (uint)_options.FeatureCount) throw Fault($"splits on feature {node.Feature} of {_options.FeatureCount}");
        if (node.Categories is not null) return node;
        if (double.IsNaN(node.Threshold)) throw Fault("splits at NaN");
        // No number is below negative infinity: only what is missing can go left there.
        return node.IsStrict && double.IsNegativeInfinity(node.Threshold) ? TreeNode.OfCategories(node.Feature, CategorySet.Nothing, node.MissingLeft, node.Left, node.Right) : node;
    }

    private void CheckLinear(IReadOnlyList<LinearLeaf?> linear, int values)
    {
        if (linear.Count != values) throw Fault($"has {linear.Count} linear leaves and {values} leaf values");
        foreach (var function in linear.OfType<LinearLeaf>())
        {
            if (function.Features.Count != function.Coefficients.Count) throw Fault($"has a linear leaf of {function.Features.Count} features and {function.Coefficients.Count} coefficients");
            if (function.Features.Any(f => (uint)f >= (uint)_options.FeatureCount)) throw Fault($"has a linear leaf on a feature beyond {_options.FeatureCount}");
        }
    }

    private LineaException Fault(string problem) => TreeErrors.Malformed(_source, $"tree {_trees.Count} {problem}");

    private Forest<T> Pack<T>(Func<double, T> rounded) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_trees.Sum(t => (long)t.Nodes.Count) > int.MaxValue || _trees.Sum(t => (long)t.LeafValues.Length) > int.MaxValue)
            throw TreeErrors.Malformed(_source, "it has more than 2 billion nodes");
        var plan = new Slots.Plan();
        foreach (var node in _trees.SelectMany(t => t.Nodes).Where(n => !n.IsLeaf)) plan.Add(node);
        foreach (var feature in _trees.SelectMany(t => t.Linear ?? []).SelectMany(l => l?.Features ?? [])) plan.Add(feature);
        // A model without features predicts from rows without values, which have no slots to look at; its trees are single leaves.
        var slots = plan.Build(_options.TinyIsZero);

        var nodes = new PackedNode<T>[_trees.Sum(t => t.Nodes.Count)];
        var leaves = new int[nodes.Length];
        var categories = _trees.Any(t => t.Nodes.Any(n => n.Categories is not null)) ? new CategorySplit?[nodes.Length] : null;
        var values = new double[_trees.Sum(t => t.LeafValues.Length)];
        var linear = _trees.Any(t => t.Linear is not null) ? new LinearLeaf?[values.Length] : null;
        var trees = new PackedTree[_trees.Count];
        int firstNode = 0, firstValue = 0;
        for (var t = 0; t < trees.Length; t++)
        {
            var tree = _trees[t];
            trees[t] = new PackedTree(firstNode, tree.Depth, tree.Output, tree.Nodes.Any(n => n.Categories is not null));
            for (var i = 0; i < tree.Nodes.Count; i++)
            {
                var node = tree.Nodes[i];
                nodes[firstNode + i] = new PackedNode<T>
                {
                    Threshold = node.IsLeaf ? T.PositiveInfinity : rounded(node.IsStrict ? double.BitDecrement(node.Threshold) : node.Threshold),
                    Slot = node.IsLeaf ? plan.OfLeaves : plan.Of(node),
                    Next = firstNode + tree.Next[i],
                };
                leaves[firstNode + i] = node.IsLeaf ? firstValue + node.Leaf : -1;
                if (node.Categories is not null) categories![firstNode + i] = new CategorySplit(node.Categories, node.MissingLeft);
            }
            tree.LeafValues.CopyTo(values.AsSpan(firstValue));
            for (var i = 0; i < tree.LeafValues.Length && tree.Linear is not null; i++)
                if (tree.Linear[i] is { } function) linear![firstValue + i] = function with { Features = function.Features.Select(plan.Of).ToArray() };
            firstNode += tree.Nodes.Count;
            firstValue += tree.LeafValues.Length;
        }
        return new Forest<T>(_options, slots, trees, nodes, leaves, values, categories, linear);
    }

    // A float32 is at most the threshold exactly when it is at most the greatest float32 that is.
    private static float RoundedDown(double threshold)
    {
        var single = (float)threshold;
        return single > threshold ? float.BitDecrement(single) : single;
    }

    private sealed record Tree(List<TreeNode> Nodes, List<int> Next, int Depth, int Output, double[] LeafValues, IReadOnlyList<LinearLeaf?>? Linear);
}
