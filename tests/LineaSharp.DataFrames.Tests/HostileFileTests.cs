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

    [Theory]
    [InlineData(60)]
    [InlineData(3_000)]
    [InlineData(90_000)]
    [InlineData(1_000_000)]
    public async Task A_schema_of_too_many_levels_is_corrupt_and_does_not_exhaust_the_stack(int levels)
    {
        // The footer's fields: the version, the schema (a list of structs, each of one required child and a name), no rows, no row groups.
        byte[] Group(byte children) => [0x35, 0, 0x18, 1, (byte)'g', 0x15, children, 0];
        byte[] footer =
        [
            0x15, 2, 0x19, 0xFC, .. Varint(levels + 1), .. Enumerable.Range(0, levels).SelectMany(_ => Group(2)), 0x15, 2, 0x25, 0, 0x18, 1, (byte)'x', 0, 0x16, 0, 0x19, 0x0C, 0,
        ];

        var error = await Assert.ThrowsAsync<LineaException>(() => LoadAsync("x.parquet", Parquet(footer)));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains(levels < 100_000 ? "nested too deeply" : "size limit", error.Message, StringComparison.Ordinal);
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

    /// <summary>Files that stand for far more than their size: the bound stops them once a part of the rows, or a page, is larger than it; the library has taken memory for that part by then.</summary>
    [Theory]
    [InlineData("two-billion-missing.parquet")]
    [InlineData("zeros-64-mib.zstd.parquet")]
    [InlineData("zeros-64-mib.brotli.parquet")]
    [InlineData("long-text-a-million-times.parquet")]
    public async Task A_file_that_becomes_far_larger_than_the_bound_is_refused(string file)
    {
        var pool = ParquetSharp.MemoryPool.GetDefaultMemoryPool();

        var error = await RefusedAsync(GoldenTables.Bytes($"hostile/{file}"));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("TableFileOptions.MaxMemory", error.Message, StringComparison.Ordinal);
        // The peak of the whole process: 8,192 rows of 100,000 bytes.
        Assert.InRange(pool.MaxMemory, 1, 1L << 30);
    }

    [Theory]
    [InlineData("page-claims-less.snappy.parquet")]
    [InlineData("page-claims-less.zstd.parquet")]
    [InlineData("page-claims-less.gzip.parquet")]
    [InlineData("page-claims-more.snappy.parquet")]
    [InlineData("page-claims-more.zstd.parquet")]
    [InlineData("page-claims-more.gzip.parquet")]
    [InlineData("page-claims-more.brotli.parquet")]
    [InlineData("page-without-values.parquet")]
    public async Task A_page_that_is_not_what_it_claims_is_corrupt(string file) => Assert.Equal(ErrorCode.CorruptArtifact, (await RefusedAsync(GoldenTables.Bytes($"hostile/{file}"))).Code);

    [Fact]
    public async Task An_encrypted_file_is_told_as_what_it_is()
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => LoadAsync("x.parquet", [.. GoldenTables.Bytes("polars.parquet")[..^4], .. "PARE"u8]));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.StartsWith("The Parquet file is encrypted", error.Message, StringComparison.Ordinal);
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

    private static byte[] Parquet(byte[] footer) => [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8];

    private static IEnumerable<byte> Varint(int number)
    {
        for (; number > 0x7F; number >>= 7) yield return (byte)(number | 0x80);
        yield return (byte)number;
    }
}

/// <summary>Tests that measure what the whole process allocates.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
