using Apache.Arrow;
using LineaSharp.Formats;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace LineaSharp.DataFrames;

/// <summary>Tables as Parquet, in one file <c>value.parquet</c> that pandas, polars, DuckDB, Spark and the others read.</summary>
/// <remarks>
/// <para>A value is a <see cref="Table"/>, a <see cref="DataFrame"/>, an Apache.Arrow.Table or RecordBatch, or ML.NET's <see cref="IDataView"/>; it comes back as any of these, whatever
/// was saved. <see cref="TableConversions"/> says what each of them cannot hold. Files of other libraries are read, too: every encoding and logical type of Parquet but encrypted
/// columns, the variant and geometry types, and the codecs LZO and Hadoop's LZ4.</para>
/// <para>Rows are written and read a row group at a time.</para>
/// </remarks>
/// <param name="options">Columns, compression and bounds. The default is <see cref="TableFileOptions"/>'s.</param>
public sealed class ParquetFormat(TableFileOptions? options = null) : IArtifactFormat
{
    private const string FileName = "value.parquet";
    private readonly TableFileOptions _options = options ?? new TableFileOptions();

    /// <inheritdoc/>
    public string Name => "parquet";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(Table);

    /// <inheritdoc/>
    public bool CanSave(object value) => TableValues.CanSave(value);

    /// <summary>Whether the type is <see cref="Table"/>, <see cref="DataFrame"/>, an Apache.Arrow.Table, <see cref="RecordBatch"/> or <see cref="IDataView"/> (or object).</summary>
    public bool CanLoadAs(Type type) => TableValues.CanLoadAs(type);

    /// <inheritdoc/>
    /// <exception cref="LineaException">NotSupported: a column has values that Parquet has no type for; the message names it.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        var (schema, batches) = TableValues.ToArrow(value, _options.RowGroupSize);
        using var file = directory.CreateFile(FileName);
        var writer = new ParquetFileWriter(file, schema, _options.Compression ?? TableCompression.Snappy);
        await writer.StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (var batch in batches) await writer.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken) =>
        TableFile.LoadAsync(directory, type, Name, (path, ct) =>
        {
            using var file = ParquetFile.Open(path, _options);
            return Task.FromResult(new ArrowBatches(file.Schema, Enumerable.Range(0, file.RowGroupCount).Select(i => file.ReadRowGroup(i, ct)).ToArray()));
        }, cancellationToken);
}
