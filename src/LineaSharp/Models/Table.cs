namespace LineaSharp.Models;

/// <summary>A table in memory: named columns of equal length. What models predict on, and give where they give several columns.</summary>
/// <remarks>Immutable as long as nobody changes the arrays that it was made of.</remarks>
public sealed class Table
{
    private readonly Dictionary<string, TableColumn> _byName;

    /// <summary>Makes a table of columns.</summary>
    /// <exception cref="ArgumentException">The columns differ in length, or two have one name.</exception>
    public Table(params IReadOnlyList<TableColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _byName = new(columns.Count, StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (column.Length != columns[0].Length)
                throw new ArgumentException($"The columns differ in length: '{columns[0].Name}' has {columns[0].Length} values, '{column.Name}' has {column.Length}.", nameof(columns));
            if (!_byName.TryAdd(column.Name, column)) throw new ArgumentException($"There are two columns '{column.Name}'.", nameof(columns));
        }
        Columns = columns;
    }

    /// <summary>Makes a table of named arrays, in the dictionary's order.</summary>
    /// <exception cref="ArgumentException">The arrays differ in length, or hold values that no column can.</exception>
    public static Table OfColumns(IReadOnlyDictionary<string, Array> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new(columns.Select(c => new TableColumn(c.Key, c.Value)).ToArray());
    }

    /// <summary>Makes a table of rows; a key that a row lacks is a missing value there.</summary>
    /// <remarks>The type of a column is that of its values; whole numbers and floating-point numbers in one column make it double.</remarks>
    /// <exception cref="ArgumentException">Values of one column are of types that do not go together.</exception>
    public static Table OfRows(IEnumerable<IReadOnlyDictionary<string, object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = rows.ToArray();
        var names = all.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal);
        return new(names.Select(name => new TableColumn(name, TypedValues.Of(name, all.Select(r => r.GetValueOrDefault(name)).ToArray()))).ToArray());
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Columns.Count == 0 ? 0 : Columns[0].Length;

    /// <summary>The column of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public TableColumn this[string name] =>
        Find(name) ?? throw new ArgumentException($"The table has no column '{name}'. It has: {string.Join(", ", Columns.Take(50).Select(c => c.Name))}.", nameof(name));

    /// <summary>The column of that name, or null.</summary>
    public TableColumn? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The columns side by side as one tensor of shape [rows, columns], converted where nothing is lost but digits beyond float32.</summary>
    /// <param name="dtype">NumPy's name of the elements: <c>float64</c>, <c>float32</c>, <c>int64</c>, <c>int32</c>, <c>bool</c> or <c>str</c>.</param>
    /// <exception cref="ArgumentException">A column does not fit that type, or there is no such type.</exception>
    public Array ToTensor(string dtype)
    {
        ArgumentNullException.ThrowIfNull(dtype);
        return TensorTypes.Stack(Columns, dtype);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{RowCount} rows of {string.Join(", ", Columns.Take(20).Select(c => c.Name))}{(Columns.Count > 20 ? " …" : "")}";
}
