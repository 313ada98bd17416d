namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>The same for every row, which is not looked at.</summary>
internal sealed class ConstantFunction(params double[] values) : RowFunction
{
    public override int Outputs => values.Length;

    public override Features Of(Features x) => Features.Of(new Matrix(x.RowCount, 0).Map(values.Length, (_, result) => values.CopyTo(result)));

    public override void Of(ReadOnlySpan<double> row, Span<double> result) => values.CopyTo(result);
}
