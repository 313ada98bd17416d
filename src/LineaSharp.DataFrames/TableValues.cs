using Apache.Arrow;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace LineaSharp.DataFrames;

/// <summary>The kinds of tables that the formats save and give: they know no others, and files know none of them.</summary>
internal static class TableValues
{
    public static bool CanSave(object value) => value is Table or DataFrame or ArrowTable or RecordBatch or IDataView;

    public static bool CanLoadAs(Type type) =>
        type == typeof(object) || type == typeof(Table) || type == typeof(DataFrame) || type == typeof(ArrowTable) || type == typeof(RecordBatch) || type == typeof(IDataView);

    /// <summary>A value as record batches, one of them in memory at a time where the value allows it.</summary>
    public static (ArrowSchema Schema, IEnumerable<RecordBatch> Batches) ToArrow(object value, int rows) => value switch
    {
        RecordBatch batch => (batch.Schema, Slices(batch, rows)),
        ArrowTable table => (table.Schema, Slices(table, rows)),
        Table table => new TableSource(table).ToArrow(rows),
        DataFrame frame => new DataFrameSource(frame).ToArrow(rows),
        IDataView view => new DataViewSource(view).ToArrow(rows),
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} is no table.", nameof(value)),
    };

    /// <exception cref="LineaException">NotSupported: the type cannot hold a column; the message names it.</exception>
    public static object FromArrow(ArrowBatches read, Type type)
    {
        var (schema, batches) = read;
        if (type == typeof(RecordBatch)) return Single(schema, batches);
        var arrow = ArrowTable.TableFromRecordBatches(schema, batches.Count > 0 ? [.. batches] : [Single(schema, batches)]);
        if (type == typeof(ArrowTable)) return arrow;
        // Arrow and Parquet allow what a table, a data frame and a data view do not.
        if (schema.FieldsList.GroupBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw FrameErrors.CannotHold(twice.Key, $"there {twice.Count()} times", "table", "names are unique in it");
        var table = Table.Of(arrow);
        return type == typeof(DataFrame) ? table.ToDataFrame() : type == typeof(IDataView) ? table.ToDataView() : table;
    }

    private static RecordBatch Single(ArrowSchema schema, IReadOnlyList<RecordBatch> batches)
    {
        if (batches is [var only]) return only;
        var arrays = schema.FieldsList.Select((f, i) => batches.Count == 0 ? ArrowBuild.Empty(f.DataType) : ArrowArrayConcatenator.Concatenate(batches.Select(b => b.Column(i)).ToArray()));
        return new RecordBatch(schema, arrays, checked(batches.Sum(b => b.Length)));
    }

    private static IEnumerable<RecordBatch> Slices(RecordBatch batch, int rows)
    {
        for (var start = 0; start == 0 || start < batch.Length; start += rows)
            yield return batch.Length <= rows ? batch : batch.Slice(start, Math.Min(rows, batch.Length - start));
    }

    // Columns may be cut into chunks at different rows.
    private static IEnumerable<RecordBatch> Slices(ArrowTable table, int rows)
    {
        var columns = Enumerable.Range(0, table.ColumnCount).Select(table.Column).ToArray();
        foreach (var column in columns)
            if (column.Length != table.RowCount) throw FrameErrors.CannotSave(column.Name, column.Type.Name, $"it has {column.Length} values in a table of {table.RowCount} rows");
        for (long start = 0; start < table.RowCount;)
        {
            var at = columns.Select(c => Chunk(c.Data, start)).ToArray();
            var count = (int)Math.Min(rows, at.Min(a => a.Left));
            yield return new RecordBatch(table.Schema, at.Select(a => ArrowArrayFactory.BuildArray(a.Array.Data.Slice(a.Offset, count))), count);
            start += count;
        }
    }

    private static (IArrowArray Array, int Offset, long Left) Chunk(ChunkedArray chunks, long row)
    {
        for (var i = 0; i < chunks.ArrayCount; i++)
        {
            var array = chunks.ArrowArray(i);
            if (row < array.Length) return (array, (int)row, array.Length - row);
            row -= array.Length;
        }
        throw new InvalidOperationException("The table has more rows than its chunks.");
    }
}
