namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>Several functions of the same row, their results beside each other.</summary>
internal sealed class BesideFunction(IReadOnlyList<RowFunction> parts) : RowFunction
{
    public override int Outputs { get; } = parts.Any(p => p.Outputs < 0) ? -1 : Bounded(parts.Sum(p => (long)p.Outputs));

    public override int Width { get; } = (int)Math.Clamp(parts.Sum(p => (long)p.Width), 1, int.MaxValue);

    public override bool TakesNumbers { get; } = parts.All(p => p.TakesNumbers);

    public override Features Of(Features x) => Features.Beside(parts.Select(p => p.Of(x)).ToArray(), x.RowCount);

    public override void Of(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            parts[i].Of(row, result[..parts[i].Outputs]);
            result = result[parts[i].Outputs..];
        }
    }
}
