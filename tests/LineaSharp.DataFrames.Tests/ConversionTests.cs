using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>Tables, data frames, Arrow tables and data views into one another.</summary>
public sealed class ConversionTests
{
    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void A_table_becomes_Arrow_and_a_table_again()
    {
        Some.AssertSame(Some.Full(), Table.Of(Some.Full().ToArrow()));
        Some.AssertSame(Some.WithNulls(), Table.Of(Some.WithNulls().ToArrow()));
        Some.AssertSame(Some.Full(), Table.Of(Some.Batch()));
    }

    [Fact]
    public void A_table_becomes_a_data_frame_and_a_table_again()
    {
        var full = Some.Full().Without("words", "matrix", "object");
        var missing = Some.WithNulls().Without("words", "matrix", "object", "vector", "bytes");

        Some.AssertSame(full, Table.Of(full.ToDataFrame()));
        Some.AssertSame(missing, Table.Of(missing.ToDataFrame()));
        Assert.IsType<Int32DataFrameColumn>(full.ToDataFrame()["int"]);
        Assert.IsType<StringDataFrameColumn>(full.ToDataFrame()["text"]);
    }

    [Fact]
    public void A_table_without_columns_becomes_all_of_them()
    {
        Assert.Equal(0, new Table().ToArrow().ColumnCount);
        Assert.Empty(new Table().ToDataFrame().Columns);
        Assert.Empty(new Table().ToDataView().Schema);
        Assert.Empty(Table.Of(new Table().ToDataView()).Columns);
    }

    [Fact]
    public void A_row_group_has_rows() => Assert.Throws<ArgumentOutOfRangeException>(() => new TableFileOptions { RowGroupSize = 0 });

