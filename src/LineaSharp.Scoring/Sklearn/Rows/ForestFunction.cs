using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Rows;

/// <summary>The raw scores of a forest.</summary>
internal sealed class ForestFunction(Forest forest) : RowFunction
{
    // The model's rows are shared out among the processors before; each estimator works alone.
    private static readonly ParallelOptions Alone = new() { MaxDegreeOfParallelism = 1 };

    public override int Outputs => forest.OutputCount;

    public override Features Of(Features x)
    {
        var numbers = x.ToMatrix();
        // A tree without splits has no feature to look at, and may have none at all.
        if (numbers.Columns == 0) throw new ArgumentException("The input has no columns.");
        var scores = new Matrix(numbers.Rows, Outputs);
        forest.PredictRows(numbers.Values, scores.Values, parallel: Alone);
        return Features.Of(scores);
    }

    public override void Of(ReadOnlySpan<double> row, Span<double> result) => forest.Predict(row, result);
}
