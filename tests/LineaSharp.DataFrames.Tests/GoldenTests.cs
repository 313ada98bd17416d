using Apache.Arrow;
using Apache.Arrow.Types;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>Files of pyarrow, polars, pandas and DuckDB are read with the values that were put in.</summary>
public sealed class GoldenTests
{
    // The one column whose values .NET's decimal cannot hold; no other is left out.
    private const string WideDecimal = "decimal_38_10";

    public static TheoryData<string> PyarrowFiles => ["pyarrow-snappy.parquet", "pyarrow-flat-zstd-v2pages.parquet", "pyarrow-flat-gzip-plain-2groups.parquet", "feather-v2-lz4.arrow", "file.arrow"];

    [Theory]
    [MemberData(nameof(PyarrowFiles))]
    public async Task A_file_of_pyarrow_is_read_as_a_table(string file) => await AssertValues(file, 1);

    [Fact]
    public async Task A_stream_of_two_batches_is_read_as_a_table() => await AssertValues("stream.arrows", 1);

    [Theory]
    [MemberData(nameof(PyarrowFiles))]
    public async Task A_decimal_of_38_digits_is_no_table_of_NET_and_is_exact_in_Arrow(string file)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => GoldenTables.LoadAsync<Table>(file));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("'decimal_38_10' is decimal(38, 10)", error.Message, StringComparison.Ordinal);
        var column = (await GoldenTables.LoadAsync<ArrowTable>(file)).Column(Index(await GoldenTables.LoadAsync<ArrowTable>(file), WideDecimal));
        var values = Chunks(column).Cast<Decimal128Array>().SelectMany(a => Enumerable.Range(0, a.Length).Select(a.GetString));
        Assert.Equal(["1234567890123456789012345678.1234567890", "-1.0000000000", null, "0.0000000000"], values);
    }

    [Theory]
    [MemberData(nameof(PyarrowFiles))]
    public async Task Nanoseconds_are_exact_in_Arrow(string file)
    {
        var table = await GoldenTables.LoadAsync<ArrowTable>(file, "ts_ns_utc");

        var type = Assert.IsType<TimestampType>(table.Column(0).Type);
        Assert.Equal((TimeUnit.Nanosecond, "UTC"), (type.Unit, type.Timezone));
        Assert.Equal([0, 1700000000123456789, null, -1], Chunks(table.Column(0)).Cast<TimestampArray>().SelectMany(a => Enumerable.Range(0, a.Length).Select(a.GetValue)));
    }

    [Theory]
    [MemberData(nameof(PyarrowFiles))]
    public async Task A_file_of_pyarrow_is_read_as_a_data_frame_but_for_bytes_and_nested_values(string file)
    {
        var columns = Readable(await GoldenTables.LoadAsync<ArrowTable>(file)).Except(["binary", "list_int", "struct"]).ToArray();

        var frame = await GoldenTables.LoadAsync<DataFrame>(file, columns);

        foreach (var column in columns) Assert.Equal(GoldenTables.ExpectedTexts(column), frame[column].Cast<object?>().Select(v => GoldenTables.Text(column, v)));
        foreach (var column in new[] { "binary", "list_int", "struct" }.Intersect((await GoldenTables.LoadAsync<ArrowTable>(file)).Schema.FieldsList.Select(f => f.Name)))
            Assert.Contains($"'{column}'", (await Assert.ThrowsAsync<LineaException>(() => GoldenTables.LoadAsync<DataFrame>(file, column))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_file_has_its_columns()
    {
        var table = await GoldenTables.LoadAsync<Table>("pyarrow-empty.parquet");

        Assert.Equal(0, table.RowCount);
        Assert.Equal(typeof(decimal), table[WideDecimal].ElementType);
        Assert.Equal(typeof(TimeSpan), table["duration_ms"].ElementType);
        Assert.Equal(24, table.Columns.Count);
        Assert.Equal(0, (await GoldenTables.LoadAsync<RecordBatch>("pyarrow-empty.parquet")).Length);
        Assert.Equal(0, (await GoldenTables.LoadAsync<DataFrame>("pyarrow-empty.parquet", "int32", "string", "ts_us")).Rows.Count);
        Assert.Equal(0, (await GoldenTables.LoadAsync<IDataView>("pyarrow-empty.parquet", "int32")).GetRowCount());
    }

    [Fact]
    public async Task A_file_of_polars_is_read()
    {
        var table = await GoldenTables.LoadAsync<Table>("polars.parquet");

        Assert.Equal(["i", "s", "f", "d", "c"], table.Columns.Select(c => c.Name));
        Assert.Equal(new long?[] { 1, null, 3 }, table["i"].Values);
        Assert.Equal(new[] { "a", "ç", null }, ((string?[])table["s"].Values).Order(StringComparer.Ordinal).OrderBy(s => s is null));
        Assert.Equal(new double?[] { 0.5, double.NaN, null }, ((double?[])table["f"].Values).OrderBy(v => v is null).ThenBy(v => v is double.NaN));
        Assert.Equal([new(2026, 1, 2, 3, 4, 5), new(1900, 1, 1), null], ((DateTime?[])table["d"].Values).OrderBy(v => v is null).ThenByDescending(v => v));
        Assert.Equal(2, ((string?[])table["c"].Values).Count(v => v == "x"));
    }

    [Fact]
    public async Task A_file_of_pandas_with_an_index_and_categories_is_read()
    {
        var table = await GoldenTables.LoadAsync<Table>("pandas-index.parquet");

        Assert.Equal(new long[] { 10, 20, 30 }, table["idx"].Values);
        Assert.Equal(new double?[] { 1, 2, null }, table["x"].Values);
        Assert.Equal(["u", "v"], ((string?[])table["cat"].Values).OfType<string>().Distinct().Order());
    }

    [Fact]
    public async Task A_file_of_DuckDB_is_read()
    {
        var table = await GoldenTables.LoadAsync<Table>("duckdb-2000.parquet");

        Assert.Equal(Enumerable.Range(0, 2000), (table["i"].Values as int[] ?? ((int?[])table["i"].Values).Select(v => v!.Value)));
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"r{i}"), (string[])table["s"].Values);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => i * 1.5m), (decimal[])table["m"].Values);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => new DateTime(2026, 1, 1).AddHours(i)), (DateTime[])table["t"].Values);
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => i % 3 == 0), (bool[])table["b"].Values);
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_told()
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => GoldenTables.LoadAsync<Table>("polars.parquet", "i", "nobody"));

        Assert.Equal((ErrorCode.NotFound, "The file has no column 'nobody', which TableFileOptions.Columns names. It has: i, s, f, d, c."), (error.Code, error.Message));
    }

    private static async Task AssertValues(string file, int atLeast)
    {
        var columns = Readable(await GoldenTables.LoadAsync<ArrowTable>(file));
        Assert.True(columns.Length >= 22 && atLeast > 0);

        var table = await GoldenTables.LoadAsync<Table>(file, columns);

        Assert.Equal(columns, table.Columns.Select(c => c.Name));
        foreach (var column in table.Columns) Assert.Equal(GoldenTables.ExpectedTexts(column.Name), column.Values.Cast<object?>().Select(v => GoldenTables.Text(column.Name, v)));
    }

    private static string[] Readable(ArrowTable table) => table.Schema.FieldsList.Select(f => f.Name).Where(n => n != WideDecimal).ToArray();

    private static int Index(ArrowTable table, string column) => table.Schema.GetFieldIndex(column);

    private static IEnumerable<IArrowArray> Chunks(Column column) => Enumerable.Range(0, column.Data.ArrayCount).Select(column.Data.ArrowArray);
}
