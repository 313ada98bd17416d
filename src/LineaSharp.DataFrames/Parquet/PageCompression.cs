using System.IO.Compression;
using K4os.Compression.LZ4;
using Snappier;

namespace LineaSharp.DataFrames;

/// <summary>Compresses and decompresses pages; what a page claims to become is held against what its codec can do at all before memory is taken for it.</summary>
internal static class PageCompression
{
    public static byte[] Decompress(ParquetCodec codec, ReadOnlySpan<byte> bytes, int size)
    {
        if (size < 0 || size > MaxRatio(codec) * bytes.Length + 64) throw new InvalidDataException($"{bytes.Length} bytes of {codec} cannot hold {size} bytes");
        var page = new byte[size];
        var written = codec switch
        {
            ParquetCodec.Uncompressed => Copy(bytes, page),
            ParquetCodec.Snappy => size == Snappy.GetUncompressedLength(bytes) ? Snappy.Decompress(bytes, page) : -1,
            ParquetCodec.Gzip => Gunzip(bytes, page),
            ParquetCodec.Zstd => Unzstd(bytes, page),
            ParquetCodec.Brotli => BrotliDecoder.TryDecompress(bytes, page, out var count) ? count : -1,
            ParquetCodec.Lz4Raw => LZ4Codec.Decode(bytes, page),
            _ => throw Unknown(codec),
        };
        return written == size ? page : throw new InvalidDataException($"a page of {codec} does not become the {size} bytes that it claims");
    }

    public static ReadOnlySpan<byte> Compress(ParquetCodec codec, ReadOnlySpan<byte> bytes)
    {
        if (codec == ParquetCodec.Snappy) return Snappy.CompressToArray(bytes);
        if (codec != ParquetCodec.Zstd) return bytes;
        using var zstd = new ZstdSharp.Compressor();
        return zstd.Wrap(bytes);
    }

    // The most that one byte of a codec can stand for, or somewhat more.
    private static long MaxRatio(ParquetCodec codec) => codec switch
    {
        ParquetCodec.Uncompressed => 1,
        ParquetCodec.Snappy => 64,
        ParquetCodec.Gzip => 1_040,
        ParquetCodec.Lz4Raw => 256,
        ParquetCodec.Zstd => 65_536,
        ParquetCodec.Brotli => 1 << 22,
        _ => throw Unknown(codec),
    };

    private static int Copy(ReadOnlySpan<byte> bytes, byte[] page)
    {
        if (bytes.Length != page.Length) return -1;
        bytes.CopyTo(page);
        return page.Length;
    }

    private static int Gunzip(ReadOnlySpan<byte> bytes, byte[] page)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        var count = gzip.ReadAtLeast(page, page.Length, throwOnEndOfStream: false);
        return gzip.ReadByte() < 0 ? count : -1;
    }

    private static int Unzstd(ReadOnlySpan<byte> bytes, byte[] page)
    {
        using var zstd = new ZstdSharp.Decompressor();
        return zstd.Unwrap(bytes, page);
    }

    private static LineaException Unknown(ParquetCodec codec) =>
        FrameErrors.NotSupported($"The Parquet file is compressed by codec {codec}; uncompressed, snappy, gzip, zstd, brotli and lz4_raw can be read. Write it with one of these.");
}
