namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>Some of the columns, whatever they hold; without their names.</summary>
internal sealed class SelectFunction : RowFunction
{
    // Null is all.
    private readonly int[]? _columns;

    /// <param name="columns">Their places.</param>
    public SelectFunction(int[] columns) => (_columns, Outputs) = (columns, columns.Length);

    private SelectFunction(int count) => Outputs = count;

    public override int Outputs { get; }

    public override Features Of(Features x) => (_columns is null ? x : x.Select(_columns)).WithoutNames();

    public override void Of(ReadOnlySpan<double> row, Span<double> result)
    {
        if (_columns is null) row.CopyTo(result);
        else
            for (var i = 0; i < _columns.Length; i++) result[i] = row[_columns[i]];
    }

    /// <summary>All of so many columns; null where only the input tells how many there are.</summary>
    public static SelectFunction All(int? count) => new(count ?? -1);
}
