namespace LineaSharp.DataFrames;

/// <summary>Reads the footer and page headers. What a file claims is not believed here: it is checked where it is used.</summary>
internal static class ParquetMetadataReader
{
    public static ParquetMetadata Read(ReadOnlySpan<byte> bytes)
    {
        var r = new ThriftReader(bytes);
        List<ParquetElement>? schema = null;
        List<ParquetRowGroup> groups = [];
        Dictionary<string, string> keyValues = new(StringComparer.Ordinal);
        long rows = 0;
        for (var id = 0; r.NextField(ref id, out var type);)
            switch (id)
            {
                case 2:
                    schema = [];
                    for (var n = r.List(type, ThriftType.Struct); n > 0; n--) schema.Add(Element(ref r));
                    break;
                case 3: rows = r.Int64(type); break;
                case 4:
                    for (var n = r.List(type, ThriftType.Struct); n > 0; n--) groups.Add(RowGroup(ref r));
                    break;
                case 5:
                    for (var n = r.List(type, ThriftType.Struct); n > 0; n--) KeyValue(ref r, keyValues);
                    break;
                case 8: throw FrameErrors.NotSupported("The Parquet file is encrypted, and this package has no keys. Save it without encryption.");
                default: r.Skip(type); break;
            }
        return new(schema ?? throw new InvalidDataException("the footer has no schema"), rows, groups, keyValues);
    }

    public static ParquetPageHeader Page(ReadOnlySpan<byte> bytes, out int length)
    {
        var r = new ThriftReader(bytes);
        var header = new ParquetPageHeader { Type = (ParquetPageType)(-1), UncompressedSize = -1, CompressedSize = -1, IsCompressed = true, DefinitionEncoding = ParquetEncoding.Rle, RepetitionEncoding = ParquetEncoding.Rle };
        for (var id = 0; r.NextField(ref id, out var type);)
            header = id switch
            {
                1 => header with { Type = (ParquetPageType)r.Int32(type) },
                2 => header with { UncompressedSize = r.Int32(type) },
                3 => header with { CompressedSize = r.Int32(type) },
                5 or 7 => Values(ref r, type, header),
                8 => ValuesV2(ref r, type, header),
                _ => Skipped(ref r, type, header),
            };
        length = r.Position;
        return header;
    }

    private static ParquetPageHeader Values(ref ThriftReader r, ThriftType type, ParquetPageHeader header)
    {
        ThriftReader.Struct(type);
        for (var id = 0; r.NextField(ref id, out var field);)
            header = id switch
            {
                1 => header with { Values = r.Int32(field) },
                2 => header with { Encoding = (ParquetEncoding)r.Int32(field) },
                // A dictionary page's third field is a flag.
                3 when field == ThriftType.Int32 => header with { DefinitionEncoding = (ParquetEncoding)r.Int32(field) },
                4 => header with { RepetitionEncoding = (ParquetEncoding)r.Int32(field) },
                _ => Skipped(ref r, field, header),
            };
        return header;
    }

    private static ParquetPageHeader ValuesV2(ref ThriftReader r, ThriftType type, ParquetPageHeader header)
    {
        ThriftReader.Struct(type);
        for (var id = 0; r.NextField(ref id, out var field);)
            header = id switch
            {
                1 => header with { Values = r.Int32(field) },
                4 => header with { Encoding = (ParquetEncoding)r.Int32(field) },
                5 => header with { DefinitionLength = r.Int32(field) },
                6 => header with { RepetitionLength = r.Int32(field) },
                7 => header with { IsCompressed = ThriftReader.Bool(field) },
                _ => Skipped(ref r, field, header),
            };
        return header;
    }

    private static ParquetPageHeader Skipped(ref ThriftReader r, ThriftType type, ParquetPageHeader header)
    {
        r.Skip(type);
        return header;
    }

    private static ParquetElement Element(ref ThriftReader r)
    {
        var element = new ParquetElement("");
        int converted = -1, scale = 0, precision = 0;
        for (var id = 0; r.NextField(ref id, out var type);)
            switch (id)
            {
                case 1: element = element with { Type = (ParquetType)r.Int32(type) }; break;
                case 2: element = element with { TypeLength = r.Int32(type) }; break;
                case 3: element = element with { Repetition = (ParquetRepetition)r.Int32(type) }; break;
                case 4: element = element with { Name = r.Text(type) }; break;
                case 5: element = element with { Children = r.Int32(type) }; break;
                case 6: converted = r.Int32(type); break;
                case 7: scale = r.Int32(type); break;
                case 8: precision = r.Int32(type); break;
                case 10: element = element with { Logical = Logical(ref r, type) }; break;
                default: r.Skip(type); break;
            }
        return element.Logical.Meaning == ParquetMeaning.None ? element with { Logical = Converted(converted, scale, precision) } : element;
    }

