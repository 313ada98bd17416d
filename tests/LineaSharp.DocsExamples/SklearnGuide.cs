using LineaSharp;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Scoring;

/// <summary>The pieces of docs/scoring.md on scikit-learn; they compile, and are not run: they need a model.</summary>
internal static class SklearnGuide
{
    public static void Run(Artifact artifact, Table table)
    {
        var model = artifact.GetValue<SklearnModel>();          // flavor sklearn; LightGBM's sklearn classes too
        var labels = (string[])model.Predict(table);            // string[], long[], int[], bool[] or double[]
        double[,] probabilities = model.PredictProba(table);    // [row, class], in the order of model.Classes
        double[,] scores = model.DecisionFunction(new double[,] { { 1, 2, 3 } });

        Span<double> ofOneRow = stackalloc double[model.Classes!.Count];
        model.PredictProba([1, 2, 3], ofOneRow);                // one row of numbers, without allocating

        _ = (labels, probabilities, scores);
    }

    public static async Task FromPythonAsync()
    {
        Linea.Use(new NativeScoring());

        var served = await new MlflowClient().LoadModelAsync<SklearnModel>("models:/churn@champion", new NativeScoring());

        Linea.Save(ModelDirectory.Open("handed-over/churn"), "churn");       // to linea or MLflow, by the same rules as any model
        var kept = Linea.Get("churn").GetValue<SklearnModel>();

        _ = (served, kept);
    }
}
