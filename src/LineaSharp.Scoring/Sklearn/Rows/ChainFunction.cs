namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>A function of another's result.</summary>
internal sealed class ChainFunction(RowFunction first, RowFunction next) : RowFunction
{
    public override int Outputs => next.Outputs;

    public override int Width => Math.Max(first.Width, next.Width);

    public override bool TakesNumbers => first.TakesNumbers && next.TakesNumbers;

    public override Features Of(Features x) => next.Of(first.Of(x));

    public override void Of(ReadOnlySpan<double> row, Span<double> result)
    {
        using var between = new Scratch<double>(first.Outputs);
        first.Of(row, between.Span);
        next.Of(between.Span, result);
    }
}
