using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Statsmodels;

public sealed class StatsmodelsGoldenTests(ITestOutputHelper output)
{
    private static readonly JsonObject Expected = ExpectedPredictions.Of("pickles");

    public static TheoryData<string> Pickles => new(Expected.Select(e => e.Key).Where(n => n.Contains("-sm-", StringComparison.Ordinal)));

    public static TheoryData<string, string> Logged => new(GoldenModel.OfFlavor("statsmodels").Select(m => (m.Release, m.Name)));

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Recorded_pickles_predict_as_statsmodels_within_1e_9(string name)
    {
        var expected = Expected[name]!;
        var model = StatsmodelsModel.FromFile(Path.Combine(ExpectedPredictions.Folder("pickles", name), "model.statsmodels"));
        var input = Table(expected["input"]!);

        var found = model.OutcomeCount is null ? model.Predict(input) : model.PredictProbabilities(input).Cast<double>().ToArray();

        Check(name, Numbers(expected["predict"]!), found);
        if (model.Formula is null) CheckRows(model, input, found);
    }

    // A row on its own gets what it gets among others, and takes nothing from the heap.
    private static void CheckRows(StatsmodelsModel model, Table input, double[] among)
    {
        var (width, outcomes) = (input.Columns.Count, model.OutcomeCount ?? 1);
        var rows = Enumerable.Range(0, input.RowCount).SelectMany(r => input.Columns.Select(c => c.ToDoubles()[r])).ToArray();
        var alone = new double[among.Length];
        var least = long.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var r = 0; r < input.RowCount; r++)
                if (model.OutcomeCount is null) alone[r] = model.Predict(rows.AsSpan(r * width, width));
                else model.PredictProbabilities(rows.AsSpan(r * width, width), alone.AsSpan(r * outcomes, outcomes));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(among, alone);
        Assert.Equal(0, least);
        if (model.OutcomeCount is null) Assert.Equal(among, model.PredictRows(rows));
        else Assert.Throws<ArgumentException>(() => model.PredictProbabilities(rows.AsSpan(0, width), new double[1]));
        Assert.Throws<ArgumentException>(() => model.PredictRows(rows.AsSpan(1)));
    }

    [Theory]
    [MemberData(nameof(Logged))]
    public async Task Logged_models_predict_as_mlflows_pyfunc_within_1e_9(string release, string name)
    {
        var golden = new GoldenModel(release, name);
        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder), [new NativeScoring()], cancellationToken: TestContext.Current.CancellationToken);

        var found = (await model.PredictAsync(golden.Input(), cancellationToken: TestContext.Current.CancellationToken)).AsColumn<double>();

        Assert.Equal("LineaSharp.Scoring (statsmodels)", model.Engine);
        Check(golden.ToString(), Numbers(golden.Expected!["prediction"]!), found);
    }

    [Fact]
    public void Two_dozen_and_more_models_were_recorded() => Assert.True(Pickles.Count == 65 && Logged.Count >= 4, $"{Pickles.Count}, {Logged.Count}");

    private void Check(string name, double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        var largest = expected.Zip(found, (a, b) => Math.Abs(a - b) / Math.Max(Math.Abs(a), 1e-300)).Max();
        output.WriteLine($"{name}: largest relative difference {largest:0.0e0}");
        Assert.True(largest <= 1e-9, $"{name}: {largest}");
    }

    private static Table Table(JsonNode split) => new(split["columns"]!.AsArray().Select((column, i) =>
    {
        var values = split["data"]!.AsArray().Select(row => row![i]!).ToArray();
        return new TableColumn((string)column!, values[0].GetValueKind() == JsonValueKind.String ? values.Select(v => (string)v!).ToArray() : values.Select(v => (double)v).ToArray());
    }).ToArray());

    private static double[] Numbers(JsonNode list) => list.AsArray().SelectMany(v => v is JsonArray row ? row.Select(x => (double)x!) : [(double)v!]).ToArray();
}
