using System.Globalization;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using CsCheck;
using LineaSharp.Formats;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>What was saved as one kind of table comes back as any.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<TableCompression, int> Ways => new() { { TableCompression.None, 1 }, { TableCompression.None, 1000 }, { TableCompression.Snappy, 2 }, { TableCompression.Zstd, 3 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_type_comes_back_from_Parquet_in_any_compression_and_number_of_row_groups(TableCompression compression, int rows)
    {
        var format = new ParquetFormat(new() { Compression = compression, RowGroupSize = rows });

        Some.AssertSame(Some.Full(), (Table)await Some.ThroughAsync(format, Some.Full(), typeof(Table)));
        Some.AssertSame(Some.WithNulls(), (Table)await Some.ThroughAsync(format, Some.WithNulls(), typeof(Table)));
    }

    [Theory]
    [InlineData(TableCompression.None, 1)]
    [InlineData(TableCompression.Lz4, 2)]
    [InlineData(TableCompression.Zstd, 1000)]
    public async Task Every_type_comes_back_from_Arrow(TableCompression compression, int rows)
    {
        var format = new ArrowFormat(new() { Compression = compression, RowGroupSize = rows });

        Some.AssertSame(Some.Full(), (Table)await Some.ThroughAsync(format, Some.Full(), typeof(Table)));
        Some.AssertSame(Some.WithNulls(), (Table)await Some.ThroughAsync(format, Some.WithNulls(), typeof(Table)));
    }

    [Fact]
    public async Task A_compression_that_the_format_has_not_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Some.ThroughAsync(new ParquetFormat(new() { Compression = TableCompression.Lz4 }), Some.Full(), typeof(Table)));
        await Assert.ThrowsAsync<ArgumentException>(() => Some.ThroughAsync(new ArrowFormat(new() { Compression = TableCompression.Snappy }), Some.Full(), typeof(Table)));
    }

    [Theory]
    [InlineData(typeof(Table))]
    [InlineData(typeof(DataFrame))]
    [InlineData(typeof(ArrowTable))]
    [InlineData(typeof(RecordBatch))]
    [InlineData(typeof(IDataView))]
    public async Task Whatever_was_saved_the_caller_chooses_what_comes_back(Type type)
    {
        foreach (var value in new object[] { Some.Simple(), Some.Simple().ToDataFrame(), Some.Simple().ToArrow(), Some.Simple().ToDataView() })
            foreach (var format in new IArtifactFormat[] { new ParquetFormat(new() { RowGroupSize = 2 }), new ArrowFormat(new() { RowGroupSize = 2 }) })
            {
                var back = await Some.ThroughAsync(format, value, type);

                Assert.IsAssignableFrom(type, back);
                Some.AssertSame(Some.Simple(), back switch { Table t => t, DataFrame f => Table.Of(f), ArrowTable a => Table.Of(a), RecordBatch b => Table.Of(b), _ => Table.Of((IDataView)back) });
            }
    }

    [Fact]
    public async Task A_table_without_columns_or_without_rows_comes_back()
    {
        Assert.Empty(((Table)await Some.ThroughAsync(new ParquetFormat(), new Table(), typeof(Table))).Columns);
        var empty = new Table(new TableColumn("i", Array.Empty<int>()), new TableColumn("s", Array.Empty<string>()), new TableColumn("d", Array.Empty<decimal?>()), new TableColumn("v", Array.Empty<double[]>()));
        var back = (Table)await Some.ThroughAsync(new ParquetFormat(), empty, typeof(Table));
        Assert.Equal([typeof(int), typeof(string), typeof(decimal), typeof(double[])], back.Columns.Select(c => c.ElementType));
        Assert.Equal(0, back.RowCount);
    }

    [Fact]
    public async Task A_column_of_missing_values_alone_comes_back()
    {
        var table = new Table(new TableColumn("nothing", new object?[3]), new TableColumn("i", new int?[3]), new TableColumn("t", new string?[3]));

        Some.AssertSame(table, (Table)await Some.ThroughAsync(new ParquetFormat(new() { RowGroupSize = 2 }), table, typeof(Table)));
        Some.AssertSame(table, (Table)await Some.ThroughAsync(new ArrowFormat(), table, typeof(Table)));
    }

    [Fact]
    public async Task Decimals_keep_precision_and_scale_in_Arrow()
    {
        var arrow = (ArrowTable)await Some.ThroughAsync(new ParquetFormat(), new Table(new TableColumn("d", new[] { 1.10m, -123m })), typeof(ArrowTable));

        var type = Assert.IsType<Decimal128Type>(arrow.Column(0).Type);
        Assert.Equal((5, 2), (type.Precision, type.Scale));
    }

    [Fact]
    public async Task Arrow_values_that_NET_has_no_types_for_are_exact()
    {
        var nanos = new TimestampArray.Builder(new TimestampType(TimeUnit.Nanosecond, "Europe/Istanbul")).Build().Data.DataType;
        var zoned = ArrowArrayFactory.BuildArray(new ArrayData(nanos, 2, 0, 0, [ArrowBuffer.Empty, Bytes(1700000000123456789L, -1L)]));
        var wide = new Decimal256Array.Builder(new Decimal256Type(76, 3)).Append("123456789012345678901234567890123456789012345678901234567890.123").AppendNull().Build();
        var fixedBytes = ArrowArrayFactory.BuildArray(new ArrayData(new FixedSizeBinaryType(3), 2, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(new byte[] { 1, 2, 3, 4, 5, 6 })]));
        var batch = Batch(("zoned", zoned), ("wide", wide), ("fixed", fixedBytes));

        foreach (var format in new IArtifactFormat[] { new ParquetFormat(), new ArrowFormat() })
        {
            var back = (RecordBatch)await Some.ThroughAsync(format, batch, typeof(RecordBatch));

            Assert.Equal(("Europe/Istanbul", TimeUnit.Nanosecond), (((TimestampType)back.Column(0).Data.DataType).Timezone, ((TimestampType)back.Column(0).Data.DataType).Unit));
            Assert.Equal([1700000000123456789L, -1L], ((TimestampArray)back.Column(0)).Values.ToArray());
            Assert.Equal("123456789012345678901234567890123456789012345678901234567890.123", ((Decimal256Array)back.Column(1)).GetString(0));
            Assert.True(back.Column(1).IsNull(1));
            Assert.Equal([4, 5, 6], ((FixedSizeBinaryArray)back.Column(2)).GetBytes(1).ToArray());
        }
    }

    [Fact]
    public async Task Kinds_of_Arrow_arrays_that_Parquet_has_not_keep_their_values()
    {
        var indices = new Int8Array.Builder().Append(1).AppendNull().Append(0).Build();
        var words = new StringArray.Builder().Append("red").Append("blue").Build();
        var dictionary = new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), indices, words);
        var large = ArrowArrayFactory.BuildArray(new ArrayData(LargeStringType.Default, 3, 0, 0, [ArrowBuffer.Empty, Bytes(0L, 1L, 1L, 3L), new ArrowBuffer("abc"u8.ToArray())]));
        var view = new StringViewArray.Builder().Append("short").AppendNull().Append("longer than twelve bytes").Build();
        var seconds = ArrowArrayFactory.BuildArray(new ArrayData(new TimestampType(TimeUnit.Second, (string?)null), 3, 0, 0, [ArrowBuffer.Empty, Bytes(0L, 86_400L, -1L)]));
        var date64 = new Date64Array.Builder().Append(new DateTime(2026, 1, 2)).AppendNull().Append(new DateTime(1969, 12, 31)).Build();
        var pairs = ArrowArrayFactory.BuildArray(new ArrayData(new FixedSizeListType(Int32Type.Default, 2), 3, 0, 0, [ArrowBuffer.Empty], [new Int32Array.Builder().AppendRange([1, 2, 3, 4, 5, 6]).Build().Data]));
        var batch = Batch(("dictionary", dictionary), ("large", large), ("view", view), ("seconds", seconds), ("date64", date64), ("pairs", pairs));

        foreach (var format in new IArtifactFormat[] { new ParquetFormat(), new ArrowFormat() })
        {
            var table = (Table)await Some.ThroughAsync(format, batch, typeof(Table));

            Assert.Equal(["blue", null, "red"], (string?[])table["dictionary"].Values);
            Assert.Equal(["a", "", "bc"], (string[])table["large"].Values);
            Assert.Equal(["short", null, "longer than twelve bytes"], (string?[])table["view"].Values);
            Assert.Equal([new(1970, 1, 1), new(1970, 1, 2), new(1969, 12, 31, 23, 59, 59)], (DateTime[])table["seconds"].Values);
            Assert.Equal([new DateOnly(2026, 1, 2), null, new DateOnly(1969, 12, 31)], (DateOnly?[])table["date64"].Values);
            Assert.Equal([[1, 2], [3, 4], [5, 6]], (int[][])table["pairs"].Values);
        }
    }

    [Fact]
    public async Task Slices_and_chunks_of_different_lengths_are_saved_as_the_rows_that_they_are()
    {
        var whole = Some.WithNulls().ToArrow();
        var slice = new RecordBatch(whole.Schema, Enumerable.Range(0, whole.ColumnCount).Select(i => ArrowArrayFactory.Slice(whole.Column(i).Data.ArrowArray(0), 1, 2)), 2);
        var numbers = new Int32Array.Builder().AppendRange(Enumerable.Range(0, 10)).Build();
        var first = new Column(new Apache.Arrow.Field("a", Int32Type.Default, true), new[] { ArrowArrayFactory.Slice(numbers, 0, 7), ArrowArrayFactory.Slice(numbers, 7, 3) });
        var second = new Column(new Apache.Arrow.Field("b", Int32Type.Default, true), new[] { ArrowArrayFactory.Slice(numbers, 0, 2), ArrowArrayFactory.Slice(numbers, 2, 8) });
        var chunked = new ArrowTable(new Apache.Arrow.Schema([first.Field, second.Field], null), [first, second]);

        foreach (var format in new IArtifactFormat[] { new ParquetFormat(new() { RowGroupSize = 4 }), new ArrowFormat(new() { RowGroupSize = 4 }) })
        {
            Some.AssertSame(Table.Of(slice), (Table)await Some.ThroughAsync(format, slice, typeof(Table)));
            var back = (Table)await Some.ThroughAsync(format, chunked, typeof(Table));
            Assert.Equal(Enumerable.Range(0, 10), (int[])back["a"].Values);
            Assert.Equal(Enumerable.Range(0, 10), (int[])back["b"].Values);
        }
    }

    [Fact]
    public void Any_values_in_any_row_groups_come_back() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 13], Gen.Int[0, 2]).SelectMany((rows, group, compression) =>
            Gen.Select(Gen.Int.Nullable().Array[rows], Gen.String.Array[rows], Gen.Double.Nullable().Array[rows], Gen.Int.Nullable().Array[0, 3].Array[rows], Gen.Decimal.Array[rows],
                (ints, texts, doubles, lists, decimals) => (group, compression, Table: new Table(
                    new TableColumn("ints", ints), new TableColumn("texts", texts.Select(Whole).ToArray()), new TableColumn("doubles", doubles), new TableColumn("lists", lists), new TableColumn("decimals", decimals)))))
        .Sample(x =>
        {
            var format = new ParquetFormat(new() { RowGroupSize = x.group, Compression = (TableCompression)x.compression });
            var back = (Table)Some.ThroughAsync(format, x.Table, typeof(Table)).GetAwaiter().GetResult();
            foreach (var (e, a) in x.Table.Columns.Zip(back.Columns)) Assert.Equal(e.Values.Cast<object?>().Select(v => GoldenTables.Text("", v)), a.Values.Cast<object?>().Select(v => GoldenTables.Text("", v)));
        }, iter: 300);

    [Fact]
    public async Task What_cannot_be_saved_names_its_column()
    {
        await AssertRefused(new TableColumn("mixed", new object[] { 1L, "a" }), "'mixed'");
        await AssertRefused(new TableColumn("kinds", new[] { DateTime.UnixEpoch, new DateTime(2026, 1, 1) }), "DateTimeKind.Unspecified");
        await AssertRefused(new TableColumn("far", new[] { DateTime.MinValue.AddTicks(1) }), "Round the times to microseconds");
        await AssertRefused(new TableColumn("half", new[] { "\ud800" }), "surrogate");
        await AssertRefused(new TableColumn("hollow", new object[] { new Dictionary<string, object?>() }), "'hollow'");
    }

    [Fact]
    public async Task Integers_that_are_no_nulls_do_not_become_doubles_and_the_names_of_columns_may_be_anything()
    {
        var table = new Table(new TableColumn("", new[] { 1 }), new TableColumn("a.b", new[] { 2L }), new TableColumn("İ", new[] { "x" }));

        Some.AssertSame(table, (Table)await Some.ThroughAsync(new ParquetFormat(), table, typeof(Table)));
    }

    [Fact]
    public void A_full_disk_is_told_as_what_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is there on Linux alone.");
        var (schema, batches) = TableValues.ToArrow(Some.Full(), 10);

        var error = Assert.Throws<IOException>(() => ParquetOutput.Write("/dev/full", schema, batches, TableCompression.None, CancellationToken.None));

        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertRefused(TableColumn column, string word)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => Some.ThroughAsync(new ParquetFormat(), new Table(column), typeof(Table)));
        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{column.Name}'", error.Message, StringComparison.Ordinal);
    }

    private static string Whole(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static RecordBatch Batch(params (string Name, IArrowArray Array)[] columns) =>
        new(new Apache.Arrow.Schema(columns.Select(c => new Apache.Arrow.Field(c.Name, c.Array.Data.DataType, true)), null), columns.Select(c => c.Array), columns[0].Array.Length);

    private static ArrowBuffer Bytes(params long[] values) => new(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}
