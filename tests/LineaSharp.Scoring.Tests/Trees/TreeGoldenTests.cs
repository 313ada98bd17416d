using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Scoring.Trees;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Trees;

/// <summary>Every recorded directory of the tree libraries against the library's own answers.</summary>
public sealed class TreeGoldenTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Recorded => new(ExpectedPredictions.Of("scoring").Select(e => e.Key).Where(IsOfTrees));

    public static TheoryData<string, string> Logged => new(
        from flavor in (string[])["xgboost", "lightgbm", "catboost"]
        from model in GoldenModel.OfFlavor(flavor)
        where !model.Name.Contains("lightgbm-sklearn", StringComparison.Ordinal)
        select (model.Release, model.Name));

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task A_recorded_model_predicts_what_its_library_did(string name)
    {
        var expected = ExpectedPredictions.Of("scoring")[name]!.AsObject();
        var model = await Load(ModelDirectory.Open(ExpectedPredictions.Folder("scoring", name)));
        var table = Table(expected["input"]!.AsObject());
        var worst = 0.0;
        foreach (var (method, values) in expected)
        {
            if (method == "input") continue;
            var rows = values!.AsArray().Select(v => v is JsonArray several ? several.ToArray() : [v]).ToArray();
            if (method == "predict" && model.Labels.Count > 0)
            {
                Assert.Equal(rows.Select(r => Convert.ToString(r[0], CultureInfo.InvariantCulture)), model.PredictLabels(table).Select(l => Convert.ToString(l, CultureInfo.InvariantCulture)));
                continue;
            }
            var found = method switch
            {
                "predict" => model.Predict(table),
                "margin" => model.PredictRaw(table),
                "predict_proba" => model.PredictProbabilities(table),
                _ => throw new InvalidOperationException($"The recording has a method '{method}' that this test does not know."),
            };
            worst = Math.Max(worst, Worst(rows, found));
        }
        output.WriteLine($"{name}: largest relative difference {worst:g3}");
        Assert.True(worst <= Tolerance, $"{worst} is more than {Tolerance}.");
    }

    [Theory]
    [MemberData(nameof(Logged))]
    public async Task A_logged_model_predicts_what_the_pyfunc_did(string release, string name)
    {
        var golden = new GoldenModel(release, name);
        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder), [new NativeScoring()]);
        Assert.StartsWith("LineaSharp.Scoring", model.Engine, StringComparison.Ordinal);
        var found = (await model.PredictAsync(golden.Input())).Tensor!;
        var rows = golden.Expected!["prediction"]!.AsArray().Select(v => v is JsonArray several ? several.ToArray() : [v]).ToArray();
        if (found is long[] labels)
        {
            Assert.Equal(rows.Select(r => (long)r[0]!), labels);
            return;
        }
        var worst = Worst(rows, Doubles(found));
        output.WriteLine($"{golden}: largest relative difference {worst:g3}");
        Assert.True(worst <= Tolerance, $"{worst} is more than {Tolerance}.");
    }

    internal static async Task<TreeEnsemble> Load(ModelDirectory directory) =>
        (TreeEnsemble)await ((IModelFlavor)new NativeScoring()).LoadAsync(directory, typeof(TreeEnsemble), TestContext.Current.CancellationToken);

    private static bool IsOfTrees(string name) => ((string[])["xgboost-", "lightgbm-", "catboost-"]).Any(p => name.StartsWith(p, StringComparison.Ordinal));

    private static double Worst(JsonNode?[][] rows, double[,] found)
    {
        Assert.Equal(rows.Length, found.GetLength(0));
        Assert.Equal(rows[0].Length, found.GetLength(1));
        var worst = 0.0;
        for (var r = 0; r < rows.Length; r++)
            for (var c = 0; c < rows[r].Length; c++)
                worst = Math.Max(worst, Math.Abs((double)rows[r][c]! - found[r, c]) / Math.Max(1e-3, Math.Abs((double)rows[r][c]!)));
        return worst;
    }

    private static double[,] Doubles(Array array)
    {
        var width = array.Rank == 2 ? array.GetLength(1) : 1;
        var doubles = new double[array.GetLength(0), width];
        for (var r = 0; r < doubles.GetLength(0); r++)
            for (var c = 0; c < width; c++) doubles[r, c] = Convert.ToDouble(array.Rank == 2 ? array.GetValue(r, c) : array.GetValue(r), CultureInfo.InvariantCulture);
        return doubles;
    }

    private static Table Table(JsonObject input)
    {
        var rows = input["data"]!.AsArray();
        return new Table(input["columns"]!.AsArray().Select((name, i) => new TableColumn((string)name!, Column(rows.Select(r => r![i]).ToArray()))).ToArray());
    }

    private static Array Column(JsonNode?[] values) =>
        values.Any(v => v?.GetValueKind() == System.Text.Json.JsonValueKind.String) ? Array.ConvertAll(values, v => (string?)v) : Array.ConvertAll(values, v => (double?)v ?? double.NaN);
}
