using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

/// <summary>Signatures that MLflow's own library inferred from like data.</summary>
public sealed class SignatureInferenceTests
{
    private static readonly Dictionary<string, ModelSignature> Recorded = File.ReadLines(Path.Combine(GoldenModels.Folder, "signatures.jsonl")).Select(l => JsonNode.Parse(l)!)
        .ToDictionary(n => (string)n["about"]!, n => ModelSignature.Parse((string?)n["v3"]!["inputs"], (string?)n["v3"]!["outputs"], (string?)n["v3"]!["params"]));

    [Fact]
    public void Of_a_table_with_every_simple_type()
    {
        var table = new Table(
            new TableColumn("bool", new[] { true, false }), new TableColumn("int32", new[] { 1, 2 }), new TableColumn("int64", new[] { 1L, 2L }),
            new TableColumn("float32", new[] { 1f, 2f }), new TableColumn("float64", new[] { 1.0, 2 }), new TableColumn("str", new[] { "a", "b" }),
            new TableColumn("bytes", new byte[][] { [1], [2] }), new TableColumn("dt", new[] { DateTime.UnixEpoch, DateTime.UnixEpoch }),
            new TableColumn("int8", new sbyte[] { 1, 2 }), new TableColumn("uint8", new byte[] { 1, 2 }), new TableColumn("float_missing", new[] { 1.0, double.NaN }),
            new TableColumn("cat", new[] { "x", "y" }));

        Assert.Equal(Find("DataFrame, every simple column type"), ModelSignature.Infer(table));
    }

    [Fact]
    public void Of_arrays()
    {
        Assert.Equal(Find("2-d float32 array, 1-d int64 array"), ModelSignature.Infer(new float[2, 4], new long[2]));
        Assert.Equal(Find("4-d uint8 array"), ModelSignature.Infer(new byte[1, 28, 28, 3]));
        Assert.Equal(Find("dict of arrays (named tensors)"), ModelSignature.Infer(
            ModelData.OfTensors(new Dictionary<string, Array> { ["a"] = new float[2, 3], ["b"] = new int[2] }), ModelData.OfTensors(new Dictionary<string, Array> { ["o"] = new double[2, 1] })));
    }

    [Fact]
    public void Of_a_list_of_text() => Assert.Equal(Find("list of strings"), ModelSignature.Infer(ModelData.OfJson(new[] { "a", "b" })));

    [Fact]
    public void Of_parameters()
    {
        var signature = ModelSignature.Infer(new double[2, 1], parameters: new Dictionary<string, object?> { ["k"] = 3L, ["names"] = new[] { "a" }, ["t"] = 0.5 });

        Assert.Equal([new ParamSpec("k", ColumnType.Long, 3L), new ParamSpec("t", ColumnType.Double, 0.5)], signature.Params!.Where(p => !p.IsList));
        Assert.Equal(("names", ColumnType.String), (signature.Params![1].Name, signature.Params[1].Type));
        Assert.True(signature.Params[1].IsList);
    }

    private static ModelSignature Find(string about) => Recorded.Single(r => r.Key.StartsWith(about, StringComparison.Ordinal)).Value;
}
