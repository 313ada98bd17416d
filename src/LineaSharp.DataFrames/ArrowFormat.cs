using Apache.Arrow;
using LineaSharp.Formats;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace LineaSharp.DataFrames;

/// <summary>Tables in Arrow's own file format (Feather version 2), in one file <c>value.arrow</c>: larger than Parquet, faster to read, and exact for every type of Arrow.</summary>
/// <remarks>Values are those of <see cref="ParquetFormat"/>; register it before that one to save in this format. Files and streams that other libraries wrote are read, compressed by LZ4 or
/// Zstandard too; unions, run-end encoded arrays, list views and intervals of calendar time are not.</remarks>
/// <param name="options">Columns, compression and bounds. The default is <see cref="TableFileOptions"/>'s.</param>
public sealed class ArrowFormat(TableFileOptions? options = null) : IArtifactFormat
{
    private const string FileName = "value.arrow";
    private readonly TableFileOptions _options = options ?? new TableFileOptions();

    /// <inheritdoc/>
    public string Name => "arrow";

    /// <inheritdoc/>
    public Type UntypedAs => typeof(Table);

    /// <inheritdoc/>
    public bool CanSave(object value) => TableValues.CanSave(value);

    /// <summary>Whether the type is <see cref="Table"/>, <see cref="DataFrame"/>, an Apache.Arrow.Table, <see cref="RecordBatch"/> or <see cref="IDataView"/> (or object).</summary>
    public bool CanLoadAs(Type type) => TableValues.CanLoadAs(type);

    /// <inheritdoc/>
    /// <exception cref="LineaException">NotSupported: the values of a column are of no one type; the message names it.</exception>
    public async Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(directory);
        var (schema, batches) = TableValues.ToArrow(value, _options.RowGroupSize);
        // Apache.Arrow asks a stream for its place, which one that hashes has not.
        using var file = new FileStream(directory.File(FileName), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
        await ArrowFile.WriteAsync(file, schema, batches, _options.Compression ?? TableCompression.Lz4, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken) =>
        TableFile.LoadAsync(directory, type, Name, (path, ct) => ArrowFile.ReadAsync(path, _options, ct), cancellationToken);
}
