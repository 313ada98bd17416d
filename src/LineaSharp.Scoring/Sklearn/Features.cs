using System.Globalization;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>What an estimator is given: columns of numbers or of texts, named or not. Immutable.</summary>
internal sealed class Features
{
    private readonly FeatureColumn[]? _columns;
    private Matrix? _matrix;

    private Features(int rows, int columns, IReadOnlyList<string>? names, Matrix? matrix, FeatureColumn[]? parts) =>
        (RowCount, ColumnCount, Names, _matrix, _columns) = (rows, columns, names, matrix, parts);

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>The columns' names; null for a matrix.</summary>
    public IReadOnlyList<string>? Names { get; }

    public static Features Of(Matrix matrix, IReadOnlyList<string>? names = null) => new(matrix.Rows, matrix.Columns, names, matrix, null);

    public static Features Of(IReadOnlyList<FeatureColumn> columns, int rows, IReadOnlyList<string>? names = null) =>
        new(rows, columns.Count, names, null, columns.ToArray());

    public static Features Of(Table table) => Of(table.Columns.Select(FeatureColumn.Of).ToArray(), table.RowCount, table.Columns.Select(c => c.Name).ToArray());

    /// <summary>All columns as numbers.</summary>
    /// <exception cref="ArgumentException">A column holds something else.</exception>
    public Matrix ToMatrix()
    {
        if (_matrix is not null) return _matrix;
        var matrix = new Matrix(RowCount, ColumnCount);
        for (var c = 0; c < ColumnCount; c++)
        {
            var numbers = _columns![c].Numbers ?? throw new ArgumentException($"The column '{NameOf(c)}' holds texts, and the estimator needs numbers.");
            for (var r = 0; r < RowCount; r++) matrix[r, c] = numbers[r];
        }
        return _matrix = matrix;
    }

    public FeatureColumn Column(int index)
    {
        if (_columns is not null) return _columns[index];
        var numbers = new double[RowCount];
        for (var row = 0; row < numbers.Length; row++) numbers[row] = _matrix![row, index];
        return new FeatureColumn(numbers);
    }

    /// <summary>Some columns, with their names.</summary>
    public Features Select(IReadOnlyList<int> columns)
    {
        var names = Names is null ? null : columns.Select(c => Names[c]).ToArray();
        if (_columns is not null) return Of(columns.Select(c => _columns[c]).ToArray(), RowCount, names);
        return Of(_matrix!.Map(columns.Count, (row, result) =>
        {
            for (var i = 0; i < result.Length; i++) result[i] = row[columns[i]];
        }), names);
    }

    public Features Rows(int first, int count) => _matrix is not null
        ? Of(new Matrix(_matrix.Values[(first * ColumnCount)..((first + count) * ColumnCount)], count, ColumnCount), Names)
        : Of(_columns!.Select(c => c.Rows(first, count)).ToArray(), count, Names);

    public Features Named(IReadOnlyList<string> names) => new(RowCount, ColumnCount, names, _matrix, _columns);

    public Features WithoutNames() => Names is null ? this : new(RowCount, ColumnCount, null, _matrix, _columns);

    /// <summary>Features beside each other.</summary>
    public static Features Beside(IReadOnlyList<Features> parts, int rows) => parts.All(p => p._matrix is not null) && parts.Count > 0
        ? Of(Matrix.Beside(parts.Select(p => p._matrix!).ToArray()))
        : Of(parts.SelectMany(p => Enumerable.Range(0, p.ColumnCount).Select(p.Column)).ToArray(), rows);

    private string NameOf(int column) => Names?[column] ?? $"{column}";
}

/// <summary>A column: numbers (missing ones are NaN), or texts and other values (missing ones are null).</summary>
internal sealed class FeatureColumn
{
    private readonly object?[]? _values;

    public FeatureColumn(double[] numbers) => Numbers = numbers;

    public FeatureColumn(object?[] values) => _values = values;

    /// <summary>The values when all are numbers; else null.</summary>
    public double[]? Numbers { get; }

    public int Length => Numbers?.Length ?? _values!.Length;

    /// <summary>A value: a double, or a text; null where it is missing.</summary>
    public object? this[int row] => Numbers is null ? _values![row] : double.IsNaN(Numbers[row]) ? null : Numbers[row];

    public FeatureColumn Rows(int first, int count) => Numbers is not null ? new(Numbers[first..(first + count)]) : new(_values![first..(first + count)]);

    public static FeatureColumn Of(TableColumn column)
    {
        if (column.Type == ColumnType.String) return new(column.Values.Cast<object?>().ToArray());
        if (column.Type == ColumnType.Binary || column.Type == ColumnType.DateTime || column.Type is not ScalarType)
        {
            var values = column.Values.Cast<object?>().Select(v =>
                v is double.NaN ? null : v is IConvertible and not string and not DateTime ? Convert.ToDouble(v, CultureInfo.InvariantCulture) : v).ToArray();
            return values.All(v => v is null or double) ? new(Array.ConvertAll(values, v => v is double number ? number : double.NaN)) : new(values);
        }
        return new(column.ToDoubles());
    }
}
