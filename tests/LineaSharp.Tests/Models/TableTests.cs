using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

public sealed class TableTests
{
    [Fact]
    public void Columns_are_found_by_name_and_a_missing_one_is_told_with_those_that_there_are()
    {
        var table = new Table(new TableColumn("a", new[] { 1, 2 }), new TableColumn("b", new[] { "x", null }));

        Assert.Equal((2, "x"), (table.RowCount, table["b"][0]));
        Assert.Null(table.Find("c"));
        Assert.Contains("a, b", Assert.Throws<ArgumentException>(() => table["c"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_unequal_length_and_equal_names_are_refused()
    {
        Assert.Contains("'b' has 1", Assert.Throws<ArgumentException>(() => new Table(new TableColumn("a", new[] { 1, 2 }), new TableColumn("b", new[] { 1 }))).Message, StringComparison.Ordinal);
        Assert.Contains("two columns 'a'", Assert.Throws<ArgumentException>(() => new Table(new TableColumn("a", new[] { 1 }), new TableColumn("a", new[] { 1 }))).Message, StringComparison.Ordinal);
        Assert.Contains("2 dimensions", Assert.Throws<ArgumentException>(() => new TableColumn("a", new int[1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("Uri", Assert.Throws<ArgumentException>(() => new TableColumn("a", new[] { new Uri("http://x") })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_become_columns_of_the_narrowest_type_that_holds_them()
    {
        var table = Table.OfRows([
            new Dictionary<string, object?> { ["whole"] = 1, ["mixed"] = 1, ["text"] = "x", ["gone"] = null },
            new Dictionary<string, object?> { ["whole"] = 2L, ["mixed"] = 0.5, ["late"] = true },
        ]);

        Assert.Equal([1L, 2L], Assert.IsType<long[]>(table["whole"].Values));
        Assert.Equal([1.0, 0.5], Assert.IsType<double[]>(table["mixed"].Values));
        Assert.Equal(["x", null], Assert.IsType<string[]>(table["text"].Values));
        Assert.Equal([null, true], Assert.IsType<bool?[]>(table["late"].Values));
        Assert.True(table["gone"].HasMissing);
    }

    [Fact]
    public void Values_that_do_not_go_together_are_refused_by_the_column_s_name() =>
        Assert.Contains("'a' mixes", Assert.Throws<ArgumentException>(() => Table.OfRows([new Dictionary<string, object?> { ["a"] = 1 }, new Dictionary<string, object?> { ["a"] = "x" }])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_value_is_null_or_NaN()
    {
        Assert.True(new TableColumn("a", new[] { 1, double.NaN }).HasMissing);
        Assert.True(new TableColumn("a", new[] { 1, float.NaN }).HasMissing);
        Assert.True(new TableColumn("a", new int?[] { 1, null }).HasMissing);
        Assert.False(new TableColumn("a", new double?[] { 1, 2 }).HasMissing);
        Assert.IsType<AnyType>(new TableColumn("a", new object?[] { true, null, (Half)0 }).Type);
        Assert.Equal([1, double.NaN], new TableColumn("a", new int?[] { 1, null }).ToDoubles());
        Assert.Throws<ArgumentException>(() => new TableColumn("a", new[] { "1" }).ToDoubles());
    }

    [Fact]
    public void A_tensor_is_seen_as_columns_named_by_their_number_as_pandas_does()
    {
        ModelData matrix = new double[,] { { 1, 2 }, { 3, 4 } };
        ModelData vector = new long[] { 5, 6 };

        Assert.Equal([2.0, 4.0], Assert.IsType<double[]>(matrix.AsTable()["1"].Values));
        Assert.Equal([5L, 6L], vector.AsColumn<long>());
        Assert.Equal([1f, 2f], ModelData.OfTensors(new Dictionary<string, Array> { ["y"] = new float[,] { { 1 }, { 2 } } }).AsColumn<float>());
        Assert.Throws<ArgumentException>(() => matrix.AsColumn<double>());
        Assert.Contains("long", Assert.Throws<ArgumentException>(() => vector.AsColumn<double>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ModelData.OfTensor(new int[1, 1, 1]).AsTable());
    }
}
