using Apache.Arrow;
using LineaSharp.Models;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace LineaSharp.DataFrames;

/// <summary>Tables of the four kinds into one another: whatever takes a <see cref="Table"/>, as <c>PyFuncModel.Predict</c>, takes all.</summary>
/// <remarks>
/// <para>A conversion that would lose values is an error that names the column, but for these: Arrow's nanoseconds are kept to the 100 that .NET counts; a time zone's name is lost
/// (the instant is kept, as <see cref="DateTimeKind.Utc"/>), and so is the offset of a <see cref="DateTimeOffset"/>; dictionaries become their values.</para>
/// <para>ML.NET has no missing whole numbers, truth values and texts: to a data view, columns with missing whole numbers become Double with NaN, truth values Single with NaN, and a
/// missing text becomes an empty one, a missing list an empty one; decimals become Double, <see cref="Half"/> Single, dates a DateTime, times of day a TimeSpan. From a data view, keys
/// are their numbers, and annotations and hidden columns are left out.</para>
/// </remarks>
public static class TableConversions
{
    private const int PartRows = 1 << 17;

    /// <summary>The table as a data frame; the values are copied.</summary>
    /// <exception cref="LineaException">NotSupported: a data frame has no columns of that type; the message names the column.</exception>
    public static DataFrame ToDataFrame(this Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new(table.Columns.Select(DataFrameColumns.Of));
    }

    /// <summary>The table as Arrow's, in record batches of 131,072 rows; the values are copied.</summary>
    /// <exception cref="LineaException">NotSupported: the values of a column are of no one type, or no type of Arrow holds all of them; the message names the column.</exception>
    public static ArrowTable ToArrow(this Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var (schema, batches) = new TableSource(table).ToArrow(PartRows);
        return (ArrowTable)TableValues.FromArrow(new(schema, batches.ToArray()), typeof(ArrowTable));
    }

    /// <summary>The table as ML.NET's data view; nothing is copied but columns whose type ML.NET has not.</summary>
    /// <exception cref="LineaException">NotSupported: ML.NET has no type for a column; the message names it.</exception>
    public static IDataView ToDataView(this Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TableDataView(table);
    }

    extension(Table)
    {
        /// <summary>The data frame as a table; the values are copied.</summary>
        /// <exception cref="LineaException">NotSupported: a column is of a kind that this package does not know; the message names it.</exception>
        public static Table Of(DataFrame frame)
        {
            ArgumentNullException.ThrowIfNull(frame);
            return new(frame.Columns.Select(c => new TableColumn(c.Name, DataFrameSource.Values(c))).ToArray());
        }

        /// <summary>Arrow's table as a table; the values are copied.</summary>
        /// <exception cref="LineaException">NotSupported: .NET has no type that holds all values of a column; the message names it.</exception>
        public static Table Of(ArrowTable table)
        {
            ArgumentNullException.ThrowIfNull(table);
            return new(Enumerable.Range(0, table.ColumnCount).Select(table.Column).Select(c => new TableColumn(c.Name, ArrowValues.Of(c.Name, c.Data))).ToArray());
        }

        /// <summary>Arrow's record batch as a table; the values are copied.</summary>
        /// <exception cref="LineaException">NotSupported: .NET has no type that holds all values of a column; the message names it.</exception>
        public static Table Of(RecordBatch batch)
        {
            ArgumentNullException.ThrowIfNull(batch);
            return new(batch.Schema.FieldsList.Select((f, i) => new TableColumn(f.Name, ArrowValues.Of(batch.Column(i), batch.Column(i).NullCount > 0, f.Name))).ToArray());
        }

        /// <summary>ML.NET's data view as a table: its rows are read once, and held.</summary>
        /// <exception cref="LineaException">NotSupported: a table has no columns of that type; the message names the column.</exception>
        public static Table Of(IDataView view)
        {
            ArgumentNullException.ThrowIfNull(view);
            if (view is DataFrame frame) return Table.Of(frame);
            var source = new DataViewSource(view);
            if (source.Columns.Count == 0) return new Table();
            var part = source.Parts(Enumerable.Range(0, source.Columns.Count).ToArray(), int.MaxValue).First();
            return new(source.Columns.Select((c, i) => new TableColumn(c.Name, part[i])).ToArray());
        }
    }
}
