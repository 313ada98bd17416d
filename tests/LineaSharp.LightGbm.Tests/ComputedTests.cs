using System.Runtime.InteropServices;
using LineaSharp.Models;
using LineaSharp.Scoring;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>Random models predict in managed code what LightGBM's own library predicts.</summary>
public sealed class ComputedTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Objectives =
        ["regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma", "tweedie", "binary", "cross_entropy", "multiclass", "multiclassova"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-lightgbm-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Four_hundred_random_models_predict_the_same_in_managed_code_as_in_the_library()
    {
        Some.SkipWithoutLibrary();
        var random = new Random(11);
        var (largest, flavor) = (0.0, (IModelFlavor)new LightGbmFlavor());
        for (var i = 0; i < 400; i++)
        {
            var objective = Objectives[i % Objectives.Length];
            var values = Some.Values(rows: random.Next(60, 200), columns: random.Next(2, 7), seed: i, missing: random.Next(3) * 0.1);
            var kinds = objective.StartsWith("multiclass", StringComparison.Ordinal) ? 3 : 2;
            var labels = objective is "binary" or "multiclass" or "multiclassova" or "cross_entropy" ? Some.Classes(values, kinds) : Array.ConvertAll(Some.Targets(values), t => Math.Abs(t) + 0.1f);
            var parameters = Some.Parameters(objective, ("num_leaves", random.Next(2, 16)), ("zero_as_missing", random.Next(4) == 0), ("verbosity", -1));
            if (kinds == 3) parameters["num_class"] = 3;
            if (i % 5 == 1) parameters["boosting"] = "dart";
            if (i % 5 == 2 && objective != "gamma") (parameters["boosting"], parameters["bagging_freq"], parameters["bagging_fraction"]) = ("rf", 1, 0.7);
            if (i % 5 == 3 && objective == "regression") (parameters["linear_tree"], parameters["zero_as_missing"]) = (true, false);
            using var booster = Booster.Train(parameters, new Dataset(values, new() { Labels = labels }), rounds: random.Next(1, 12));
            var directory = ModelDirectory.Create(_folder.CreateSubdirectory($"{i}").FullName);
            await flavor.SaveAsync(booster, directory, TestContext.Current.CancellationToken);

            var computed = (TreeEnsemble)await ((IModelFlavor)new NativeScoring()).LoadAsync(directory, typeof(TreeEnsemble), TestContext.Current.CancellationToken);
            var asked = Asked(values, random);
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
        }
        output.WriteLine($"400 random models, largest relative difference {largest:g2}");
    }

    // What the model was trained on, so that values lie on the split points; and values that are missing, zero and without end.
    private static double[,] Asked(double[,] values, Random random)
    {
        var asked = (double[,])values.Clone();
        for (var i = 0; i < 40; i++) asked[random.Next(asked.GetLength(0)), random.Next(asked.GetLength(1))] = new[] { double.NaN, 0, 1e-36, double.PositiveInfinity, double.NegativeInfinity, 1e30 }[i % 6];
        return asked;
    }
}
