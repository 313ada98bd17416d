using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>Numbers in rows and columns, row after row.</summary>
internal sealed class Matrix
{
    public Matrix(double[] values, int rows, int columns)
    {
        if ((long)rows * columns != values.Length) throw new ArgumentException($"{values.Length} values are no {rows} rows of {columns}.", nameof(values));
        (Values, Rows, Columns) = (values, rows, columns);
    }

    public Matrix(int rows, int columns) : this(New(rows, columns), rows, columns) { }

    private static double[] New(int rows, int columns) => (long)rows * columns <= Array.MaxLength ? new double[rows * columns]
        : throw new ArgumentException($"{rows} rows of {columns} numbers are more than an array holds. Ask for fewer rows at a time.");

    public double[] Values { get; }

    public int Rows { get; }

    public int Columns { get; }

    public double this[int row, int column]
    {
        get => Values[row * Columns + column];
        set => Values[row * Columns + column] = value;
    }

    public Span<double> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>A matrix of as many rows, each made of one row of this one.</summary>
    public Matrix Map(int columns, RowMap map)
    {
        var result = new Matrix(Rows, columns);
        for (var row = 0; row < Rows; row++) map(Row(row), result.Row(row));
        return result;
    }

    /// <summary>Each row's product with a vector, and one number added for each: what linear models do.</summary>
    public void Times(ReadOnlySpan<double> vector, ReadOnlySpan<double> plus, Span<double> result)
    {
        for (var row = 0; row < Rows; row++) result[row] = Vectors.Dot(vector, Row(row)) + (plus.IsEmpty ? 0 : plus[row]);
    }

    public Matrix Transposed()
    {
        var result = new Matrix(Columns, Rows);
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < Columns; column++) result[column, row] = this[row, column];
        return result;
    }

    public static Matrix OfColumn(double[] values) => new(values, values.Length, 1);

    /// <summary>Matrices below each other.</summary>
    public static Matrix Stack(IReadOnlyList<Matrix> parts)
    {
        if (parts is [var only]) return only;
        var result = new Matrix(parts.Sum(p => p.Rows), parts[0].Columns);
        var at = 0;
        foreach (var part in parts)
        {
            part.Values.CopyTo(result.Values, at);
            at += part.Values.Length;
        }
        return result;
    }

    /// <summary>Matrices beside each other.</summary>
    public static Matrix Beside(IReadOnlyList<Matrix> parts)
    {
        if (parts is [var only]) return only;
        var result = new Matrix(parts[0].Rows, parts.Sum(p => p.Columns));
        for (var row = 0; row < result.Rows; row++)
        {
            var rest = result.Row(row);
            foreach (var part in parts)
            {
                part.Row(row).CopyTo(rest);
                rest = rest[part.Columns..];
            }
        }
        return result;
    }
}
