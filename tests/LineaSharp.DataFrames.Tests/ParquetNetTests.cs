using System.Globalization;
using LineaSharp.Models;
using LineaSharp.Testing;
using Parquet;
using Parquet.Data;
using Parquet.Schema;
using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>Another implementation, Parquet.Net, reads what is written here, and writes what is read here.</summary>
public sealed class ParquetNetTests
{
    private static readonly string[] Flat = ["bool", "sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "text", "bytes", "date", "time"];

    [Theory]
    [InlineData(TableCompression.None)]
    [InlineData(TableCompression.Snappy)]
    [InlineData(TableCompression.Zstd)]
    public async Task Parquet_Net_reads_the_values_that_were_written(TableCompression compression)
    {
        // It opens no file that has a half-precision column.
        foreach (var table in new[] { Some.Full().Without("half"), Some.WithNulls().Without("half") })
        {
            using var saved = await SavedFiles.SaveAsync(new ParquetFormat(new() { Compression = compression, RowGroupSize = 2 }), table);
            await using var reader = await ParquetReader.CreateAsync(Path.Combine(saved.Folder, "value.parquet"), new ParquetOptions { UseDateOnlyTypeForDates = true }, TestContext.Current.CancellationToken);

            Assert.Equal(2, reader.RowGroupCount);
            foreach (var name in Flat) Assert.Equal(Expected(table[name]), await ReadAsync(reader, name));
        }
    }

    [Fact]
    public async Task Parquet_Net_reads_decimals_and_times_that_were_written()
    {
        var table = new Table(
            new TableColumn("small", new decimal?[] { 1.10m, null, -9.99m }), new TableColumn("middle", new[] { 123456789012.34m, -0.01m, 0 }), new TableColumn("wide", new[] { 12345678901234567890.123m, -1m, 0 }),
            new TableColumn("instant", new[] { DateTime.UnixEpoch.AddTicks(10), DateTime.UnixEpoch, DateTime.UnixEpoch.AddYears(50) }));
        using var saved = await SavedFiles.SaveAsync(new ParquetFormat(), table);
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(saved.Folder, "value.parquet"), new ParquetOptions { UseBigDecimal = true }, TestContext.Current.CancellationToken);

        Assert.Equal(["1.10", null, "-9.99"], await ReadAsync(reader, "small"));
        Assert.Equal(["123456789012.34", "-0.01", "0.00"], await ReadAsync(reader, "middle"));
        Assert.Equal(["12345678901234567890.123", "-1.000", "0.000"], await ReadAsync(reader, "wide"));
        Assert.Equal(((DateTime[])table["instant"].Values).Select(t => t.Ticks.ToString(CultureInfo.InvariantCulture)), (await ReadAsync(reader, "instant"))!);
    }

    [Fact]
    public async Task Parquet_Net_reads_lists_that_were_written()
    {
        using var saved = await SavedFiles.SaveAsync(new ParquetFormat(), new Table(new TableColumn("v", new int?[]?[] { [1, null], [], null, [3] })));
        await using var reader = await ParquetReader.CreateAsync(Path.Combine(saved.Folder, "value.parquet"), cancellationToken: TestContext.Current.CancellationToken);

        var raw = (RawColumnData<int>)await reader.RowGroups[0].ReadRawColumnDataBaseAsync(reader.Schema.GetDataFields().Single(), TestContext.Current.CancellationToken);

        Assert.Equal([1, 3], raw.Values.ToArray().Take(2));
        Assert.Equal([3, 2, 1, 0, 3], raw.DefinitionLevels.ToArray());
        Assert.Equal([0, 1, 0, 0, 0], raw.RepetitionLevels.ToArray());
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public async Task Every_codec_and_encoding_of_Parquet_Net_is_read(CompressionMethod codec)
    {
        const int Rows = 1000;
        var ints = Enumerable.Range(0, Rows).Select(i => i * 7919 % 1000 - 500).ToArray();
        var longs = ints.Select(i => (long)i * int.MaxValue).ToArray();
        var doubles = ints.Select(i => i / 3.0).ToArray();
        var words = ints.Select(i => i % 5 == 0 ? null : $"word {i % 7}").ToArray();
        var (delta, deltaLong, split, dictionary) = (new DataField<int>("delta"), new DataField<long>("deltaLong"), new DataField<double>("split"), new DataField<string>("dictionary"));
        var options = new ParquetOptions { CompressionMethod = codec };
        options.ColumnEncodingHints["delta"] = EncodingHint.DeltaBinaryPacked;
        options.ColumnEncodingHints["deltaLong"] = EncodingHint.DeltaBinaryPacked;
        options.ColumnEncodingHints["split"] = EncodingHint.ByteSplitStream;
        options.ColumnEncodingHints["dictionary"] = EncodingHint.Dictionary;
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(delta, deltaLong, split, dictionary), stream, options, cancellationToken: TestContext.Current.CancellationToken))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(delta, ints);
            await group.WriteAsync<long>(deltaLong, longs);
            await group.WriteAsync<double>(split, doubles);
            await group.WriteAsync(dictionary, words!);
            group.CompleteValidate();
        }

        var table = await GoldenTables.LoadBytesAsync<Table>("x.parquet", stream.ToArray());

        Assert.Equal(ints, (int[])table["delta"].Values);
        Assert.Equal(longs, (long[])table["deltaLong"].Values);
        Assert.Equal(doubles, (double[])table["split"].Values);
        Assert.Equal(words, (string?[])table["dictionary"].Values);
    }

    private static IEnumerable<string?> Expected(TableColumn column) => column.Values.Cast<object?>().Select(v => Text(v is TimeOnly t ? t.Ticks * 100 : v));

    private static async Task<string?[]> ReadAsync(ParquetReader reader, string name)
    {
        var field = reader.Schema.GetDataFields().Single(f => f.Name == name);
        var values = new List<string?>();
        foreach (var group in reader.RowGroups)
        {
            using var raw = await group.ReadRawColumnDataBaseAsync(field, TestContext.Current.CancellationToken);
            var method = typeof(ParquetNetTests).GetMethod(nameof(Texts), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;
            values.AddRange((string?[])method.MakeGenericMethod(raw.GetType().GetGenericArguments()[0]).Invoke(null, [raw, field.MaxDefinitionLevel, (int)group.RowCount])!);
        }
        return [.. values];
    }

    private static string?[] Texts<T>(RawColumnData<T> raw, int maxDefinition, int rows) where T : struct
    {
        var (values, next) = (raw.Values.ToArray(), 0);
        return Enumerable.Range(0, rows).Select(i => maxDefinition == 0 || raw.DefinitionLevels[i] == maxDefinition ? Text(values[next++]) : null).ToArray();
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        ReadOnlyMemory<char> text => text.ToString(),
        ReadOnlyMemory<byte> bytes => Convert.ToHexStringLower(bytes.Span),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateTime time => time.Ticks.ToString(CultureInfo.InvariantCulture),
        BigDecimal number => number.ToString(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
