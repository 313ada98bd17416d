namespace LineaSharp.DataFrames;

/// <summary>How tables are written to files and read from them.</summary>
public sealed record TableFileOptions
{
    /// <summary>The columns to read, in this order. The default is null: all, in the file's order.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Rows that are written at a time: a row group of Parquet, a record batch of Arrow. The default is 131,072.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int RowGroupSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1 << 17;

    /// <summary>How what is written is compressed. The default is Snappy for Parquet, as other libraries have it, and LZ4 for Arrow, which has no Snappy.</summary>
    public TableCompression? Compression { get; init; }

    /// <summary>The bytes that decompressed columns of one file may take in memory. The default is null: a hundred times the file's size, and 1 GiB at least.</summary>
    /// <remarks>A file of few bytes can stand for very many values, by mistake or by malice. Files beyond the bound are an error. An Arrow file is held against it before
    /// memory is taken; a Parquet file after every 8,192 rows, for which Arrow's library may have taken more by then.</remarks>
    public long? MaxMemory { get; init; }
}

/// <summary>How the values in a file are compressed.</summary>
public enum TableCompression
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>Snappy: fast, and read by every library of Parquet. Parquet only.</summary>
    Snappy,
    /// <summary>Zstandard: smaller.</summary>
    Zstd,
    /// <summary>LZ4: fast. Arrow only.</summary>
    Lz4,
}
