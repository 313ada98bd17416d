using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Tests.Prophet;

/// <summary>A forecast that Prophet 1.3 made of a recorded model, changed in a way that no recording has.</summary>
internal sealed record RecordedForecast(string Set, string Name, string? Change, int[] Rows, IReadOnlyDictionary<string, double[]> Columns)
{
    private const int Draws = 20;

    public static JsonNode File => JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Prophet", "recorded.json")))!;

    public static IEnumerable<RecordedForecast> All => File["forecasts"]!.AsArray().Select(f => new RecordedForecast(
        (string)f!["model"]!, (string)f["name"]!, (string?)f["change"], Numbers(f["rows"]!).Select(n => (int)n).ToArray(),
        f["columns"]!.AsObject().ToDictionary(c => c.Key, c => Numbers(c.Value!))));

    public ProphetGolden Golden => new(Set, Name);

    public ProphetModel Model()
    {
        var model = (JsonObject)JsonNode.Parse((string)JsonNode.Parse(System.IO.File.ReadAllText(Golden.File))!)!;
        if (Change == "sampled") Sample((JsonObject)model["params"]!);
        if (Change == "minmax") ScaleByMinAndMax(model);
        return Parse(model);
    }

    /// <summary>240 days around the end of the history.</summary>
    public Table Input(ProphetModel model)
    {
        var dates = model.MakeFutureDataFrame(220)["ds"].Values.Cast<DateTime>().TakeLast(240).ToArray();
        return new Table(
            new("ds", dates), new("promo", dates.Select((_, i) => i % 3 == 0 ? 1.0 : 0).ToArray()),
            new("cap", Enumerable.Repeat(12.0, 240).ToArray()), new("floor", Enumerable.Repeat(0.5, 240).ToArray()));
    }

    public static ProphetModel Parse(JsonObject model) =>
        new(Scoring.Prophet.ProphetFile.Parse(Encoding.UTF8.GetBytes(JsonValue.Create(model.ToJsonString()).ToJsonString())));

    private static void Sample(JsonObject parameters)
    {
        double One(string name) => (double)parameters[name]![0]![0]!;
        var (k, m, noise, delta, beta) = (One("k"), One("m"), One("sigma_obs"), Numbers(parameters["delta"]![0]!), Numbers(parameters["beta"]![0]!));
        parameters["k"] = Each(i => [k * (1 + 0.01 * Math.Sin(i))]);
        parameters["m"] = Each(i => [m + 0.001 * Math.Cos(i)]);
        parameters["delta"] = Each(i => delta.Select((x, j) => x * (1 + 0.05 * Math.Sin(i + j))));
        parameters["beta"] = Each(i => beta.Select((x, j) => x * (1 + 0.1 * Math.Cos(i + j))));
        parameters["sigma_obs"] = Each(i => [noise * (1 + 0.02 * i)]);
    }

    private static void ScaleByMinAndMax(JsonObject model)
    {
        model["scaling"] = "minmax";
        model["y_min"] = 3.5;
        model["logistic_floor"] = false;
        var promo = model["extra_regressors"]![1]!["promo"]!;
        promo["mu"] = 0.3;
        promo["std"] = 2.0;
    }

    private static JsonArray Each(Func<int, IEnumerable<double>> row) => new(Enumerable.Range(0, Draws).Select(i => (JsonNode)new JsonArray(row(i).Select(v => (JsonNode)v).ToArray())).ToArray());

    private static double[] Numbers(JsonNode list) => list.AsArray().Select(v => (double)v!).ToArray();
}
