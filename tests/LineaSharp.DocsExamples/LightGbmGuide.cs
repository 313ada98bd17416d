using LineaSharp;
using LineaSharp.LightGbm;

/// <summary>The pieces of docs/flavors.md on LightGBM; they compile, and are not run: LightGBM may not be there.</summary>
internal static class LightGbmGuide
{
    public static async Task RunAsync(double[,] rows, float[] labels, double[,] held, float[] heldLabels)
    {
        var data = new Dataset(rows, new() { Labels = labels, FeatureNames = ["age", "income", "region"], CategoricalFeatures = [2] });
        var validation = new Dataset(held, new() { Labels = heldLabels });
        using var booster = Booster.Train(
            new Dictionary<string, object> { ["objective"] = "binary", ["num_leaves"] = 31, ["metric"] = new[] { "auc", "binary_logloss" } }, data, rounds: 500,
            new() { Validations = [("validation", validation)], EarlyStoppingRounds = 20 });

        double[] probabilities = booster.Predict(held).ToVector();          // up to the best round
        double[,] shap = booster.Predict(held, new() { Kind = PredictionKind.Contributions }).ToMatrix();

        Linea.Use(new LightGbmFlavor());
        Linea.Save(booster, "churn");
        var same = await LightGbm.LoadModelAsync("models:/churn/1");

        _ = (probabilities, shap, same);
    }
}
