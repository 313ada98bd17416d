using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>One tree of scikit-learn (<c>sklearn.tree._tree.Tree</c>): a record for each node, and an array of values [node, output, class].</summary>
internal sealed class SklearnTree
{
    private const int Leaf = -1;

    private readonly int[] _left;
    private readonly int[] _right;
    private readonly int[] _features;
    private readonly double[] _thresholds;
    private readonly int[]? _missingLeft;
    private readonly double[] _values;

    /// <param name="owner">The estimator that has it as <c>tree_</c>.</param>
    public SklearnTree(PyObject owner)
    {
        var tree = owner.Object("tree_");
        if (tree.Type is not { Module: "sklearn.tree._tree", Name: "Tree" }) throw owner.Other("tree_", "a tree");
        var nodes = tree.Array("nodes");
        _left = nodes.Field("left_child").ToInts();
        _right = nodes.Field("right_child").ToInts();
        _features = nodes.Field("feature").ToInts();
        _thresholds = nodes.Field("threshold").ToDoubles();
        SampleCounts = nodes.Field("n_node_samples").ToDoubles();
        _missingLeft = nodes.FindField("missing_go_to_left")?.ToInts();
        var values = tree.Array("values");
        if (values.Shape.Count != 3 || values.Shape[0] != nodes.Length || values.Length == 0) throw tree.Other("values", $"an array of the values of {nodes.Length} nodes");
        (Outputs, ClassesPerOutput, _values) = (values.Shape[1], values.Shape[2], values.ToDoubles());
        FeatureCount = tree.Arguments.Count > 0 && PyValue.AsWhole(tree.Arguments[0]) is >= 0 and <= int.MaxValue and var features ? (int)features
            : throw tree.Other("n_features", "the number of features");
    }

    public int FeatureCount { get; }

    public int Outputs { get; }

    public int ClassesPerOutput { get; }

    /// <summary>The training rows that came to each node.</summary>
    public double[] SampleCounts { get; }

    /// <summary>Whether its splits know where missing values go (1.3 and later).</summary>
    public bool HasMissing => _missingLeft is not null;

    public ReadOnlySpan<double> Value(int node) => _values.AsSpan(node * Outputs * ClassesPerOutput, Outputs * ClassesPerOutput);

    /// <summary>Adds the tree, with as many values a leaf as the forest has outputs.</summary>
    /// <param name="builder">The forest.</param>
    /// <param name="width">Values of a leaf.</param>
    /// <param name="leaf">Writes the values of a leaf, given its node.</param>
    /// <param name="features">Which features of the forest the tree's are; null when they are the same.</param>
    public void AddTo(ForestBuilder builder, int width, LeafValues leaf, int[]? features = null) => Add(width, leaf, features, builder.AddVectorTree);

    /// <summary>Adds the tree to one output of the forest.</summary>
    public void AddTo(ForestBuilder builder, int output, double scale) =>
        Add(1, (node, values) => values[0] = scale * Value(node)[0], null, (nodes, values) => builder.AddTree(nodes, values, output));

    /// <summary>How many splits lead to each node; 0 for nodes that the root does not lead to.</summary>
    public int[] Depths()
    {
        var depths = new int[_left.Length];
        // Children follow their parents in the arrays of every version; the builder refuses cycles.
        for (var i = 0; i < depths.Length; i++)
            if (_left[i] != Leaf)
                foreach (var child in (ReadOnlySpan<int>)[_left[i], _right[i]])
                    if (child > i && child < depths.Length) depths[child] = depths[i] + 1;
        return depths;
    }

    private void Add(int width, LeafValues leaf, int[]? features, AddNodes add)
    {
        var nodes = new TreeNode[_left.Length];
        var values = new double[_left.Count(c => c == Leaf) * width];
        var end = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (_left[i] == Leaf)
            {
                nodes[i] = TreeNode.AtLeaf(end);
                leaf(i, values.AsSpan(end, width));
                end += width;
                continue;
            }
            var feature = features is null ? _features[i] : (uint)_features[i] < (uint)features.Length ? features[_features[i]] : -1;
            // A negative child would make a leaf of the split.
            if (_left[i] < 0 || _right[i] < 0) throw SklearnErrors.IsInconsistent("tree", $"node {i} has a child {Math.Min(_left[i], _right[i])}");
            nodes[i] = TreeNode.AtMost(feature, _thresholds[i], _missingLeft is not null && _missingLeft[i] != 0, _left[i], _right[i]);
        }
        add(nodes, values);
    }

    private delegate void AddNodes(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<double> values);
}

/// <summary>Writes the values of a leaf.</summary>
internal delegate void LeafValues(int node, Span<double> values);
