using System.Buffers.Binary;
using LineaSharp.Formats;
using LineaSharp.Models;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.DataFrames.Tests;

/// <summary>Any bytes end in a value or a <see cref="LineaException"/>, and take no more memory than the bound allows.</summary>
/// <remarks>The digests agree in all of these: it is the decoders that are asked.</remarks>
[Collection("alone")]
public sealed class HostileFileTests
{
    private const long MaxMemory = 4 << 20;

    // The files' own bytes, copies of them, buffers that double and metadata: a small multiple of the bound, and far below what the counts in a file can claim.
    private const long MaxAllocated = 96 << 20;

    [Theory]
    [InlineData("polars.parquet", 1)]
    [InlineData("pyarrow-snappy.parquet", 13)]
    [InlineData("pyarrow-flat-zstd-v2pages.parquet", 17)]
    [InlineData("duckdb-2000.parquet", 997)]
    public async Task A_Parquet_file_that_is_cut_anywhere_is_corrupt(string file, int step)
    {
        var bytes = GoldenTables.Bytes(file);
        for (var length = 0; length < bytes.Length; length += step)
            Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => LoadAsync(file, bytes[..length]))).Code);
    }

    [Theory]
    [InlineData("feather-v2-lz4.arrow", 11)]
    [InlineData("file.arrow", 7)]
    [InlineData("stream.arrows", 7)]
    public async Task An_Arrow_file_that_is_cut_anywhere_gives_whole_batches_or_is_corrupt(string file, int step)
    {
        var bytes = GoldenTables.Bytes(file);
        for (var length = 0; length < bytes.Length; length += step)
            if (await OutcomeAsync(file, bytes[..length]) is ArrowTable table) Assert.True(table.RowCount is 0 or 2 or 4);
    }

    [Theory]
    [InlineData("pyarrow-snappy.parquet", 3000)]
    [InlineData("pyarrow-flat-zstd-v2pages.parquet", 2000)]
    [InlineData("pyarrow-flat-gzip-plain-2groups.parquet", 1500)]
    [InlineData("polars.parquet", 1000)]
    [InlineData("pandas-index.parquet", 500)]
    [InlineData("feather-v2-lz4.arrow", 1500)]
    [InlineData("file.arrow", 1500)]
    [InlineData("stream.arrows", 1000)]
    public async Task Any_change_of_a_file_gives_a_value_or_an_error(string file, int changes)
    {
        var original = GoldenTables.Bytes(file);
        var random = new Random(changes);
        var values = 0;
        for (var i = 0; i < changes; i++)
            if (await OutcomeAsync(file, Changed(original, random, footerOnly: i % 2 == 0), $"change {i}") is not LineaException) values++;
        // Neither all nor none: the changes do reach the decoders, and the decoders do object.
        Assert.InRange(values, 1, changes - 1);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_footer_of_a_lying_length_is_corrupt(int length)
    {
        var bytes = GoldenTables.Bytes("polars.parquet");
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - 8), length);

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => LoadAsync("x.parquet", bytes))).Code);
    }

    [Fact]
    public async Task A_schema_of_100_000_levels_is_corrupt_and_does_not_exhaust_the_stack()
    {
        var schema = Enumerable.Range(0, 100_000).Select(i => new ParquetElement($"g{i}") { Children = 1 }).Append(new ParquetElement("leaf") { Type = ParquetType.Int32 }).ToArray();

        var error = await Assert.ThrowsAsync<LineaException>(() => LoadAsync("x.parquet", Parquet(new(schema, 0, [], new Dictionary<string, string>()))));

        Assert.Contains("nested too deeply", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_of_a_million_nested_structs_is_corrupt_and_does_not_exhaust_the_stack()
    {
        // Field 15 of the footer, which nobody knows, holds a struct that holds a struct …
        var footer = Enumerable.Repeat((byte)0xFC, 1).Concat(Enumerable.Repeat((byte)0x1C, 1_000_000)).ToArray();

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => LoadAsync("x.parquet", Parquet(footer)))).Code);
    }

    [Theory]
    [InlineData(0x5C)]
    [InlineData(0x19)]
    public async Task A_list_of_more_elements_than_bytes_is_corrupt(byte field)
    {
        byte[] footer = [field, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0];

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => LoadAsync("x.parquet", Parquet(footer)))).Code);
    }

    [Fact]
    public async Task Two_billion_missing_values_in_a_few_bytes_are_refused_before_memory_is_taken()
    {
        var levels = new byte[] { 6, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0 };

        var error = await RefusedAsync(OneColumn(ParquetType.Int64, ParquetRepetition.Optional, ParquetCodec.Uncompressed, int.MaxValue - 64, (levels, levels.Length, int.MaxValue - 64, ParquetEncoding.Plain)));

        Assert.Contains("TableFileOptions.MaxMemory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ParquetCodec.Snappy)]
    [InlineData(ParquetCodec.Zstd)]
    [InlineData(ParquetCodec.Gzip)]
    [InlineData(ParquetCodec.Brotli)]
    public async Task A_page_that_becomes_far_larger_than_the_bound_is_refused(object codec)
    {
        var zeros = new byte[64 << 20];
        var page = Compressed((ParquetCodec)codec, zeros);

        Assert.Equal(ErrorCode.NotSupported, (await RefusedAsync(OneColumn(ParquetType.Int64, ParquetRepetition.Required, (ParquetCodec)codec, zeros.Length / 8, (page, zeros.Length, zeros.Length / 8, ParquetEncoding.Plain)))).Code);
    }

    [Theory]
    [InlineData(ParquetCodec.Snappy, 1_000)]
    [InlineData(ParquetCodec.Zstd, 1_000)]
    [InlineData(ParquetCodec.Gzip, 1_000)]
    [InlineData(ParquetCodec.Brotli, 1_000)]
    [InlineData(ParquetCodec.Snappy, 1_000_000)]
    [InlineData(ParquetCodec.Zstd, 1_000_000)]
    [InlineData(ParquetCodec.Gzip, 1_000_000)]
    [InlineData(ParquetCodec.Brotli, 1_000_000)]
    public async Task A_page_that_becomes_larger_or_smaller_than_it_claims_is_corrupt(object codec, int claimed)
    {
        var page = Compressed((ParquetCodec)codec, new byte[80_000]);

        Assert.Equal(ErrorCode.CorruptArtifact, (await RefusedAsync(OneColumn(ParquetType.Int64, ParquetRepetition.Required, (ParquetCodec)codec, 100, (page, claimed, 100, ParquetEncoding.Plain)))).Code);
    }

    [Fact]
    public async Task A_long_text_repeated_a_million_times_by_a_dictionary_is_refused()
    {
        var text = new byte[4 + 100_000];
        BinaryPrimitives.WriteInt32LittleEndian(text, 100_000);
        var million = 1_000_000;
        byte[] indices = [1, 0x80, 0x89, 0x7A, 0];

        var error = await RefusedAsync(OneColumn(ParquetType.ByteArray, ParquetRepetition.Required, ParquetCodec.Uncompressed, million, (indices, indices.Length, million, ParquetEncoding.RleDictionary), dictionary: text));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
    }

    [Fact]
    public async Task Pages_that_lead_nowhere_do_not_go_round_for_ever()
    {
        // No values, and a size that would lead back to the page itself.
        var bytes = OneColumn(ParquetType.Int32, ParquetRepetition.Required, ParquetCodec.Uncompressed, 10, ([], 0, 0, ParquetEncoding.Plain));

        Assert.Equal(ErrorCode.CorruptArtifact, (await RefusedAsync(bytes)).Code);
    }

    [Fact]
    public async Task An_Arrow_schema_that_names_its_parts_over_and_over_is_corrupt()
    {
        var error = await RefusedAsync(FlatBufferBomb.Of(60), "x.arrow");

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("nested too deeply, or too large", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Changed(byte[] original, Random random, bool footerOnly)
    {
        var bytes = original.ToArray();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = footerOnly ? random.Next(bytes.Length / 2, bytes.Length) : random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = new byte[] { 0, 1, 0x7F, 0x80, 0xFF, 0xFE }[random.Next(6)]; break;
                case 3: bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 9))).Fill(0xFF); break;
                case 4: bytes.AsSpan(random.Next(bytes.Length - 16), 8).CopyTo(bytes.AsSpan(Math.Min(at, bytes.Length - 8))); break;
                default: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(4))..]]; break;
            }
        }
        return bytes;
    }

    private static async Task<LineaException> RefusedAsync(byte[] bytes, string file = "x.parquet") => Assert.IsType<LineaException>(await OutcomeAsync(file, bytes));

    private static async Task<object> OutcomeAsync(string file, byte[] bytes, string what = "")
    {
        var before = GC.GetTotalAllocatedBytes();
        object outcome;
        try
        {
            outcome = await LoadAsync(file, bytes);
        }
        catch (LineaException e)
        {
            Assert.True(e.Code is ErrorCode.CorruptArtifact or ErrorCode.NotSupported, what);
            outcome = e;
        }
        catch (Exception e)
        {
            Assert.Fail($"{what} of {file} threw {e}");
            throw;
        }
        Assert.True(GC.GetTotalAllocatedBytes() - before < MaxAllocated, $"{what} of {file} took {GC.GetTotalAllocatedBytes() - before} bytes");
        return outcome;
    }

    private static async Task<object> LoadAsync(string file, byte[] bytes)
    {
        var options = new TableFileOptions { MaxMemory = MaxMemory };
        IArtifactFormat format = file.EndsWith(".parquet", StringComparison.Ordinal) ? new ParquetFormat(options) : new ArrowFormat(options);
        using var saved = await SavedFiles.OfAsync(format, ("x", bytes));
        var table = await saved.LoadAsync<ArrowTable>();
        try
        {
            // What was let through must be usable: every value of it is looked at.
            Table.Of(table);
        }
        catch (LineaException)
        {
            // A value that .NET has no type for, or a column that is there twice.
        }
        catch (ArgumentException e) when (e.Message.Contains("two columns", StringComparison.Ordinal))
        {
        }
        return table;
    }

    private static byte[] Parquet(ParquetMetadata metadata) => Parquet(ParquetMetadataWriter.Footer(metadata));

    private static byte[] Parquet(byte[] footer, byte[]? pages = null) => [.. "PAR1"u8, .. pages ?? [], .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];

    private static byte[] OneColumn(object type, object repetition, object codec, int rows, (byte[] Body, int Uncompressed, int Values, ParquetEncoding Encoding) page, byte[]? dictionary = null)
    {
        var pages = new List<byte>();
        if (dictionary is not null) pages.AddRange([.. PageHeader(ParquetPageType.Dictionary, 1, dictionary.Length, dictionary.Length, ParquetEncoding.Plain), .. dictionary]);
        var data = 4 + pages.Count;
        pages.AddRange([.. PageHeader(ParquetPageType.Data, page.Values, page.Uncompressed, page.Body.Length, page.Encoding), .. page.Body]);
        var chunk = new ParquetChunk { Type = (ParquetType)type, Codec = (ParquetCodec)codec, Path = ["x"], Values = rows, DataOffset = dictionary is null ? data : 4, CompressedSize = pages.Count };
        ParquetElement[] schema = [new("schema") { Children = 1 }, new("x") { Type = (ParquetType)type, Repetition = (ParquetRepetition)repetition }];
        return Parquet(ParquetMetadataWriter.Footer(new(schema, rows, [new([chunk], rows)], new Dictionary<string, string>())), [.. pages]);
    }

    private static byte[] PageHeader(ParquetPageType type, int values, int uncompressed, int compressed, ParquetEncoding encoding)
    {
        var w = new ThriftWriter();
        w.Struct(() =>
        {
            w.Int32(1, (int)type);
            w.Int32(2, uncompressed);
            w.Int32(3, compressed);
            w.Struct(type == ParquetPageType.Dictionary ? 7 : 5, () =>
            {
                w.Int32(1, values);
                w.Int32(2, (int)encoding);
                if (type == ParquetPageType.Dictionary) return;
                w.Int32(3, (int)ParquetEncoding.Rle);
                w.Int32(4, (int)ParquetEncoding.Rle);
            });
        });
        return w.Bytes.ToArray();
    }

    private static byte[] Compressed(ParquetCodec codec, byte[] bytes)
    {
        if (codec is ParquetCodec.Snappy or ParquetCodec.Zstd) return PageCompression.Compress(codec, bytes).ToArray();
        var stream = new MemoryStream();
        using (Stream compressor = codec == ParquetCodec.Gzip ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true) : new System.IO.Compression.BrotliStream(stream, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            compressor.Write(bytes);
        return stream.ToArray();
    }
}

/// <summary>Tests that measure what the whole process allocates.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
