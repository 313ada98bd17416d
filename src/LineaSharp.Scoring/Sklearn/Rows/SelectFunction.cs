namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>Some of the columns, whatever they hold; without their names.</summary>
/// <param name="columns">Their places; null is all, of which only the input tells how many there are.</param>
internal sealed class SelectFunction(int[]? columns) : RowFunction
{
    public override int Outputs => columns?.Length ?? -1;

    public override Features Of(Features x) => (columns is null ? x : x.Select(columns)).WithoutNames();

    public override void Of(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var i = 0; i < columns!.Length; i++) result[i] = row[columns[i]];
    }

    /// <summary>All of so many columns.</summary>
    public static SelectFunction All(int? count) => new(count is { } known ? Enumerable.Range(0, known).ToArray() : null);
}
