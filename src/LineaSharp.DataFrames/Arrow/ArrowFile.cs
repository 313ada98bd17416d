using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace LineaSharp.DataFrames;

/// <summary>Files of Arrow's own format: the file format (Feather version 2) and the stream format.</summary>
/// <remarks>A file is a stream between <c>ARROW1</c> and a footer, which says nothing that the stream does not; both are read as a stream.</remarks>
internal static class ArrowFile
{
    private static readonly byte[] Magic = "ARROW1\0\0"u8.ToArray();

    public static async Task<ArrowBatches> ReadAsync(string path, TableFileOptions options, CancellationToken ct)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        if (file.Length < 8) throw new InvalidDataException("it is too short");
        var head = new byte[8];
        await file.ReadExactlyAsync(head, ct).ConfigureAwait(false);
        if (head.AsSpan(0, 4).SequenceEqual("FEA1"u8)) throw FrameErrors.NotSupported("The file is Feather version 1, which was given up. Write it as version 2.");
        var start = head.AsSpan(0, 6).SequenceEqual(Magic.AsSpan(0, 6)) ? Magic.Length : 0;
        IpcMessages.Check(file, start, MemoryBudget.For(file.Length, options.MaxMemory));
        file.Position = start;

        using var reader = new ArrowStreamReader(file, new CompressionCodecFactory(), leaveOpen: true);
        var schema = await reader.GetSchema(ct).ConfigureAwait(false);
        var columns = options.Columns?.Select(name => schema.GetFieldIndex(name) is >= 0 and var i ? i : throw FrameErrors.NoColumn(name, schema.FieldsList.Select(f => f.Name))).ToArray();
        if (columns is not null) schema = new ArrowSchema(columns.Select(i => schema.FieldsList[i]), null);
        var batches = new List<RecordBatch>();
        while (await reader.ReadNextRecordBatchAsync(ct).ConfigureAwait(false) is { } batch)
        {
            var arrays = columns is null ? batch.Arrays.ToArray() : columns.Select(batch.Column).ToArray();
            if (arrays.Length != schema.FieldsList.Count) throw new InvalidDataException($"a batch has {arrays.Length} columns, the schema {schema.FieldsList.Count}");
            for (var i = 0; i < arrays.Length; i++)
            {
                if (arrays[i].Length != batch.Length) throw new InvalidDataException($"the column '{schema.FieldsList[i].Name}' has {arrays[i].Length} values in a batch of {batch.Length} rows");
                ArrowCheck.Array(arrays[i].Data, schema.FieldsList[i].Name);
            }
            batches.Add(new RecordBatch(schema, arrays, batch.Length));
        }
        return new(schema, batches);
    }

    public static async Task WriteAsync(Stream file, ArrowSchema schema, IEnumerable<RecordBatch> batches, TableCompression compression, CancellationToken ct)
    {
        var options = new IpcOptions { CompressionCodecFactory = new CompressionCodecFactory(), CompressionCodec = compression switch
        {
            TableCompression.None => null,
            TableCompression.Lz4 => CompressionCodecType.Lz4Frame,
            TableCompression.Zstd => CompressionCodecType.Zstd,
            _ => throw new ArgumentException($"Arrow files are not written with the compression {compression}; use None, Lz4 or Zstd.", nameof(compression)),
        } };
        using var writer = new ArrowFileWriter(file, schema, leaveOpen: true, options);
        await writer.WriteStartAsync(ct).ConfigureAwait(false);
        foreach (var batch in batches) await writer.WriteRecordBatchAsync(batch, ct).ConfigureAwait(false);
        await writer.WriteEndAsync(ct).ConfigureAwait(false);
    }
}
