namespace LineaSharp.Onnx;

/// <summary>The messages of this package.</summary>
internal static class OnnxErrors
{
    public static LineaException Damaged(string fault, Exception? inner = null) => new(
        ErrorCode.CorruptArtifact, $"The ONNX model is damaged: {fault}. Restore it from a backup, or save the model again.", inner);

    public static LineaException Missing(string file) => new(
        ErrorCode.CorruptArtifact, $"The ONNX model's file '{file}' is not there. Restore it from a backup, or save the model again.");

    public static LineaException IsLink(string file) => new(
        ErrorCode.CorruptArtifact, $"The ONNX model's file '{file}' is a link, which is not followed.");

    public static LineaException TooShort(string tensor, string file, long end, long length) => new(
        ErrorCode.CorruptArtifact, $"The ONNX model's tensor '{tensor}' ends at byte {end} of '{file}', which has {length} bytes. Restore it from a backup, or save the model again.");

    public static LineaException CannotOpen(Exception inner) => new(
        ErrorCode.NotSupported, $"ONNX Runtime {OnnxModel.RuntimeVersion} cannot open the model: {FirstLine(inner)}. It may use operators that are newer than this runtime, or be damaged.", inner);

    public static LineaException CannotRun(Exception inner) => new(
        ErrorCode.InvalidArgument, $"ONNX Runtime {OnnxModel.RuntimeVersion} could not compute the prediction: {FirstLine(inner)}.", inner);

    public static LineaException HasOtherOutput(string output, string kind) => new(
        ErrorCode.NotSupported, $"The ONNX model's output '{output}' is {kind}; tensors, and sequences of maps, are what this package gives.");

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].TrimEnd('.', '\r');
}
