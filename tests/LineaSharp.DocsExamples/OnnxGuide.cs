using LineaSharp;
using LineaSharp.Models;
using LineaSharp.Onnx;

namespace LineaSharp.DocsExamples;

// The ONNX chapter of docs/flavors.md, and what it says of any model. Compiled, not run: it needs a model.
internal static class OnnxGuide
{
    public static async Task RunAsync(float[,] rows, Table customers)
    {
        using var net = OnnxModel.FromFile("churn.onnx");
        Console.WriteLine($"{net.Inputs[0].Name} {net.Inputs[0].DType} -> {net.Outputs[0].Name}");
        var scores = net.Predict(new Dictionary<string, Array> { ["X"] = rows })["Y"];

        Linea.Use(new OnnxFlavor());
        var saved = Linea.Save(net, "churn");                           // the signature is read from the graph
        var again = await Onnx.Onnx.LoadModelAsync("models:/churn@champion");

        await using var model = Linea.Get("churn").GetValue<PyFuncModel>();
        var answer = model.Predict(customers);
        Console.WriteLine($"{answer} by {model.Engine}: {model.EngineReason}");

        Console.WriteLine($"{scores.Length} {saved} {again.Producer}");
    }

    public static ModelSignature Infer() =>
        ModelSignature.Infer(
            Table.OfColumns(new Dictionary<string, Array> { ["age"] = new[] { 41, 29 }, ["plan"] = new[] { "free", null } }),
            output: new[] { 0.8, 0.1 });
}
