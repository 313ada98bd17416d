using System.Globalization;
using System.Runtime.InteropServices;
using LineaSharp.Models;
using LineaSharp.Scoring;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>Random models predict in managed code what LightGBM's own library predicts.</summary>
public sealed class ComputedTests(ITestOutputHelper output) : IDisposable
{
    private const int Models = 1000;

    private static readonly string[] Objectives =
    [
        "regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma", "tweedie", "binary", "cross_entropy", "cross_entropy_lambda", "multiclass", "multiclassova",
        "lambdarank", "rank_xendcg", "none",
    ];

    private static readonly double[] Odd = [double.NaN, 0, -0.0, 1e-36, -1e-36, double.PositiveInfinity, double.NegativeInfinity, 1e30, -1e30, -0.5, -3, 2.7, 1e6];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-lightgbm-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_thousand_random_models_predict_the_same_in_managed_code_as_in_the_library()
    {
        Some.SkipWithoutLibrary();
        var random = new Random(11);
        var (largest, flavor, met) = (0.0, (IModelFlavor)new LightGbmFlavor(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < Models; i++)
        {
            var objective = Objectives[i % Objectives.Length];
            var values = Some.Values(rows: random.Next(60, 200), columns: random.Next(2, 7), seed: i, missing: random.Next(3) * 0.1);
            using var booster = Trained(objective, kind: i % 7, values, random);
            var directory = ModelDirectory.Create(_folder.CreateSubdirectory($"{i}").FullName);
            await flavor.SaveAsync(booster, directory, TestContext.Current.CancellationToken);
            var text = booster.ToText();

            var computed = (TreeEnsemble)await ((IModelFlavor)new NativeScoring()).LoadAsync(directory, typeof(TreeEnsemble), TestContext.Current.CancellationToken);
            var asked = Asked(values, SplitPoints(text), random);
            var ours = computed.PredictRows(MemoryMarshal.CreateReadOnlySpan(ref asked[0, 0], asked.Length));

            var theirs = booster.Predict(asked).Values;
            Assert.Equal(theirs.Count, ours.Length);
            for (var at = 0; at < ours.Length; at++)
            {
                if (double.IsNaN(theirs[at]) && double.IsNaN(ours[at])) continue;
                var difference = theirs[at] == ours[at] ? 0 : Math.Abs(theirs[at] - ours[at]) / Math.Max(1e-9, Math.Abs(theirs[at]));
                Assert.True(difference <= 1e-12, $"model {i} ({objective}): {theirs[at]:R} in the library, {ours[at]:R} here");
                largest = Math.Max(largest, difference);
            }
            foreach (var what in Kinds(text, asked, SplitPoints(text)).Append(objective)) met[what] = met.GetValueOrDefault(what) + 1;
        }
        output.WriteLine($"{Models} random models, largest relative difference {largest:g2}; of them {string.Join(", ", met.Select(m => $"{m.Key} {m.Value}"))}");
        // What the models are to be of; without it the comparison would say less than its name.
        string[] wanted = ["categorical", "linear", "forest", "dart", "NaN", "infinity", "zero is missing", "nothing is missing", "NaN is missing", "on a split point", .. Objectives];
        Assert.All(wanted, what => Assert.True(met.GetValueOrDefault(what) >= 20, $"{met.GetValueOrDefault(what)} models with '{what}'"));
    }

    // One of seven kinds: plain, dart, random forest, linear trees, categories, and plain ones more that treat what is missing in another way.
    private static Booster Trained(string objective, int kind, double[,] values, Random random)
    {
        var rows = values.GetLength(0);
        var isRanking = objective is "lambdarank" or "rank_xendcg";
        var classes = objective is "multiclass" or "multiclassova" ? 3 : isRanking ? 4 : 2;
        var labels = isRanking || objective is "binary" or "multiclass" or "multiclassova" or "cross_entropy" or "cross_entropy_lambda"
            ? Some.Classes(values, classes) : Array.ConvertAll(Some.Targets(values), t => Math.Abs(t) + 0.1f);
        var parameters = Some.Parameters(objective, ("num_leaves", random.Next(2, 16)), ("zero_as_missing", kind == 5), ("use_missing", kind != 6), ("verbosity", -1));
        if (classes == 3) parameters["num_class"] = 3;
        var options = new DatasetOptions { Labels = labels };
        if (isRanking) options = options with { Groups = [rows / 2, rows - (rows / 2)] };
        if (kind == 1) parameters["boosting"] = "dart";
        // LightGBM has no forests for an objective of one's own, and no linear trees for the absolute error.
        if (kind == 2 && objective != "none") (parameters["boosting"], parameters["bagging_freq"], parameters["bagging_fraction"]) = ("rf", 1, 0.7);
        if (kind == 3 && objective != "regression_l1") parameters["linear_tree"] = true;
        if (kind == 4)
        {
            for (var r = 0; r < rows; r++) values[r, 0] = random.Next(8) == 0 ? double.NaN : random.Next(40);
            foreach (var (name, value) in new[] { ("min_data_per_group", 1), ("cat_smooth", 1), ("max_cat_to_onehot", random.Next(2) * 39 + 1) }) parameters[name] = value;
            options = options with { CategoricalFeatures = [0] };
        }
        return Booster.Train(parameters, new Dataset(values, options), rounds: random.Next(1, 12), objective == "none" ? new() { Objective = SquaredError } : null);

        (float[] Gradients, float[] Hessians) SquaredError(double[] scores, Dataset data) => (scores.Select((s, at) => (float)s - labels[at]).ToArray(), scores.Select(_ => 1f).ToArray());
    }

    // The rows of the training, with values that are odd in some places, and others that lie on a split point or beside it.
    private static double[,] Asked(double[,] values, IReadOnlyList<(int Feature, double Threshold)> points, Random random)
    {
        var asked = (double[,])values.Clone();
        for (var i = 0; i < 52; i++) asked[random.Next(asked.GetLength(0)), random.Next(asked.GetLength(1))] = Odd[i % Odd.Length];
        for (var i = 0; i < 60 && points.Count > 0; i++)
        {
            var (feature, threshold) = points[random.Next(points.Count)];
            asked[random.Next(asked.GetLength(0)), feature] = (i % 3) switch { 0 => threshold, 1 => Math.BitIncrement(threshold), _ => Math.BitDecrement(threshold) };
        }
        return asked;
    }

    // A split of numbers has the lowest bit of its decision type clear. Some split at inf, between what is missing and everything else.
    private static List<(int Feature, double Threshold)> SplitPoints(string text)
    {
        string[] features = [], thresholds = [];
        var points = new List<(int, double)>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("split_feature=", StringComparison.Ordinal)) features = Words(line);
            if (line.StartsWith("threshold=", StringComparison.Ordinal)) thresholds = Words(line);
            if (!line.StartsWith("decision_type=", StringComparison.Ordinal)) continue;
            foreach (var (decision, at) in Words(line).Select((word, at) => (int.Parse(word, CultureInfo.InvariantCulture), at)))
                if ((decision & 1) == 0 && !thresholds[at].EndsWith("inf", StringComparison.Ordinal))
                    points.Add((int.Parse(features[at], CultureInfo.InvariantCulture), double.Parse(thresholds[at], CultureInfo.InvariantCulture)));
        }
        return points;
    }

    private static IEnumerable<string> Kinds(string text, double[,] asked, IReadOnlyList<(int Feature, double Threshold)> points)
    {
        var decisions = text.Split('\n').Where(l => l.StartsWith("decision_type=", StringComparison.Ordinal)).SelectMany(Words).Select(w => int.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        if (decisions.Any(d => (d & 1) != 0)) yield return "categorical";
        foreach (var (missing, name) in new[] { (0, "nothing is missing"), (1, "zero is missing"), (2, "NaN is missing") })
            if (decisions.Any(d => (d & 1) == 0 && (d >> 2 & 3) == missing)) yield return name;
        if (text.Contains("\nis_linear=1", StringComparison.Ordinal)) yield return "linear";
        if (text.Contains("\naverage_output", StringComparison.Ordinal)) yield return "forest";
        if (text.Contains("\n[boosting: dart]", StringComparison.Ordinal)) yield return "dart";
        if (asked.Cast<double>().Any(double.IsNaN)) yield return "NaN";
        if (asked.Cast<double>().Any(double.IsInfinity)) yield return "infinity";
        if (points.Any(p => Enumerable.Range(0, asked.GetLength(0)).Any(row => asked[row, p.Feature] == p.Threshold))) yield return "on a split point";
    }

    private static string[] Words(string line) => line[(line.IndexOf('=') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
