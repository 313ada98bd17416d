using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

/// <summary>Requests and answers as MLflow's scoring servers take and give them.</summary>
public sealed class ServingRequestTests
{
    private static readonly ModelSignature Columns = new()
    {
        Inputs = [new ColumnSpec("a", ColumnType.Double), new ColumnSpec("n", ColumnType.Long), new ColumnSpec("t", ColumnType.DateTime, required: false), new ColumnSpec("b", ColumnType.Binary, required: false)],
    };

    [Theory]
    [InlineData("""{"dataframe_split": {"columns": ["a", "n"], "index": [0, 1], "data": [[1, 2], [null, 3]]}}""")]
    [InlineData("""{"dataframe_records": [{"a": 1, "n": 2}, {"n": 3}]}""")]
    [InlineData("""{"instances": [{"a": 1, "n": 2}, {"a": null, "n": 3.0}]}""")]
    [InlineData("""{"inputs": {"a": [1, null], "n": [2, 3]}}""")]
    public void Tables_come_in_four_forms_and_have_the_signatures_types(string json)
    {
        var table = ServingRequest.Parse(json, Columns).Input.Table!;

        Assert.Equal([1.0, double.NaN], Assert.IsType<double[]>(table["a"].Values));
        Assert.Equal([2L, 3L], Assert.IsType<long[]>(table["n"].Values));
        Assert.NotNull(SignatureCheck.Input(Columns, table));
    }

    [Fact]
    public void Dates_and_bytes_are_text_in_JSON()
    {
        var table = ServingRequest.Parse("""{"dataframe_records": [{"a": 1, "n": 1, "t": "2026-11-25T10:00:00", "b": "AQI="}]}""", Columns).Input.Table!;

        Assert.Equal(new DateTime(2026, 11, 25, 10, 0, 0), table["t"][0]);
        Assert.Equal(new byte[] { 1, 2 }, table["b"][0]);
    }

    [Fact]
    public void Tensors_are_nested_lists_in_the_signatures_type()
    {
        Assert.Equal(new float[,] { { 1, 2 }, { 3, 4 } }, ServingRequest.Parse("""{"inputs": [[1, 2], [3, 4]]}""", new() { Inputs = [new TensorSpec("float32", [-1, 2])] }).Input.Tensor);
        Assert.Equal(new long[] { 1, 2 }, ServingRequest.Parse("""{"inputs": [1, 2]}""").Input.Tensor);
        Assert.Equal(new double[,,] { { { 1, 2.5 } } }, ServingRequest.Parse("""{"instances": [[[1, 2.5]]]}""").Input.Tensor);
        Assert.Equal(new string[,] { { "a", "b" } }, ServingRequest.Parse("""{"inputs": {"s": [["a", "b"]]}}""").Input.Tensors!["s"]);
        var rows = ServingRequest.Parse("""{"instances": [{"x": [1, 2]}, {"x": [3, 4]}]}""", new() { Inputs = [new TensorSpec("x", "float64", [-1, 2])] });
        Assert.Equal(new double[,] { { 1, 2 }, { 3, 4 } }, rows.Input.Tensors!["x"]);
    }

    [Fact]
    public void Parameters_come_along() => Assert.Equal(3L, ServingRequest.Parse("""{"inputs": [1], "params": {"k": 3}}""").Parameters!["k"]);

    [Theory]
    [InlineData("[1]", "exactly one of")]
    [InlineData("""{"inputs": [1], "instances": [1]}""", "exactly one of")]
    [InlineData("{", "no valid JSON")]
    [InlineData("""{"dataframe_split": [1]}""", "dataframe_split")]
    [InlineData("""{"dataframe_split": {"columns": ["a"], "data": [[1, 2]]}}""", "row 0 has 2 values")]
    [InlineData("""{"dataframe_records": [1]}""", "row 0")]
    [InlineData("""{"dataframe_records": [{"a": "x"}]}""", "'a' takes a number")]
    [InlineData("""{"dataframe_records": [{"n": 1.5}]}""", "'n' takes a whole number")]
    [InlineData("""{"dataframe_records": [{"t": "soon"}]}""", "'t' takes a date")]
    [InlineData("""{"dataframe_records": [{"b": "%"}]}""", "Base64")]
    [InlineData("""{"inputs": [1], "params": 3}""", "params")]
    public void A_wrong_request_is_told_in_words_for_its_sender(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<ArgumentException>(() => ServingRequest.Parse(json, Columns)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"inputs": [[1], [1, 2]]}""")]
    [InlineData("""{"inputs": [1, [2]]}""")]
    [InlineData("""{"inputs": 3}""")]
    public void Ragged_lists_are_refused(string json) => Assert.Throws<ArgumentException>(() => ServingRequest.Parse(json));

    [Fact]
    public void Answers_are_what_a_scoring_server_answers()
    {
        Assert.Equal("""{"predictions": [[1.0, null], [2.5, 3.0]]}""", ServingRequest.Answer(new double[,] { { 1, double.NaN }, { 2.5, 3 } }));
        Assert.Equal("""{"predictions": [{"p": 0.1, "l": "yes"}, {"p": 0.25, "l": null}]}""", ServingRequest.Answer(new Table(new TableColumn("p", new[] { 0.1f, 0.25f }), new TableColumn("l", new[] { "yes", null }))));
        Assert.Equal("""{"predictions": {"Y": [1, 2]}}""", ServingRequest.Answer(ModelData.OfTensors(new Dictionary<string, Array> { ["Y"] = new long[] { 1, 2 } })));
        Assert.Equal("""{"predictions": ["a"]}""", ServingRequest.Answer(ModelData.OfJson(new[] { "a" })));
    }
}
