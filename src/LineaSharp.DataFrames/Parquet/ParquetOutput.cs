using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;
using ParquetSharp.Schema;

namespace LineaSharp.DataFrames;

/// <summary>Writes a Parquet file by Arrow's own library, a row group for each record batch.</summary>
/// <remarks>To a path, not to a stream of .NET, which the library would call back, at times from where it is cleaned up.</remarks>
internal static class ParquetOutput
{
    public static void Write(string path, ArrowSchema schema, IEnumerable<RecordBatch> batches, TableCompression compression, CancellationToken ct)
    {
        var codec = CodecOf(compression);
        using var builder = ParquetLibrary.Write(() => new WriterPropertiesBuilder());
        using var properties = builder.Compression(codec).Build();
        if (schema.FieldsList.Count == 0)
        {
            // Arrow's interface between languages has no table without columns; Parquet has.
            ParquetLibrary.Write(() => WriteNothing(path, properties));
            return;
        }
        using var arrowBuilder = new ArrowWriterPropertiesBuilder();
        // Durations, time zones' names and dictionaries, which Parquet itself cannot say.
        using var arrowProperties = arrowBuilder.StoreSchema().Build();
        using var writer = ParquetLibrary.Write(() => new FileWriter(path, schema, properties, arrowProperties));
        foreach (var batch in batches)
        {
            ct.ThrowIfCancellationRequested();
            if (batch.Length > 0) ParquetLibrary.Write(() => writer.WriteRecordBatch(batch, batch.Length));
        }
        ParquetLibrary.Write(writer.Close);
    }

    private static void WriteNothing(string path, WriterProperties properties)
    {
        using var root = new GroupNode("schema", Repetition.Required, []);
        using var writer = new ParquetFileWriter(path, root, properties);
        writer.Close();
    }

    private static Compression CodecOf(TableCompression compression) => compression switch
    {
        TableCompression.None => Compression.Uncompressed,
        TableCompression.Snappy => Compression.Snappy,
        TableCompression.Zstd => Compression.Zstd,
        _ => throw new ArgumentException($"Parquet files are not written with the compression {compression}; use None, Snappy or Zstd.", nameof(compression)),
    };
}
