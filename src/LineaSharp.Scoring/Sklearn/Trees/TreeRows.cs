using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>Predicts the rows of a matrix with a forest.</summary>
internal static class TreeRows
{
    private static readonly ParallelOptions Alone = new() { MaxDegreeOfParallelism = 1 };

    // The model's rows are shared out among the processors before; each estimator works alone.
    public static Matrix Predict(this Forest forest, Matrix x)
    {
        var result = new Matrix(x.Rows, forest.OutputCount);
        // A tree without splits has no feature to look at, and may have none at all.
        if (x.Columns == 0) throw new ArgumentException("The input has no columns.");
        if (x.Rows == 1) forest.Predict(x.Row(0), result.Values);
        else forest.PredictRows(x.Values, result.Values, parallel: Alone);
        return result;
    }
}
