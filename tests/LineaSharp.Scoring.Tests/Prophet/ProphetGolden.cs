using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;

namespace LineaSharp.Scoring.Tests.Prophet;

/// <summary>A recorded Prophet model, with an input and Prophet's own forecast of it.</summary>
internal sealed record ProphetGolden(string Set, string Name)
{
    public static readonly string[] Scoring = ["prophet-country-holidays-conditional", "prophet-flat", "prophet-hourly", "prophet-linear-intervals", "prophet-no-changepoints"];
    public static readonly string[] Logged = ["prophet", "prophet-logistic-regressor"];

    public static IEnumerable<ProphetGolden> All => Scoring.Select(n => new ProphetGolden("scoring", n)).Concat(Logged.Select(n => new ProphetGolden("models-v317", n)));

    public string Folder => ExpectedPredictions.Folder(Set, Name);

    public string File => Path.Combine(Folder, "model.pr");

    public JsonNode Expected => Set == "scoring" ? ExpectedPredictions.Of("scoring")[Name]! : new GoldenModel(Set, Name).Expected!;

    public Table Input => Table(Expected["input"]!);

    /// <summary>Prophet's columns but ds.</summary>
    public IReadOnlyList<(string Name, double[] Values)> Columns => Set == "scoring"
        ? Expected["components"]!.AsObject().Select(c => (c.Key, c.Value!.AsArray().Select(v => (double)v!).ToArray())).ToArray()
        : Table(Expected["prediction"]!).Columns.Skip(1).Select(c => (c.Name, c.ToDoubles())).ToArray();

    public double YScale => (double)JsonNode.Parse((string)JsonNode.Parse(System.IO.File.ReadAllText(File))!)!["y_scale"]!;

    /// <summary>The country's holidays that Prophet used; null where there are none.</summary>
    public Table? Holidays
    {
        get
        {
            if (Expected["holidays"] is not JsonArray all) return null;
            // The model's own are recorded as well, with their windows.
            var country = all.Where(h => h!["lower_window"] is null).ToArray();
            return new Table(new TableColumn("ds", country.Select(h => Date(h!["ds"]!)).ToArray()), new TableColumn("holiday", country.Select(h => (string)h!["holiday"]!).ToArray()));
        }
    }

    public override string ToString() => $"{Set}/{Name}";

    private static Table Table(JsonNode split) => new(split["columns"]!.AsArray().Select((column, i) =>
    {
        var values = split["data"]!.AsArray().Select(row => row![i]!).ToArray();
        return new TableColumn((string)column!, (string)column! == "ds" ? values.Select(Date).ToArray() : values[0].GetValueKind() is System.Text.Json.JsonValueKind.Number
            ? values.Select(v => (double)v).ToArray() : values.Select(v => (bool)v).ToArray());
    }).ToArray());

    private static DateTime Date(JsonNode node) => DateTime.Parse((string)node!, CultureInfo.InvariantCulture);
}
