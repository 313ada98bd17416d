using LineaSharp;
using LineaSharp.Models;
using LineaSharp.XGBoost;

/// <summary>The pieces of docs/flavors.md on XGBoost; they compile, and are not run: libxgboost may not be there.</summary>
internal static class XGBoostGuide
{
    public static async Task RunAsync(float[,] rows, float[] labels, float[,] held, float[] heldLabels, Table customers)
    {
        using var data = new DMatrix(rows, new() { Labels = labels, FeatureNames = ["age", "income", "visits"] });
        using var validation = new DMatrix(held, new() { Labels = heldLabels });
        using var booster = Booster.Train(
            new Dictionary<string, object> { ["objective"] = "binary:logistic", ["max_depth"] = 4, ["eta"] = 0.1 }, data, rounds: 500,
            new() { Evaluations = [("validation", validation)], EarlyStoppingRounds = 20, AfterRound = round => Console.WriteLine(round.Scores["validation-logloss"]) });

        float[] probabilities = booster.Predict(held).ToVector();
        float[,] shap = booster.Predict(held, new() { Kind = PredictionKind.Contributions }).ToMatrix();
        float[] early = booster.Predict(held, new() { Rounds = ..(booster.BestIteration!.Value + 1) }).ToVector();

        Linea.Use(new XGBoostFlavor());                                     // or new XGBoostFlavor(ModelFormat.Json)
        Linea.Save(booster, "churn");
        var again = Linea.Get("churn").GetValue<Booster>();

        var same = await XGBoost.LoadModelAsync("models:/churn/1");         // MLflow's own way
        await using var model = await PyFuncModel.LoadAsync("models:/churn/1", [new XGBoostFlavor()]);
        var predictions = model.Predict(customers);                         // on a table, by its columns' names

        _ = (probabilities, shap, early, again, same, predictions);
    }
}
