namespace LineaSharp.DataFrames;

internal enum ParquetType { Boolean = 0, Int32 = 1, Int64 = 2, Int96 = 3, Float = 4, Double = 5, ByteArray = 6, FixedLenByteArray = 7 }

internal enum ParquetRepetition { Required = 0, Optional = 1, Repeated = 2 }

internal enum ParquetCodec { Uncompressed = 0, Snappy = 1, Gzip = 2, Lzo = 3, Brotli = 4, Lz4 = 5, Zstd = 6, Lz4Raw = 7 }

internal enum ParquetEncoding
{
    Plain = 0, PlainDictionary = 2, Rle = 3, BitPacked = 4, DeltaBinaryPacked = 5, DeltaLengthByteArray = 6, DeltaByteArray = 7, RleDictionary = 8, ByteStreamSplit = 9,
}

internal enum ParquetPageType { Data = 0, Index = 1, Dictionary = 2, DataV2 = 3 }

/// <summary>What the values of a column mean, beyond their physical type. The numbers are the fields of Parquet's union LogicalType.</summary>
internal enum ParquetMeaning { None = 0, String = 1, Map = 2, List = 3, Enum = 4, Decimal = 5, Date = 6, Time = 7, Timestamp = 8, Integer = 10, Unknown = 11, Json = 12, Bson = 13, Uuid = 14, Float16 = 15, Interval = 100 }

/// <summary>Units of times and timestamps. The numbers are the fields of Parquet's union TimeUnit.</summary>
internal enum ParquetUnit { Millis = 1, Micros = 2, Nanos = 3 }

/// <summary>A logical type and its parameters; those that it has none of are 0.</summary>
internal readonly record struct ParquetLogicalType(ParquetMeaning Meaning)
{
    public int Scale { get; init; }
    public int Precision { get; init; }
    public int BitWidth { get; init; }
    public bool IsSigned { get; init; }
    public ParquetUnit Unit { get; init; }
    public bool IsUtc { get; init; }
}

/// <summary>One element of the schema, which is a tree in depth-first order.</summary>
internal sealed record ParquetElement(string Name)
{
    public ParquetType? Type { get; init; }
    public int TypeLength { get; init; }
    public ParquetRepetition Repetition { get; init; }
    public int Children { get; init; }
    public ParquetLogicalType Logical { get; init; }
}

/// <summary>One column of one row group.</summary>
internal sealed record ParquetChunk
{
    public ParquetType Type { get; init; }
    public ParquetCodec Codec { get; init; }
    public IReadOnlyList<string> Path { get; init; } = [];
    public IReadOnlyList<ParquetEncoding> Encodings { get; init; } = [];
    public long Values { get; init; }
    public long UncompressedSize { get; init; }
    public long CompressedSize { get; init; }
    public long DataOffset { get; init; }
    public long DictionaryOffset { get; init; }
    public bool IsElsewhere { get; init; }
    public bool IsEncrypted { get; init; }
}

internal sealed record ParquetRowGroup(IReadOnlyList<ParquetChunk> Chunks, long Rows);

/// <summary>A file's footer.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift</remarks>
internal sealed record ParquetMetadata(IReadOnlyList<ParquetElement> Schema, long Rows, IReadOnlyList<ParquetRowGroup> RowGroups, IReadOnlyDictionary<string, string> KeyValues);

/// <summary>The header before a page's bytes.</summary>
internal readonly record struct ParquetPageHeader(ParquetPageType Type, int UncompressedSize, int CompressedSize)
{
    public int Values { get; init; }
    public ParquetEncoding Encoding { get; init; }
    public ParquetEncoding DefinitionEncoding { get; init; }
    public ParquetEncoding RepetitionEncoding { get; init; }
    public int DefinitionLength { get; init; }
    public int RepetitionLength { get; init; }
    public bool IsCompressed { get; init; }
}
