namespace LineaSharp.Onnx;

/// <summary>An input or output of an ONNX model.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="DType">NumPy's name of the element type (<c>float32</c>); null when it is no tensor but a sequence or map.</param>
/// <param name="Shape">The sizes of its axes; -1 is any size. Empty for a scalar; null when the graph does not say it.</param>
public sealed record OnnxTensorInfo(string Name, string? DType, IReadOnlyList<long>? Shape);
