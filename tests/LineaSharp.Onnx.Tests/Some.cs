using LineaSharp.Tests.Golden;

namespace LineaSharp.Onnx.Tests;

/// <summary>Models for tests: those that MLflow's flavor wrote, and bytes put together by hand.</summary>
internal static class Some
{
    /// <summary>Y = X · W + b with X of three columns; float32.</summary>
    public static string LinearFile => Path.Combine(new GoldenModel("models-v317", "onnx").Folder, "model.onnx");

    /// <summary>Two products with weights in a file of 6,400 bytes beside the model.</summary>
    public static string ExternalFile => Path.Combine(new GoldenModel("models-v317", "onnx-external-data").Folder, "model.onnx");

    public static OnnxModel Linear() => OnnxModel.FromFile(LinearFile);

    public static float[] Predictions(OnnxModel model) => [.. model.Predict(new Dictionary<string, Array> { ["X"] = new float[,] { { 1, 2, 3 }, { 4, 5, 6 } } })["Y"].Cast<float>()];

    /// <summary>The external model with its one tensor's place rewritten to another text of any length.</summary>
    public static byte[] ExternalAt(string location)
    {
        var tensor = Message(8, "W"u8.ToArray()).Concat(Message(13, [.. Message(1, "location"u8.ToArray()), .. Message(2, System.Text.Encoding.UTF8.GetBytes(location))])).Concat(Number(14, 1)).ToArray();
        var output = Message(1, "Y"u8.ToArray());
        return [.. Number(1, 8), .. Message(7, [.. Message(5, tensor), .. Message(12, output)])];
    }

    public static byte[] Message(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    public static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value > 127; value >>= 7) yield return (byte)(value | 0x80);
        yield return (byte)value;
    }
}
