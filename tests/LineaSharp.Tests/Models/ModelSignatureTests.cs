using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

public sealed class ModelSignatureTests
{
    public static TheoryData<string> Golden => [.. File.ReadLines(Path.Combine(GoldenModels.Folder, "signatures.jsonl"))];

    [Theory, MemberData(nameof(Golden))]
    public void A_signature_of_MLflow_is_read_and_written_to_the_letter(string line)
    {
        var expected = JsonNode.Parse(line)!["v3"]!.AsObject();

        var signature = ModelSignature.Parse((string?)expected["inputs"], (string?)expected["outputs"], (string?)expected["params"]);
        var written = signature.ToManifest()!;

        Assert.Equal((string?)expected["inputs"], written["inputs"]);
        Assert.Equal((string?)expected["outputs"], written["outputs"]);
        Assert.Equal((string?)expected["params"], written["params"]);
    }

    [Fact]
    public void The_parts_have_their_types()
    {
        var signature = ModelSignature.Parse(
            """[{"type": "array", "items": {"type": "map", "values": {"type": "float"}}, "name": "a", "required": false}]""",
            """[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]""",
            """[{"name": "t", "default": 1.0, "shape": null, "type": "double"}, {"name": "l", "dtype": "long", "default": [1]  , "shape": [-1]}]""");

        Assert.Equal([new ColumnSpec("a", ColumnType.ArrayOf(ColumnType.MapOf(ColumnType.Float)), required: false)], signature.Inputs!);
        var tensor = Assert.IsType<TensorSpec>(Assert.Single(signature.Outputs!));
        Assert.Equal("float32", tensor.DType);
        Assert.Equal([-1, 4], tensor.Shape);
        Assert.Equal(new ParamSpec("t", ColumnType.Double, 1.0), signature.Params![0]);
        Assert.True(signature.Params[1].IsList);
    }

    [Fact]
    public void A_default_that_is_a_whole_double_stays_one()
    {
        var text = """[{"name": "t", "default": 1.0, "shape": null, "type": "double"}]""";

        Assert.Equal(text, ModelSignature.Parse(null, null, text).ToManifest()!["params"]);
    }

    [Fact]
    public void Signatures_are_equal_when_their_texts_are()
    {
        ModelSignature Make(long size) => new() { Inputs = [new TensorSpec("float32", [-1, size])] };

        Assert.Equal(Make(3), Make(3));
        Assert.NotEqual(Make(3), Make(4));
        Assert.Equal(Make(3).GetHashCode(), Make(3).GetHashCode());
    }

    [Theory]
    [InlineData("""[1]""", "inputs[0] should be an object")]
    [InlineData("""{}""", "should be a list")]
    [InlineData("""[{}]""", "lacks 'type'")]
    [InlineData("""[{"type": 1}]""", "inputs[0].type should be text")]
    [InlineData("""[{"type": "array"}]""", "lacks 'items'")]
    [InlineData("""[{"type": "object", "properties": {}}]""", "without properties")]
    [InlineData("""[{"type": "object", "properties": {"a": 1}}]""", "inputs[0].properties.a should be an object")]
    [InlineData("""[{"type": "double", "required": "yes"}]""", "true or false")]
    [InlineData("""[{"type": "double", "name": "a"}, {"type": "double"}]""", "named in part")]
    [InlineData("""[{"type": "double"}, {"type": "tensor", "tensor-spec": {"dtype": "int8", "shape": [1]}}]""", "mix")]
    [InlineData("""[{"type": "double", "required": false}]""", "optional column without a name")]
    [InlineData("""[{"type": "tensor"}]""", "lacks 'tensor-spec'")]
    [InlineData("""[{"type": "tensor", "tensor-spec": {"dtype": "int8", "shape": [1.5]}}]""", "whole numbers")]
    [InlineData("""[{"type": "double", "type": "float"}]""", "no valid JSON")]
    [InlineData("""[{"type": "\ud800"}]""", "Unicode")]
    public void What_MLflow_refuses_is_refused(string inputs, string what)
    {
        var error = Assert.Throws<FormatException>(() => ModelSignature.Parse(inputs, null, null));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"name": "a", "type": "long"}]""", "lacks 'default'")]
    [InlineData("""[{"name": "a", "type": "binary", "default": null}]""", "binary")]
    [InlineData("""[{"name": "a", "type": "long", "default": 1, "shape": [2]}]""", "null or [-1]")]
    [InlineData("""[{"name": "a", "type": "long", "default": 1, "shape": [-1]}]""", "is a list")]
    [InlineData("""[{"name": "a", "type": "long", "default": 1}, {"name": "a", "type": "long", "default": 1}]""", "'a' twice")]
    public void Parameters_that_MLflow_refuses_are_refused(string parameters, string what)
    {
        var error = Assert.Throws<FormatException>(() => ModelSignature.Parse(null, null, parameters));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_that_MLflow_would_refuse_cannot_be_set()
    {
        var model = new MLmodel();

        Assert.Throws<ArgumentException>(() => model.Signature = new() { Inputs = [] });
        Assert.Throws<ArgumentException>(() => model.Signature = new() { Inputs = [new ColumnSpec(new ScalarType("number"))] });
        Assert.Throws<ArgumentException>(() => model.Signature = new() { Params = [new ParamSpec("p", ColumnType.Double, double.NaN)] });
    }
}
