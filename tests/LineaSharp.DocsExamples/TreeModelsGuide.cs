using LineaSharp;
using LineaSharp.Models;
using LineaSharp.Scoring;

/// <summary>The pieces of docs/scoring.md about trees; they compile, and are not run.</summary>
internal static class TreeModelsGuide
{
    public static double Predict(Artifact artifact, Table table, double[] rows, double[] row)
    {
        var model = artifact.GetValue<TreeEnsemble>();          // flavors xgboost, lightgbm, catboost
        double[,] predictions = model.Predict(table);           // columns by name; what the library's predict gives
        object[] labels = model.PredictLabels(table);           // of a classifier
        double[] many = model.PredictRows(rows);                // values row after row, double or float, on all processors
        Span<double> one = stackalloc double[model.PredictionCount];
        model.Predict(row, one);                                // one row, without allocating

        return predictions[0, 0] + labels.Length + many[0] + one[0];
    }
}
