namespace LineaSharp.Onnx;

/// <summary>ONNX's element types (TensorProto.DataType) by NumPy's names.</summary>
internal static class OnnxTypes
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "float32", [2] = "uint8", [3] = "int8", [4] = "uint16", [5] = "int16", [6] = "int32", [7] = "int64", [8] = "str", [9] = "bool",
        [10] = "float16", [11] = "float64", [12] = "uint32", [13] = "uint64", [14] = "complex64", [15] = "complex128",
    };

    public static string? Name(int element) => Names.GetValueOrDefault(element);
}