    // The annotations of older writers, which newer ones still write beside the new ones.
    private static ParquetLogicalType Converted(int converted, int scale, int precision) => converted switch
    {
        0 => new(ParquetMeaning.String),
        1 or 2 => new(ParquetMeaning.Map),
        3 => new(ParquetMeaning.List),
        4 => new(ParquetMeaning.Enum),
        5 => new(ParquetMeaning.Decimal) { Scale = scale, Precision = precision },
        6 => new(ParquetMeaning.Date),
        7 => new(ParquetMeaning.Time) { Unit = ParquetUnit.Millis, IsUtc = true },
        8 => new(ParquetMeaning.Time) { Unit = ParquetUnit.Micros, IsUtc = true },
        9 => new(ParquetMeaning.Timestamp) { Unit = ParquetUnit.Millis, IsUtc = true },
        10 => new(ParquetMeaning.Timestamp) { Unit = ParquetUnit.Micros, IsUtc = true },
        >= 11 and <= 14 => new(ParquetMeaning.Integer) { BitWidth = 8 << (converted - 11) },
        >= 15 and <= 18 => new(ParquetMeaning.Integer) { BitWidth = 8 << (converted - 15), IsSigned = true },
        19 => new(ParquetMeaning.Json),
        20 => new(ParquetMeaning.Bson),
        21 => new(ParquetMeaning.Interval),
        _ => default,
    };

    private static ParquetLogicalType Logical(ref ThriftReader r, ThriftType type)
    {
        ThriftReader.Struct(type);
        var logical = default(ParquetLogicalType);
        for (var id = 0; r.NextField(ref id, out var field);)
        {
            logical = new((ParquetMeaning)id);
            ThriftReader.Struct(field);
            for (var inner = 0; r.NextField(ref inner, out var value);)
                logical = (logical.Meaning, inner) switch
                {
                    (ParquetMeaning.Decimal, 1) => logical with { Scale = r.Int32(value) },
                    (ParquetMeaning.Decimal, 2) => logical with { Precision = r.Int32(value) },
                    (ParquetMeaning.Time or ParquetMeaning.Timestamp, 1) => logical with { IsUtc = ThriftReader.Bool(value) },
                    (ParquetMeaning.Time or ParquetMeaning.Timestamp, 2) => logical with { Unit = Unit(ref r, value) },
                    (ParquetMeaning.Integer, 1) => logical with { BitWidth = r.Int32(value) },
                    (ParquetMeaning.Integer, 2) => logical with { IsSigned = ThriftReader.Bool(value) },
                    _ => SkippedLogical(ref r, value, logical),
                };
        }
        return logical;
    }

    private static ParquetLogicalType SkippedLogical(ref ThriftReader r, ThriftType type, ParquetLogicalType logical)
    {
        r.Skip(type);
        return logical;
    }

    private static ParquetUnit Unit(ref ThriftReader r, ThriftType type)
    {
        ThriftReader.Struct(type);
        ParquetUnit unit = 0;
        for (var id = 0; r.NextField(ref id, out var field);)
        {
            unit = (ParquetUnit)id;
            r.Skip(field);
        }
        return unit;
    }

    private static void KeyValue(ref ThriftReader r, Dictionary<string, string> into)
    {
        string key = "", value = "";
        for (var id = 0; r.NextField(ref id, out var type);)
            switch (id)
            {
                case 1: key = r.Text(type); break;
                case 2: value = r.Text(type); break;
                default: r.Skip(type); break;
            }
        into[key] = value;
    }

    private static ParquetRowGroup RowGroup(ref ThriftReader r)
    {
        List<ParquetChunk> chunks = [];
        long rows = -1;
        for (var id = 0; r.NextField(ref id, out var type);)
            switch (id)
            {
                case 1:
                    for (var n = r.List(type, ThriftType.Struct); n > 0; n--) chunks.Add(Chunk(ref r));
                    break;
                case 3: rows = r.Int64(type); break;
                default: r.Skip(type); break;
            }
        return new(chunks, rows);
    }

    private static ParquetChunk Chunk(ref ThriftReader r)
    {
        var chunk = new ParquetChunk();
        for (var id = 0; r.NextField(ref id, out var type);)
            switch (id)
            {
                case 1:
                    r.Skip(type);
                    chunk = chunk with { IsElsewhere = true };
                    break;
                case 3: chunk = ChunkMetadata(ref r, type, chunk); break;
                case 8 or 9:
                    r.Skip(type);
                    chunk = chunk with { IsEncrypted = true };
                    break;
                default: r.Skip(type); break;
            }
        return chunk;
    }

    private static ParquetChunk ChunkMetadata(ref ThriftReader r, ThriftType type, ParquetChunk chunk)
    {
        ThriftReader.Struct(type);
        for (var id = 0; r.NextField(ref id, out var field);)
            switch (id)
            {
                case 1: chunk = chunk with { Type = (ParquetType)r.Int32(field) }; break;
                case 3: chunk = chunk with { Path = Path(ref r, field) }; break;
                case 4: chunk = chunk with { Codec = (ParquetCodec)r.Int32(field) }; break;
                case 5: chunk = chunk with { Values = r.Int64(field) }; break;
                case 7: chunk = chunk with { CompressedSize = r.Int64(field) }; break;
                case 9: chunk = chunk with { DataOffset = r.Int64(field) }; break;
                case 11: chunk = chunk with { DictionaryOffset = r.Int64(field) }; break;
                default: r.Skip(field); break;
            }
        return chunk;
    }

    private static string[] Path(ref ThriftReader r, ThriftType type)
    {
        var path = new string[r.List(type, ThriftType.Binary)];
        for (var i = 0; i < path.Length; i++) path[i] = r.Text(ThriftType.Binary);
        return path;
    }
}
