using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>The recorded directories of scikit-learn 1.0 to 1.9: the library's own answers for a recorded input.</summary>
public sealed class RecordedSklearnTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string, string> Directories()
    {
        var data = new TheoryData<string, string>();
        foreach (var name in ExpectedPredictions.Of("scoring").Select(e => e.Key).Where(n => n.StartsWith("sklearn", StringComparison.Ordinal))) data.Add("scoring", name);
        foreach (var name in ExpectedPredictions.Of("pickles").Select(e => e.Key).Where(n => !n.Contains("-sm-", StringComparison.Ordinal))) data.Add("pickles", name);
        return data;
    }

    public static TheoryData<string, string> LoggedModels()
    {
        var data = new TheoryData<string, string>();
        foreach (var model in GoldenModel.OfFlavor("sklearn").Concat(GoldenModel.OfFlavor("lightgbm").Where(m => m.Name.Contains("sklearn", StringComparison.Ordinal))).Where(m => m.Expected is not null))
            data.Add(model.Release, model.Name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Directories))]
    public void Every_recorded_model_answers_as_the_library_did(string set, string name)
    {
        var expected = ExpectedPredictions.Of(set)[name]!.AsObject();
        var model = SklearnFiles.Load(ModelDirectory.Open(ExpectedPredictions.Folder(set, name)), CancellationToken.None);
        var table = TableOf(expected["input"]!.AsObject());
        var largest = 0.0;

        foreach (var (method, answer) in expected.Where(e => e.Key is not ("input" or "library")))
            largest = Math.Max(largest, Compare.Largest(answer!.AsArray(), Ask(model, method, table)));

        output.WriteLine($"{set}/{name}: {model.EstimatorName} {model.SklearnVersion}, largest relative difference {largest.ToString("e1", CultureInfo.InvariantCulture)}");
        Assert.InRange(largest, 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(LoggedModels))]
    public async Task A_logged_model_predicts_as_pyfunc_without_Python(string release, string name)
    {
        var golden = new GoldenModel(release, name);
        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder), [new NativeScoring()]);

        var prediction = model.Predict(golden.Input());

        Assert.StartsWith("LineaSharp.Scoring (", model.Engine, StringComparison.Ordinal);
        Assert.InRange(Compare.Largest(golden.Expected!["prediction"]!.AsArray(), prediction.Tensor!), 0, Tolerance);
    }

    internal static Array Ask(SklearnModel model, string method, ModelData table) => method switch
    {
        "predict" => model.Predict(table),
        "predict_proba" => model.PredictProba(table),
        "decision_function" => model.DecisionFunction(table),
        "transform" => model.Transform(table),
        "score_samples" => model.ScoreSamples(table),
        _ => throw new ArgumentException($"There is no method {method}.", nameof(method)),
    };

    internal static Table TableOf(JsonObject input)
    {
        var rows = input["data"]!.AsArray();
        return new Table(input["columns"]!.AsArray().Select((name, i) => rows.Any(r => r![i]?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            ? new TableColumn((string)name!, rows.Select(r => (string?)r![i]).ToArray())
            : new TableColumn((string)name!, rows.Select(r => (double?)r![i] ?? double.NaN).ToArray())).ToArray());
    }
}
