namespace LineaSharp.Bench.Scoring;

/// <summary>Writes an ONNX model of one node, <c>TreeEnsembleRegressor</c>, whose trees go left below a value.</summary>
/// <remarks>https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html; the numbers of the fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.</remarks>
internal sealed class OnnxTrees(int features, float baseValue)
{
    private readonly List<long> _tree = [], _node = [], _feature = [], _left = [], _right = [], _leafTree = [], _leafNode = [];
    private readonly List<float> _value = [], _weight = [];
    private readonly List<string> _mode = [];
    private int _trees;

    public void BeginTree() => _trees++;

    public void AddSplit(int node, int feature, float value, int left, int right) => AddNode(node, "BRANCH_LT", feature, value, left, right);

    public void AddLeaf(int node, float value)
    {
        AddNode(node, "LEAF", 0, 0, 0, 0);
        _leafTree.Add(_trees - 1);
        _leafNode.Add(node);
        _weight.Add(value);
    }

    /// <summary>The model: from <c>rows</c> [rows, features] to <c>values</c> [rows, 1], both float32.</summary>
    public byte[] ToModel() => new ProtobufWriter()
        .Number(1, 8)
        .Message(7, new ProtobufWriter()
            .Message(1, Node())
            .Text(2, "trees")
            .Message(11, Tensor("rows", features))
            .Message(12, Tensor("values", 1)))
        .Message(8, new ProtobufWriter().Text(1, "").Number(2, 17))
        .Message(8, new ProtobufWriter().Text(1, "ai.onnx.ml").Number(2, 3))
        .ToArray();

    private void AddNode(int node, string mode, int feature, float value, int left, int right)
    {
        _tree.Add(_trees - 1);
        _node.Add(node);
        _mode.Add(mode);
        _feature.Add(feature);
        _value.Add(value);
        _left.Add(left);
        _right.Add(right);
    }

    private ProtobufWriter Node() => new ProtobufWriter()
        .Text(1, "rows")
        .Text(2, "values")
        .Text(4, "TreeEnsembleRegressor")
        .Message(5, Whole("nodes_treeids", _tree))
        .Message(5, Whole("nodes_nodeids", _node))
        .Message(5, Whole("nodes_featureids", _feature))
        .Message(5, Whole("nodes_truenodeids", _left))
        .Message(5, Whole("nodes_falsenodeids", _right))
        .Message(5, Whole("target_treeids", _leafTree))
        .Message(5, Whole("target_nodeids", _leafNode))
        .Message(5, Whole("target_ids", Enumerable.Repeat(0L, _weight.Count)))
        .Message(5, Real("nodes_values", _value))
        .Message(5, Real("target_weights", _weight))
        .Message(5, Real("base_values", [baseValue]))
        .Message(5, _mode.Aggregate(Attribute("nodes_modes", 8), (attribute, mode) => attribute.Text(9, mode)))
        .Message(5, Attribute("n_targets", 2).Number(3, 1))
        .Text(7, "ai.onnx.ml");

    private static ProtobufWriter Attribute(string name, long type) => new ProtobufWriter().Text(1, name).Number(20, type);

    private static ProtobufWriter Whole(string name, IEnumerable<long> values) => values.Aggregate(Attribute(name, 7), (attribute, value) => attribute.Number(8, value));

    private static ProtobufWriter Real(string name, IEnumerable<float> values) => values.Aggregate(Attribute(name, 6), (attribute, value) => attribute.Single(7, value));

    // The type of a tensor of float32 with any number of rows.
    private static ProtobufWriter Tensor(string name, int width) => new ProtobufWriter()
        .Text(1, name)
        .Message(2, new ProtobufWriter().Message(1, new ProtobufWriter()
            .Number(1, 1)
            .Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Text(2, "n")).Message(1, new ProtobufWriter().Number(1, width)))));
}
