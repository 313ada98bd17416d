using System.Buffers.Binary;
using Apache.Arrow;

namespace LineaSharp.DataFrames;

/// <summary>Writes a Parquet file, one row group for each record batch: one page of plain values for each column, levels as runs.</summary>
internal sealed class ParquetFileWriter
{
    private static readonly byte[] Magic = "PAR1"u8.ToArray();
    private readonly Stream _file;
    private readonly ArrowSchema _schema;
    private readonly ParquetCodec _codec;
    private readonly IReadOnlyList<ParquetElement> _elements;
    private readonly IReadOnlyList<ParquetElement> _leaves;
    private readonly IReadOnlyList<IReadOnlyList<string>> _paths;
    private readonly List<ParquetRowGroup> _groups = [];
    private long _position;

    public ParquetFileWriter(Stream file, ArrowSchema schema, TableCompression compression)
    {
        _file = file;
        _schema = schema;
        _codec = compression switch
        {
            TableCompression.None => ParquetCodec.Uncompressed,
            TableCompression.Snappy => ParquetCodec.Snappy,
            TableCompression.Zstd => ParquetCodec.Zstd,
            _ => throw new ArgumentException($"Parquet files are not written with the compression {compression} here; use None, Snappy or Zstd.", nameof(compression)),
        };
        (_elements, _paths) = ParquetSchemaWriter.Of(schema);
        _leaves = _elements.Where(e => e.Type is not null).ToArray();
    }

    public async Task StartAsync(CancellationToken ct) => await WriteAsync(Magic, ct).ConfigureAwait(false);

    public async Task WriteAsync(RecordBatch batch, CancellationToken ct)
    {
        var chunks = new List<ParquetChunk>();
        for (var i = 0; i < batch.ColumnCount; i++)
            foreach (var entries in ParquetShredding.Of(_schema.FieldsList[i], batch.Column(i)))
            {
                ct.ThrowIfCancellationRequested();
                chunks.Add(await WriteAsync(_leaves[chunks.Count], _paths[chunks.Count], entries, ct).ConfigureAwait(false));
            }
        _groups.Add(new(chunks, batch.Length));
    }

    public async Task FinishAsync(CancellationToken ct)
    {
        var keyValues = ArrowHints.Write(_schema) is { } hints ? new Dictionary<string, string> { [ArrowHints.Key] = hints } : [];
        var footer = ParquetMetadataWriter.Footer(new(_elements, _groups.Sum(g => g.Rows), _groups, keyValues));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        await WriteAsync(footer, ct).ConfigureAwait(false);
        await WriteAsync(length, ct).ConfigureAwait(false);
        await WriteAsync(Magic, ct).ConfigureAwait(false);
    }

    private async Task<ParquetChunk> WriteAsync(ParquetElement element, IReadOnlyList<string> path, ParquetEntries entries, CancellationToken ct)
    {
        var (header, body, uncompressed) = Page(element, string.Join('.', path), entries);
        var start = _position;
        await WriteAsync(header, ct).ConfigureAwait(false);
        await WriteAsync(body, ct).ConfigureAwait(false);
        return new ParquetChunk
        {
            Type = element.Type!.Value, Codec = _codec, Path = path, Values = entries.Index.Length, DataOffset = start, CompressedSize = header.Length + (long)body.Length,
            UncompressedSize = header.Length + (long)uncompressed,
        };
    }

    private (byte[] Header, byte[] Body, int Uncompressed) Page(ParquetElement element, string column, ParquetEntries entries)
    {
        using var page = new MemoryStream();
        if (entries.MaxRepetition > 0) Levels(page, entries.Repetition);
        if (entries.MaxDefinition > 0) Levels(page, entries.Definition);
        ParquetPlain.Write(page, element, entries, column);
        var bytes = page.GetBuffer().AsSpan(0, (int)page.Length);
        var body = PageCompression.Compress(_codec, bytes).ToArray();
        return (ParquetMetadataWriter.DataPage(entries.Index.Length, bytes.Length, body.Length), body, bytes.Length);
    }

    // Runs of one value each; the codec makes alternating ones small.
    private static void Levels(MemoryStream page, byte[] levels)
    {
        var start = page.Position;
        page.Write([0, 0, 0, 0]);
        for (var at = 0; at < levels.Length;)
        {
            var end = levels.AsSpan(at).IndexOfAnyExcept(levels[at]);
            var count = end < 0 ? levels.Length - at : end;
            for (var head = (uint)count << 1; ; head >>= 7)
            {
                page.WriteByte((byte)(head > 0x7F ? head | 0x80 : head));
                if (head <= 0x7F) break;
            }
            page.WriteByte(levels[at]);
            at += count;
        }
        BinaryPrimitives.WriteInt32LittleEndian(page.GetBuffer().AsSpan((int)start), (int)(page.Position - start - 4));
    }

    private async Task WriteAsync(byte[] bytes, CancellationToken ct)
    {
        await _file.WriteAsync(bytes, ct).ConfigureAwait(false);
        _position += bytes.Length;
    }
}
