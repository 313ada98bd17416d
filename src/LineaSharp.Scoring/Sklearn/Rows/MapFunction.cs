namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>A function of numbers alone.</summary>
/// <param name="outputs">How many numbers it makes of a row; null is as many as the row has, which only the input tells.</param>
/// <param name="map">Makes them.</param>
internal sealed class MapFunction(int? outputs, RowMap map) : RowFunction
{
    public override int Outputs => outputs ?? -1;

    public override Features Of(Features x)
    {
        var numbers = x.ToMatrix();
        return Features.Of(numbers.Map(outputs ?? numbers.Columns, map));
    }

    public override void Of(ReadOnlySpan<double> row, Span<double> result)
    {
        result.Clear();
        map(row, result);
    }
}
