using Apache.Arrow;
using LineaSharp.Formats;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace LineaSharp.DataFrames;

/// <summary>Tables as Parquet, in one file <c>value.parquet</c> that pandas, polars, DuckDB, Spark and the others read.</summary>
/// <remarks>
/// <para>A value is a <see cref="Table"/>, a <see cref="DataFrame"/>, an Apache.Arrow.Table or RecordBatch, or ML.NET's <see cref="IDataView"/>; it comes back as any of these, whatever
/// was saved. <see cref="TableConversions"/> says what each of them cannot hold. Files of other libraries are read, too, but for
/// encrypted columns and the codec LZO.</para>
/// <para>Rows are written a row group at a time. It is Arrow's own library that reads and writes, in native code: for Linux (glibc), macOS and Windows, on x64 and arm64.</para>
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
        var path = directory.File(FileName);
        var compression = _options.Compression ?? TableCompression.Snappy;
        await Task.Run(() => ParquetOutput.Write(path, schema, batches, compression, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken) =>
        TableFile.LoadAsync(directory, type, Name, (path, ct) => ParquetInput.ReadAsync(path, _options, ct), cancellationToken);
}
