using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Hundreds of random models against the scikit-learn of this machine, values on the split points, NaN and infinity included.</summary>
public sealed class RandomSklearnTests(ITestOutputHelper output)
{
    private const int BatchSize = 120;
    private const double Tolerance = 1e-9;
    // XGBoost computes with float32.
    private const double SingleTolerance = 1e-6;

    public static TheoryData<int> Batches() => [.. Enumerable.Range(0, 11)];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Random_models_answer_as_scikit_learn_does(int batch)
    {
        Assert.SkipUnless(RandomModels.AreHere, RandomModels.Reason);
        var folder = Directory.CreateTempSubdirectory("linea-sklearn-");
        try
        {
            var (answers, skipped, largest) = (0, 0, 0.0);
            var failures = new List<string>();
            foreach (var model in RandomModels.Fit(folder.FullName, batch * BatchSize, BatchSize))
            {
                if (model.ContainsKey("skipped")) skipped++;
                else
                    foreach (var (method, answer) in model["answers"]!.AsObject())
                    {
                        answers++;
                        if (Difference(folder.FullName, model, method, answer!.AsArray(), ref largest) is { } fault) failures.Add($"{model["index"]} {method} of {model["name"]}: {fault}");
                    }
            }

            output.WriteLine($"{answers} answers, largest relative difference {largest.ToString("e1", CultureInfo.InvariantCulture)}; {skipped} models could not be fitted");
            Assert.True(failures.Count == 0, string.Join('\n', failures));
            Assert.True(answers > BatchSize);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Difference(string folder, JsonObject recorded, string method, JsonArray answer, ref double largest)
    {
        try
        {
            var model = SklearnFiles.Load(PickleReader.ReadFile(Path.Combine(folder, $"{recorded["index"]}.pkl")));
            var input = RandomModels.Input(recorded["input"]!);
            var difference = method == "predict_proba_of_outputs"
                ? answer.Zip(model.PredictProbaOfOutputs(input), (wanted, found) => Compare.Largest(wanted!.AsArray(), found)).Max()
                : Compare.Largest(answer, RecordedSklearnTests.Ask(model, method, input));
            if (input.Tensor is double[,] rows) SingleRows.Check(model, method, rows);
            largest = Math.Max(largest, difference);
            return difference <= (((string)recorded["name"]!).Contains("XGB", StringComparison.Ordinal) ? SingleTolerance : Tolerance) ? null : difference.ToString("e2", CultureInfo.InvariantCulture);
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
        }
    }
}
