namespace LineaSharp.Onnx;

/// <summary>What can be read of an ONNX file without a runtime: inputs and outputs, versions, and the files that its tensors lie in.</summary>
/// <remarks>
/// The file is a protocol buffer, ModelProto; only the fields that matter here are looked at:
/// ModelProto: ir_version 1, producer_name 2, producer_version 3, graph 7, opset_import 8, functions 25. GraphProto: node 1, initializer 5, input 11, output 12,
/// sparse_initializer 15. NodeProto and FunctionProto: attribute 5, node 7. AttributeProto: tensor 5, graph 6, tensors 10, graphs 11, sparse tensors 22 and 23.
/// TensorProto: name 8, external_data 13, data_location 14. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
/// </remarks>
internal sealed class OnnxGraph
{
    private const int MaxDepth = 100;

    private readonly List<OnnxTensorInfo> _inputs = [];
    private readonly List<OnnxTensorInfo> _outputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly List<OnnxExternalTensor> _external = [];
    private bool _hasGraph;

    private OnnxGraph() { }

    /// <summary>The inputs that a caller gives; older files list the model's weights among them, which are left out.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs => _inputs.Where(i => !_initializers.Contains(i.Name)).ToArray();

    public IReadOnlyList<OnnxTensorInfo> Outputs => _outputs;

    public long IrVersion { get; private set; }

    public string Producer { get; private set; } = "";

    /// <summary>The tensors whose values lie in other files.</summary>
    public IReadOnlyList<OnnxExternalTensor> ExternalTensors => _external;

    /// <exception cref="LineaException">CorruptArtifact: it is no ONNX file.</exception>
    public static OnnxGraph Read(ReadOnlySpan<byte> file)
    {
        var graph = new OnnxGraph();
        graph.ReadModel(file);
        if (!graph._hasGraph || graph.IrVersion <= 0 || graph._outputs.Count == 0) throw OnnxErrors.Damaged("it has no graph with outputs");
        return graph;
    }

    private void ReadModel(ReadOnlySpan<byte> model)
    {
        var reader = new ProtobufReader(model);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: IrVersion = reader.Number; break;
                case 2: Producer = reader.Text; break;
                case 7: ReadGraph(reader.Bytes, isMain: true, 0); break;
                case 25: ReadFunction(reader.Bytes); break;
            }
        }
    }

    private void ReadGraph(ReadOnlySpan<byte> graph, bool isMain, int depth)
    {
        _hasGraph |= isMain;
        var reader = new ProtobufReader(graph);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: ReadNode(reader.Bytes, depth + 1); break;
                case 5: ReadTensor(reader.Bytes, isMain); break;
                case 11 when isMain: _inputs.Add(ReadValue(reader.Bytes)); break;
                case 12 when isMain: _outputs.Add(ReadValue(reader.Bytes)); break;
                case 15: ReadSparse(reader.Bytes); break;
            }
        }
    }

    private void ReadFunction(ReadOnlySpan<byte> function)
    {
        var reader = new ProtobufReader(function);
        while (reader.Next())
            if (reader.Field == 7) ReadNode(reader.Bytes, 1);
    }

    private void ReadNode(ReadOnlySpan<byte> node, int depth)
    {
        if (depth > MaxDepth) throw OnnxErrors.Damaged($"its graphs are nested deeper than {MaxDepth} levels");
        var reader = new ProtobufReader(node);
        while (reader.Next())
            if (reader.Field == 5) ReadAttribute(reader.Bytes, depth);
    }

    private void ReadAttribute(ReadOnlySpan<byte> attribute, int depth)
    {
        var reader = new ProtobufReader(attribute);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 5 or 10: ReadTensor(reader.Bytes, isMain: false); break;
                case 6 or 11: ReadGraph(reader.Bytes, isMain: false, depth); break;
                case 22 or 23: ReadSparse(reader.Bytes); break;
            }
        }
    }

    // A sparse tensor is two tensors: values 1, indices 2.
    private void ReadSparse(ReadOnlySpan<byte> sparse)
    {
        var reader = new ProtobufReader(sparse);
        while (reader.Next())
            if (reader.Field is 1 or 2) ReadTensor(reader.Bytes, isMain: false);
    }

    private void ReadTensor(ReadOnlySpan<byte> tensor, bool isMain)
    {
        var (name, isExternal, entries) = ("", false, new Dictionary<string, string>(StringComparer.Ordinal));
        var reader = new ProtobufReader(tensor);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 8: name = reader.Text; break;
                case 13: ReadEntry(reader.Bytes, entries); break;
                case 14: isExternal = reader.Number == 1; break;
            }
        }
        if (isMain) _initializers.Add(name);
        if (isExternal || entries.Count > 0) _external.Add(OnnxExternalTensor.Of(name, entries));
    }

    // StringStringEntryProto: key 1, value 2.
    private static void ReadEntry(ReadOnlySpan<byte> entry, Dictionary<string, string> entries)
    {
        var (key, value) = ("", "");
        var reader = new ProtobufReader(entry);
        while (reader.Next())
        {
            if (reader.Field == 1) key = reader.Text;
            if (reader.Field == 2) value = reader.Text;
        }
        if (!entries.TryAdd(key, value)) throw OnnxErrors.Damaged($"the place of a tensor names '{key}' twice");
    }

    // ValueInfoProto: name 1, type 2. TypeProto: tensor_type 1.
    private static OnnxTensorInfo ReadValue(ReadOnlySpan<byte> value)
    {
        var info = new OnnxTensorInfo("", null, null);
        var reader = new ProtobufReader(value);
        while (reader.Next())
        {
            if (reader.Field == 1) info = info with { Name = reader.Text };
            if (reader.Field != 2) continue;
            var type = new ProtobufReader(reader.Bytes);
            while (type.Next())
                if (type.Field == 1) info = ReadTensorType(type.Bytes, info);
        }
        return info;
    }

    // TypeProto.Tensor: elem_type 1, shape 2. TensorShapeProto: dim 1.
    private static OnnxTensorInfo ReadTensorType(ReadOnlySpan<byte> type, OnnxTensorInfo info)
    {
        var reader = new ProtobufReader(type);
        while (reader.Next())
        {
            if (reader.Field == 1) info = info with { DType = OnnxTypes.Name((int)reader.Number) };
            if (reader.Field != 2) continue;
            var shape = new List<long>();
            var dims = new ProtobufReader(reader.Bytes);
            while (dims.Next())
                if (dims.Field == 1) shape.Add(ReadDimension(dims.Bytes));
            info = info with { Shape = shape };
        }
        return info;
    }

    // TensorShapeProto.Dimension: dim_value 1, or a name, which means any size.
    private static long ReadDimension(ReadOnlySpan<byte> dimension)
    {
        long size = -1;
        var reader = new ProtobufReader(dimension);
        while (reader.Next())
            if (reader.Field == 1) size = reader.Number;
        return Math.Max(size, -1);
    }
}
