namespace LineaSharp.DataFrames;

/// <summary>Writes the footer and page headers, with the annotations of old and new readers.</summary>
internal static class ParquetMetadataWriter
{
    public static byte[] Footer(ParquetMetadata metadata)
    {
        var w = new ThriftWriter();
        w.Struct(() =>
        {
            w.Int32(1, 2);
            w.List(2, ThriftType.Struct, metadata.Schema.Count);
            foreach (var element in metadata.Schema) w.Struct(() => Element(w, element));
            w.Int64(3, metadata.Rows);
            w.List(4, ThriftType.Struct, metadata.RowGroups.Count);
            foreach (var group in metadata.RowGroups) w.Struct(() => RowGroup(w, group));
            if (metadata.KeyValues.Count > 0)
            {
                w.List(5, ThriftType.Struct, metadata.KeyValues.Count);
                foreach (var (key, value) in metadata.KeyValues)
                    w.Struct(() =>
                    {
                        w.Text(1, key);
                        w.Text(2, value);
                    });
            }
            w.Text(6, "LineaSharp");
        });
        return w.Bytes.ToArray();
    }

    public static byte[] DataPage(int values, int uncompressed, int compressed)
    {
        var w = new ThriftWriter();
        w.Struct(() =>
        {
            w.Int32(1, (int)ParquetPageType.Data);
            w.Int32(2, uncompressed);
            w.Int32(3, compressed);
            w.Struct(5, () =>
            {
                w.Int32(1, values);
                w.Int32(2, (int)ParquetEncoding.Plain);
                w.Int32(3, (int)ParquetEncoding.Rle);
                w.Int32(4, (int)ParquetEncoding.Rle);
            });
        });
        return w.Bytes.ToArray();
    }

    private static void Element(ThriftWriter w, ParquetElement element)
    {
        var logical = element.Logical;
        if (element.Type is { } type) w.Int32(1, (int)type);
        if (element.TypeLength > 0) w.Int32(2, element.TypeLength);
        // The root has no repetition.
        if (element.Type is not null || element.Name != ParquetSchemaWriter.Root) w.Int32(3, (int)element.Repetition);
        w.Text(4, element.Name);
        if (element.Type is null) w.Int32(5, element.Children);
        if (Converted(logical) is { } converted) w.Int32(6, converted);
        if (logical.Meaning == ParquetMeaning.Decimal)
        {
            w.Int32(7, logical.Scale);
            w.Int32(8, logical.Precision);
        }
        if (logical.Meaning is not (ParquetMeaning.None or ParquetMeaning.Interval)) w.Struct(10, () => w.Struct((int)logical.Meaning, () => Logical(w, logical)));
    }

    private static void Logical(ThriftWriter w, ParquetLogicalType logical)
    {
        if (logical.Meaning == ParquetMeaning.Decimal)
        {
            w.Int32(1, logical.Scale);
            w.Int32(2, logical.Precision);
        }
        if (logical.Meaning is ParquetMeaning.Time or ParquetMeaning.Timestamp)
        {
            w.Bool(1, logical.IsUtc);
            w.Struct(2, () => w.Struct((int)logical.Unit, () => { }));
        }
        if (logical.Meaning == ParquetMeaning.Integer)
        {
            w.Byte(1, (sbyte)logical.BitWidth);
            w.Bool(2, logical.IsSigned);
        }
    }

    private static int? Converted(ParquetLogicalType logical) => logical.Meaning switch
    {
        ParquetMeaning.String => 0,
        ParquetMeaning.Map => 1,
        ParquetMeaning.List => 3,
        ParquetMeaning.Decimal => 5,
        ParquetMeaning.Date => 6,
        // The old annotations of times say that they are in UTC, and know no nanoseconds.
        ParquetMeaning.Time when logical is { IsUtc: true, Unit: not ParquetUnit.Nanos } => 6 + (int)logical.Unit,
        ParquetMeaning.Timestamp when logical is { IsUtc: true, Unit: not ParquetUnit.Nanos } => 8 + (int)logical.Unit,
        ParquetMeaning.Integer => (logical.IsSigned ? 15 : 11) + int.Log2(logical.BitWidth / 8),
        _ => null,
    };

    private static void RowGroup(ThriftWriter w, ParquetRowGroup group)
    {
        w.List(1, ThriftType.Struct, group.Chunks.Count);
        foreach (var chunk in group.Chunks)
            w.Struct(() =>
            {
                w.Int64(2, chunk.DataOffset);
                w.Struct(3, () => Chunk(w, chunk));
            });
        w.Int64(2, group.Chunks.Sum(c => c.UncompressedSize));
        w.Int64(3, group.Rows);
    }

    private static void Chunk(ThriftWriter w, ParquetChunk chunk)
    {
        w.Int32(1, (int)chunk.Type);
        w.List(2, ThriftType.Int32, 2);
        w.Int32((int)ParquetEncoding.Plain);
        w.Int32((int)ParquetEncoding.Rle);
        w.List(3, ThriftType.Binary, chunk.Path.Count);
        foreach (var part in chunk.Path) w.Text(part);
        w.Int32(4, (int)chunk.Codec);
        w.Int64(5, chunk.Values);
        w.Int64(6, chunk.UncompressedSize);
        w.Int64(7, chunk.CompressedSize);
        w.Int64(9, chunk.DataOffset);
    }
}