    [Theory]
    [InlineData("vector")]
    [InlineData("bytes")]
    [InlineData("words")]
    [InlineData("object")]
    public void What_a_data_frame_cannot_hold_names_the_column(string column)
    {
        var error = Assert.Throws<LineaException>(() => new Table(Some.WithNulls()[column]).ToDataFrame());

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.StartsWith($"The column '{column}' is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("a DataFrame cannot hold", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_frames_with_columns_of_Arrow_and_of_characters_are_tables()
    {
        var frame = new DataFrame(new ArrowStringDataFrameColumn("arrow", "aü"u8.ToArray(), Offsets(0, 1, 3, 3), new byte[] { 0b011 }, 3, 1), new CharDataFrameColumn("char", new char?[] { 'x', null, 'ş' }));

        var table = Table.Of(frame);

        Assert.Equal(["a", "ü", null], (string?[])table["arrow"].Values);
        Assert.Equal(["x", null, "ş"], (string?[])table["char"].Values);
    }

    [Fact]
    public void A_table_becomes_a_data_view_and_a_table_again() => Some.AssertSame(Some.Simple(), Table.Of(Some.Simple().ToDataView()));

    [Fact]
    public void Types_that_ML_NET_has_not_become_the_nearest()
    {
        var table = new Table(
            new TableColumn("int", new int?[] { 1, null }), new TableColumn("bool", new bool?[] { true, null }), new TableColumn("decimal", new[] { 1.5m, -2m }), new TableColumn("half", new[] { (Half)1, (Half)2 }),
            new TableColumn("text", new[] { "a", null }), new TableColumn("date", new[] { new DateOnly(2026, 1, 2), DateOnly.MinValue }), new TableColumn("time", new[] { new TimeOnly(1, 2), TimeOnly.MinValue }),
            new TableColumn("list", new[] { new[] { 1f }, null }));

        var back = Table.Of(table.ToDataView());

        Assert.Equal([1, double.NaN], (double[])back["int"].Values);
        Assert.Equal([1, float.NaN], (float[])back["bool"].Values);
        Assert.Equal([1.5, -2], (double[])back["decimal"].Values);
        Assert.Equal([1f, 2f], (float[])back["half"].Values);
        Assert.Equal(["a", ""], (string[])back["text"].Values);
        Assert.Equal([new DateTime(2026, 1, 2), DateTime.MinValue], (DateTime[])back["date"].Values);
        Assert.Equal([new TimeSpan(1, 2, 0), TimeSpan.Zero], (TimeSpan[])back["time"].Values);
        Assert.Equal([[1f], []], (float[][])back["list"].Values);
    }

    [Fact]
    public void A_missing_time_has_no_place_in_a_data_view()
    {
        var error = Assert.Throws<LineaException>(() => new Table(new TableColumn("when", new DateTime?[] { DateTime.UnixEpoch, null })).ToDataView());

        Assert.Contains("'when'", error.Message, StringComparison.Ordinal);
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ML_NET_trains_and_predicts_on_the_data_view_of_a_table()
    {
        var table = new Table(new TableColumn("x", Enumerable.Range(0, 50).Select(i => (float)i).ToArray()), new TableColumn("kind", Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? "even" : "odd").ToArray()));
        var pipeline = Context.Transforms.Conversion.MapValueToKey("Key", "kind").Append(Context.Transforms.NormalizeMinMax("Scaled", "x")).Append(Context.Transforms.Concatenate("Features", "x", "Scaled"));
        var view = table.ToDataView();

        var result = Table.Of(Context.Data.ShuffleRows(pipeline.Fit(view).Transform(view), seed: 1));

        Assert.Equal(50, result.RowCount);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (float)i), ((float[])result["x"].Values).Order());
        Assert.Equal(table.Columns.Select(c => c.Name).Concat(["Key", "Scaled", "Features"]), result.Columns.Select(c => c.Name));
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(((string[])result["kind"].Values)[i] == "even" ? 1u : 2u, ((uint[])result["Key"].Values)[i]));
        Assert.All((float[][])result["Features"].Values, v => Assert.Equal(2, v.Length));
    }

    [Fact]
    public void Hidden_columns_of_a_data_view_are_left_out()
    {
        var view = new Table(new TableColumn("x", new[] { 1f, 2f })).ToDataView();
        var scaled = Context.Transforms.NormalizeMinMax("x").Fit(view).Transform(view);
        Assert.Equal(2, scaled.Schema.Count);

        Assert.Equal([0.5f, 1f], (float[])Assert.Single(Table.Of(scaled).Columns).Values);
    }

    [Fact]
    public void A_data_view_is_saved_a_part_at_a_time()
    {
        var read = 0;
        var view = Context.Data.LoadFromEnumerable(Enumerable.Range(0, 100_000).Select(i =>
        {
            read++;
            return new Row { X = i };
        }));

        var (_, batches) = TableValues.ToArrow(view, 100);
        using var each = batches.GetEnumerator();
        Assert.True(each.MoveNext());
        Assert.Equal(100, each.Current.Length);
        Assert.InRange(read, 100, 102);
        Assert.True(each.MoveNext());
        Assert.InRange(read, 200, 202);
    }

    private sealed class Row
    {
        public int X { get; set; }
    }

    [Fact]
    public void A_column_of_a_cursor_must_have_been_asked_for()
    {
        var view = Some.Simple().ToDataView();
        using var cursor = view.GetRowCursor([view.Schema["int"]]);
        var getter = cursor.GetGetter<int>(view.Schema["int"]);
        var value = 0;

        Assert.Throws<InvalidOperationException>(() => getter(ref value));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(view.Schema["float"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["int"]));
        Assert.True(cursor.MoveNext() && cursor.MoveNext() && cursor.MoveNext() && !cursor.MoveNext() && !cursor.MoveNext());
    }

    [Fact]
    public void A_signature_is_inferred_from_a_data_frame()
    {
        var frame = new DataFrame(new Int32DataFrameColumn("i", new int?[] { 1, null }), new StringDataFrameColumn("s", new[] { "a", "b" }), new DateTimeDataFrameColumn("t", new[] { DateTime.UnixEpoch, DateTime.UnixEpoch }));

        var signature = ModelSignature.Infer(frame, new DataFrame(new DoubleDataFrameColumn("y", new[] { 0.5, 1 })));

        Assert.Equal([new ColumnSpec("i", ColumnType.Integer, required: false), new ColumnSpec("s", ColumnType.String), new ColumnSpec("t", ColumnType.DateTime)], signature.Inputs!);
        Assert.Equal([new ColumnSpec("y", ColumnType.Double)], signature.Outputs!);
    }

    [Fact]
    public void A_signature_is_inferred_from_a_data_view_with_the_types_that_the_flavor_mlnet_writes()
    {
        var view = new Table(new TableColumn("f", new[] { 1f, float.NaN }), new TableColumn("d", new[] { 1.0, 2 }), new TableColumn("u", new ulong[] { 1, 2 }), new TableColumn("v", new[] { new[] { 1f, 2 }, [3, 4] }), new TableColumn("s", new[] { "a", "b" })).ToDataView();

        var signature = ModelSignature.Infer(view, view);

        Assert.Equal(
            [new ColumnSpec("f", ColumnType.Float, required: false), new ColumnSpec("d", ColumnType.Double), new ColumnSpec("u", ColumnType.Long), new ColumnSpec("v", ColumnType.ArrayOf(ColumnType.Float)), new ColumnSpec("s", ColumnType.String)],
            signature.Inputs!);
        Assert.Equal(signature.Inputs!, signature.Outputs!);
    }

    private static byte[] Offsets(params int[] offsets) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(offsets.AsSpan()).ToArray();
}
