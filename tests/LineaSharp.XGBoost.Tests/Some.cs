using LineaSharp.Models;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

/// <summary>Data and models for tests; skipped, saying so, where there is no libxgboost.</summary>
internal static class Some
{
    public static void SkipWithoutLibrary() => Assert.SkipWhen(XGBoost.FindObstacle() is not null, XGBoost.FindObstacle() ?? "");

    public static float[,] Values(int rows = 60, int columns = 4, int seed = 1, double missing = 0.05)
    {
        var random = new Random(seed);
        var values = new float[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) values[r, c] = random.NextDouble() < missing ? float.NaN : (float)Math.Round(random.NextDouble() * 4 - 1, 3);
        return values;
    }

    /// <summary>0 or 1, mostly by the first two columns.</summary>
    public static float[] Classes(float[,] values, int count = 2) =>
        [.. Enumerable.Range(0, values.GetLength(0)).Select(r => (float)(((int)Math.Floor(Number(values[r, 0]) + (Number(values[r, 1]) * 0.5f) + 2 + (r % 7 == 0 ? 1 : 0)) % count + count) % count))];

    public static float[] Targets(float[,] values) => [.. Enumerable.Range(0, values.GetLength(0)).Select(r => (2 * Number(values[r, 0])) - Number(values[r, 1]) + (0.1f * (r % 5)))];

    public static Dictionary<string, object> Parameters(string objective = "binary:logistic", params (string Name, object Value)[] more)
    {
        var parameters = new Dictionary<string, object> { ["objective"] = objective, ["max_depth"] = 3, ["eta"] = 0.3, ["seed"] = 7, ["nthread"] = 1 };
        foreach (var (name, value) in more) parameters[name] = value;
        return parameters;
    }

    public static Booster Classifier(int rounds = 6, params (string Name, object Value)[] more)
    {
        SkipWithoutLibrary();
        var values = Values();
        using var data = new DMatrix(values, new() { Labels = Classes(values), FeatureNames = ["a", "b", "c", "d"], FeatureTypes = ["float", "float", "float", "float"] });
        return Booster.Train(Parameters(more: more), data, rounds);
    }

    public static Booster Multiclass(params (string Name, object Value)[] more)
    {
        SkipWithoutLibrary();
        var values = Values();
        using var data = new DMatrix(values, new() { Labels = Classes(values, 3) });
        return Booster.Train(Parameters("multi:softprob", [("num_class", 3), .. more]), data, 4);
    }

    /// <summary>The first column holds categories.</summary>
    public static Booster Categorical()
    {
        SkipWithoutLibrary();
        var values = Values(200, missing: 0);
        for (var r = 0; r < 200; r++) values[r, 0] = r % 7;
        float[] targets = [.. Enumerable.Range(0, 200).Select(r => (r % 7) is 1 or 4 or 5 ? 3f : values[r, 1])];
        using var data = new DMatrix(values, new() { Labels = targets, FeatureTypes = ["c", "float", "float", "float"] });
        return Booster.Train(Parameters("reg:squarederror", ("tree_method", "hist"), ("max_cat_to_onehot", 1)), data, 5);
    }

    /// <summary>Trees that pruning has taken nodes from.</summary>
    public static Booster Pruned() => Classifier(6, ("tree_method", "exact"), ("gamma", 0.8), ("max_depth", 6));

    public static IEnumerable<Booster> OfEveryKind() =>
    [
        Classifier(), Multiclass(), Categorical(), Pruned(), Classifier(5, ("booster", "dart"), ("rate_drop", 0.5)), Multiclass(("booster", "gblinear")),
        Multiclass(("num_parallel_tree", 3), ("subsample", 0.8)), Classifier(0),
    ];

    public static Table Table(float[,] values, params string[] names) =>
        new(names.Select((name, c) => new TableColumn(name, Enumerable.Range(0, values.GetLength(0)).Select(r => (double)values[r, c]).ToArray())).ToArray());

    private static float Number(float value) => float.IsNaN(value) ? 0 : value;
}
