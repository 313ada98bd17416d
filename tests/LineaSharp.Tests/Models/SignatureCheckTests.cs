using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

public sealed class SignatureCheckTests
{
    private static readonly ModelSignature Columns = new()
    {
        Inputs = [new ColumnSpec("a", ColumnType.Double), new ColumnSpec("n", ColumnType.Long), new ColumnSpec("s", ColumnType.String, required: false)],
        Params = [new ParamSpec("k", ColumnType.Long, 3L), new ParamSpec("t", ColumnType.Double, 0.5), new ParamSpec("names", ColumnType.String, new[] { "x" }) { IsList = true }],
    };

    [Fact]
    public void Columns_are_put_in_the_signatures_order_and_types_and_others_left_out()
    {
        var given = new Table(new TableColumn("more", new[] { 1 }), new TableColumn("n", new[] { 7 }), new TableColumn("a", new[] { 0.5f }));

        var checkedInput = SignatureCheck.Input(Columns, given).Table!;

        Assert.Equal(["a", "n"], checkedInput.Columns.Select(c => c.Name));
        Assert.Equal([0.5], Assert.IsType<double[]>(checkedInput["a"].Values));
        Assert.Equal([7L], Assert.IsType<long[]>(checkedInput["n"].Values));
    }

    [Fact]
    public void A_required_column_that_is_missing_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => SignatureCheck.Input(Columns, new Table(new TableColumn("a", new[] { 1.0 }))));

        Assert.Contains("'n' (long) is required", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n", "holds double values")]
    [InlineData("s", "holds long values")]
    public void A_column_of_a_type_that_would_lose_something_is_named(string column, string fault)
    {
        var given = new Table(
            new TableColumn("a", new[] { 1.0 }), new TableColumn("n", column == "n" ? new[] { 1.5 } : new[] { 1L }), new TableColumn("s", column == "s" ? new[] { 5L } : new[] { "x" }));

        var error = Assert.Throws<ArgumentException>(() => SignatureCheck.Input(Columns, given));

        Assert.Contains($"'{column}' {fault}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_number_of_64_bits_becomes_double_only_where_all_are_0_or_1()
    {
        Table With(params long[] values) => new(new TableColumn("a", values), new TableColumn("n", values));

        Assert.Equal([0.0, 1.0], Assert.IsType<double[]>(SignatureCheck.Input(Columns, With(0, 1)).Table!["a"].Values));
        Assert.Throws<ArgumentException>(() => SignatureCheck.Input(Columns, With(0, 2)));
    }

    [Fact]
    public void Types_that_MLflow_has_not_become_the_nearest_or_are_refused_by_the_column_s_name()
    {
        Table With(Array n, Array s) => new(new TableColumn("a", new[] { 1.0 }), new TableColumn("n", n), new TableColumn("s", s));

        var given = SignatureCheck.Input(Columns, With(new ulong[] { 7 }, new[] { new TimeOnly(1, 2, 3) })).Table!;

        Assert.Equal([7L], Assert.IsType<long[]>(given["n"].Values));
        Assert.Equal(["01:02:03.0000000"], (string[])given["s"].Values);
        Assert.Equal(["1.02:03:04"], (string[])SignatureCheck.Input(Columns, With(new[] { 7 }, new TimeSpan?[] { new(1, 2, 3, 4) })).Table!["s"].Values);
        Assert.Contains("'n' has the number 18446744073709551615", Assert.Throws<ArgumentException>(() => SignatureCheck.Input(Columns, With(new[] { ulong.MaxValue }, new[] { "x" }))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SignatureCheck.Input(Columns, new Table(new TableColumn("a", new[] { ulong.MaxValue }), new TableColumn("n", new[] { 1 }))));
        Assert.IsType<ArrayType>(new TableColumn("lists", new[] { new int?[] { 1, null } }).Type);
    }

    [Fact]
    public void A_missing_whole_number_is_refused_with_its_row()
    {
        var given = new Table(new TableColumn("a", new[] { 1.0, 2 }), new TableColumn("n", new long?[] { 1, null }));

        Assert.Contains("missing value in row 1", Assert.Throws<ArgumentException>(() => SignatureCheck.Input(Columns, given)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_are_held_against_type_and_shape()
    {
        var signature = new ModelSignature { Inputs = [new TensorSpec("float32", [-1, 2])] };

        Assert.Equal(new float[,] { { 1, 2 } }, SignatureCheck.Input(signature, new float[,] { { 1, 2 } }).Tensor);
        Assert.Contains("float64", Assert.Throws<ArgumentException>(() => SignatureCheck.Input(signature, new double[1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("[1, 3]", Assert.Throws<ArgumentException>(() => SignatureCheck.Input(signature, new float[1, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => SignatureCheck.Input(signature, new float[2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_stacked_where_a_tensor_is_asked_for()
    {
        var table = new Table(new TableColumn("a", new[] { 1.0, 3 }), new TableColumn("b", new[] { 2, 4 }));

        Assert.Equal(new float[,] { { 1, 2 }, { 3, 4 } }, SignatureCheck.Input(new() { Inputs = [new TensorSpec("float32", [-1, 2])] }, table).Tensor);
        var named = SignatureCheck.Input(new() { Inputs = [new TensorSpec("a", "float64", [-1]), new TensorSpec("b", "float32", [-1, 1])] }, table).Tensors!;
        Assert.Equal(new double[] { 1, 3 }, named["a"]);
        Assert.Equal(new float[,] { { 2 }, { 4 } }, named["b"]);
    }

    [Fact]
    public void Parameters_not_given_have_their_defaults_and_unknown_ones_are_refused()
    {
        var given = SignatureCheck.Params(Columns, new Dictionary<string, object?> { ["k"] = 5, ["t"] = 2 });

        Assert.Equal((5L, 2.0), (given["k"], given["t"]));
        Assert.Equal(new[] { "x" }, Assert.IsAssignableFrom<IEnumerable<object?>>(given["names"]));
        Assert.Contains("k, t, names", Assert.Throws<ArgumentException>(() => SignatureCheck.Params(Columns, new Dictionary<string, object?> { ["z"] = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("'k' is long", Assert.Throws<ArgumentException>(() => SignatureCheck.Params(Columns, new Dictionary<string, object?> { ["k"] = "5" })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SignatureCheck.Params(null, new Dictionary<string, object?> { ["k"] = 1 }));
    }

    [Fact]
    public void Without_a_signature_everything_passes() => Assert.Equal(new long[] { 1 }, SignatureCheck.Input(null, new long[] { 1 }).Tensor);
}
