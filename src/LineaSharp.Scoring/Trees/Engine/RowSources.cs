using System.Numerics;

namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>Rows one after the other in pinned memory, of which no more than a call's time is known.</summary>
internal sealed unsafe class PinnedRows<T>(T* first, int rowCount, int width) : IRowSource where T : unmanaged, INumber<T>
{
    public int RowCount => rowCount;

    public void Copy(int firstRow, Span<float> rows) => Convert(firstRow, rows);

    public void Copy(int firstRow, Span<double> rows) => Convert(firstRow, rows);

    private void Convert<TTo>(int firstRow, Span<TTo> rows) where TTo : unmanaged, INumber<TTo>
    {
        var source = new ReadOnlySpan<T>(first + (long)firstRow * width, rows.Length);
        for (var i = 0; i < rows.Length; i++) rows[i] = TTo.CreateTruncating(source[i]);
    }
}

/// <summary>Columns of equal length, one for each feature.</summary>
internal sealed class ColumnRows(IReadOnlyList<double[]> columns, int rowCount) : IRowSource
{
    public int RowCount => rowCount;

    public void Copy(int firstRow, Span<float> rows)
    {
        var width = columns.Count;
        for (var feature = 0; feature < width; feature++)
        {
            var column = columns[feature].AsSpan(firstRow, rows.Length / width);
            for (var row = 0; row < column.Length; row++) rows[row * width + feature] = (float)column[row];
        }
    }

    public void Copy(int firstRow, Span<double> rows)
    {
        var width = columns.Count;
        for (var feature = 0; feature < width; feature++)
        {
            var column = columns[feature].AsSpan(firstRow, rows.Length / width);
            for (var row = 0; row < column.Length; row++) rows[row * width + feature] = column[row];
        }
    }
}
