using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace LineaSharp.DataFrames;

/// <summary>Reads a Parquet file by Arrow's own library, a part of its rows at a time.</summary>
internal static class ParquetInput
{
    // Parts are small, so that a file that stands for far more than its size is noticed before much was allocated.
    private const int PartRows = 1 << 13;
    private const int MaxDepth = 50;

    // The library descends into the schema on the stack before anybody can ask how deep that is; this stack holds as many levels as its reader of metadata lets through.
    private const int MaxElements = 100_000;
    private const int StackSize = 128 << 20;

    public static Task<ArrowBatches> ReadAsync(string path, TableFileOptions options, CancellationToken ct)
    {
        var result = new TaskCompletionSource<ArrowBatches>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                result.SetResult(ParquetLibrary.Read(() => Read(path, options, ct)));
            }
            catch (OperationCanceledException e)
            {
                result.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }, StackSize) { IsBackground = true, Name = "Parquet" }.Start();
        return result.Task;
    }

    private static ArrowBatches Read(string path, TableFileOptions options, CancellationToken ct)
    {
        CheckEnd(path);
        var budget = MemoryBudget.For(new FileInfo(path).Length, options.MaxMemory);
        using var properties = ReaderProperties.GetDefaultReaderProperties();
        properties.SetThriftContainerSizeLimit(MaxElements);
        using var arrowProperties = ArrowReaderProperties.GetDefault();
        arrowProperties.BatchSize = PartRows;
        arrowProperties.PreBuffer = false;
        arrowProperties.UseThreads = false;
        using var reader = new FileReader(path, properties, arrowProperties);
        var metadata = reader.ParquetReader.FileMetaData;
        CheckDepth(metadata.Schema);

        // Arrow's interface between languages has no table without columns; Parquet has.
        var schema = new ArrowSchema(metadata.Schema.NumColumns == 0 ? [] : reader.Schema.FieldsList, null);
        var columns = options.Columns?.Select(name => schema.GetFieldIndex(name) is >= 0 and var i ? i : throw FrameErrors.NoColumn(name, schema.FieldsList.Select(f => f.Name))).ToArray();
        if (columns is not null) schema = new ArrowSchema(columns.Select(i => schema.FieldsList[i]), null);
        var leaves = columns?.Distinct().Order().SelectMany(i => LeavesOf(reader.SchemaManifest.SchemaField(i))).ToArray();
        // The library gives the columns in the file's order, whatever the caller's is.
        var places = columns?.Select(c => columns.Distinct().Order().ToList().IndexOf(c)).ToArray();
        var batches = new List<RecordBatch>();
        if (schema.FieldsList.Count == 0) return new(schema, batches);

        using var parts = reader.GetRecordBatchReader(columns: leaves);
        long rows = 0;
        while (Next(parts, ct) is { } part)
        {
            using (part) batches.Add(Taken(part, schema, places, budget));
            rows += part.Length;
        }
        if (rows != metadata.NumRows) throw new InvalidDataException($"it has {rows} rows, and claims {metadata.NumRows}");
        return new(schema, batches);
    }

    private static void CheckEnd(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.Length < 12) throw new InvalidDataException("it is too short");
        Span<byte> end = stackalloc byte[4];
        file.Seek(-4, SeekOrigin.End);
        file.ReadExactly(end);
        if (end.SequenceEqual("PARE"u8)) throw FrameErrors.NotSupported("The Parquet file is encrypted, and this package has no keys. Save it without encryption.");
    }

    private static RecordBatch? Next(Apache.Arrow.Ipc.IArrowArrayStream parts, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return parts.ReadNextRecordBatchAsync(ct).AsTask().GetAwaiter().GetResult();
    }

    // A copy, which the garbage collector frees: the library's own memory lives until somebody disposes of it, and a table is not disposed of.
    private static RecordBatch Taken(RecordBatch part, ArrowSchema schema, int[]? places, MemoryBudget budget)
    {
        var arrays = (places is null ? part.Arrays : places.Select(part.Column)).ToArray();
        for (var i = 0; i < arrays.Length; i++)
        {
            if (arrays[i].Length != part.Length) throw new InvalidDataException($"the column '{schema.FieldsList[i].Name}' has {arrays[i].Length} values among {part.Length} rows");
            budget.Take(Buffers.SizeOf(arrays[i].Data));
            ArrowCheck.Array(arrays[i].Data, schema.FieldsList[i].Name);
        }
        return new RecordBatch(schema, arrays.Select(a => ArrowArrayFactory.BuildArray(a.Data.Clone())), part.Length);
    }

    private static void CheckDepth(SchemaDescriptor schema)
    {
        for (var i = 0; i < schema.NumColumns; i++)
        {
            using var path = schema.Column(i).Path;
            if (path.ToDotVector().Length > MaxDepth) throw new InvalidDataException($"its schema is nested too deeply, in more than {MaxDepth} levels");
        }
    }

    private static IEnumerable<int> LeavesOf(SchemaField field) => field.ColumnIndex >= 0 ? [field.ColumnIndex] : field.Children.SelectMany(LeavesOf);
}
