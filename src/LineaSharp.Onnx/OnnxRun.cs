using System.Globalization;
using LineaSharp.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LineaSharp.Onnx;

/// <summary>One prediction: arrays become the runtime's values, and its values arrays.</summary>
internal static class OnnxRun
{
    public static IReadOnlyDictionary<string, Array> Run(InferenceSession session, OnnxGraph graph, IReadOnlyDictionary<string, Array> inputs)
    {
        foreach (var name in inputs.Keys)
            if (graph.Inputs.All(i => i.Name != name)) throw new ArgumentException($"The ONNX model has no input '{name}'. It has: {string.Join(", ", graph.Inputs.Select(i => i.Name))}.", nameof(inputs));
        var feeds = new List<NamedOnnxValue>();
        foreach (var input in graph.Inputs)
        {
            var given = inputs.GetValueOrDefault(input.Name) ?? throw new ArgumentException($"The ONNX model's input '{input.Name}' was not given. Given: {string.Join(", ", inputs.Keys)}.", nameof(inputs));
            feeds.Add(OnnxArrays.ToValue(input, given));
        }
        try
        {
            using var outputs = session.Run(feeds);
            return outputs.ToDictionary(o => o.Name, OnnxArrays.ToArray, StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException e)
        {
            throw OnnxErrors.CannotRun(e);
        }
    }

    public static IReadOnlyDictionary<string, Array> Feeds(OnnxGraph graph, Table table)
    {
        if (graph.Inputs is [var only]) return new Dictionary<string, Array> { [only.Name] = OnnxArrays.Of(table, only) };
        return graph.Inputs.ToDictionary(
            i => i.Name, i => OnnxArrays.Of(new Table(table.Find(i.Name) ?? throw new ArgumentException($"The table has no column '{i.Name}' for the ONNX model's input of that name.", nameof(table))), i), StringComparer.Ordinal);
    }
}
