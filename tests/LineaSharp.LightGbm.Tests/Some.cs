using LineaSharp.Models;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>Data and models for tests; skipped, saying so, where LightGBM's library cannot be loaded.</summary>
internal static class Some
{
    public static void SkipWithoutLibrary() => Assert.SkipWhen(LightGbm.FindObstacle() is not null, LightGbm.FindObstacle() ?? "");

    public static double[,] Values(int rows = 120, int columns = 4, int seed = 1, double missing = 0.05)
    {
        var random = new Random(seed);
        var values = new double[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) values[r, c] = random.NextDouble() < missing ? double.NaN : Math.Round((random.NextDouble() * 4) - 1, 3);
        return values;
    }

    public static float[] Classes(double[,] values, int count = 2) =>
        [.. Enumerable.Range(0, values.GetLength(0)).Select(r => (float)(((int)Math.Floor(Number(values[r, 0]) + (Number(values[r, 1]) * 0.5) + 2 + (r % 7 == 0 ? 1 : 0)) % count + count) % count))];

    public static float[] Targets(double[,] values) => [.. Enumerable.Range(0, values.GetLength(0)).Select(r => (float)((2 * Number(values[r, 0])) - Number(values[r, 1]) + (0.1 * (r % 5))))];

    public static Dictionary<string, object> Parameters(string objective = "binary", params (string Name, object Value)[] more)
    {
        var parameters = new Dictionary<string, object> { ["objective"] = objective, ["num_leaves"] = 6, ["min_data_in_leaf"] = 4, ["seed"] = 7, ["num_threads"] = 1, ["deterministic"] = true };
        foreach (var (name, value) in more) parameters[name] = value;
        return parameters;
    }

    public static Booster Classifier(int rounds = 6, params (string Name, object Value)[] more)
    {
        SkipWithoutLibrary();
        var values = Values();
        return Booster.Train(Parameters(more: more), new Dataset(values, new() { Labels = Classes(values), FeatureNames = ["a", "b", "c", "d"] }), rounds);
    }

    public static Booster Multiclass()
    {
        SkipWithoutLibrary();
        var values = Values();
        return Booster.Train(Parameters("multiclass", ("num_class", 3)), new Dataset(values, new() { Labels = Classes(values, 3) }), 4);
    }

    /// <summary>The first column holds categories.</summary>
    public static Booster Categorical()
    {
        SkipWithoutLibrary();
        return Booster.Train(Parameters("regression", ("min_data_per_group", 1), ("cat_smooth", 1), ("max_cat_to_onehot", 1)), Categories(), 5);
    }

    public static Dataset Categories()
    {
        var values = Values(300, missing: 0);
        for (var r = 0; r < 300; r++) values[r, 0] = r % 40;
        float[] targets = [.. Enumerable.Range(0, 300).Select(r => (r % 40) is 1 or 4 or 35 or 36 ? 3f : (float)values[r, 1])];
        return new(values, new() { Labels = targets, CategoricalFeatures = [0] });
    }

    public static Booster Linear()
    {
        SkipWithoutLibrary();
        var values = Values(missing: 0);
        return Booster.Train(Parameters("regression", ("linear_tree", true)), new Dataset(values, new() { Labels = Targets(values) }), 5);
    }

    public static Booster Forest() => Classifier(5, ("boosting", "rf"), ("bagging_freq", 1), ("bagging_fraction", 0.7));

    /// <summary>Trees of one leaf: there is nothing to split.</summary>
    public static Booster Stumps()
    {
        SkipWithoutLibrary();
        return Booster.Train(Parameters("regression"), new Dataset(new double[20, 2], new() { Labels = [.. Enumerable.Range(0, 20).Select(i => (float)i)] }), 3);
    }

    public static IEnumerable<Booster> OfEveryKind() => [Classifier(), Multiclass(), Categorical(), Linear(), Forest(), Stumps(), Classifier(5, ("boosting", "dart")), Classifier(4, ("monotone_constraints", new[] { 1, 0, -1, 0 }))];

    public static Table Table(double[,] values, params string[] names) =>
        new(names.Select((name, c) => new TableColumn(name, Enumerable.Range(0, values.GetLength(0)).Select(r => values[r, c]).ToArray())).ToArray());

    private static double Number(double value) => double.IsNaN(value) ? 0 : value;
}
