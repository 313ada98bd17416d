using System.Text.Json.Nodes;
using LineaSharp.Models;

namespace LineaSharp.Tests.Golden;

/// <summary>A model directory that a real flavor of MLflow logged, with an input and what MLflow's pyfunc predicted for it.</summary>
/// <param name="Release"><c>models</c> (3.11), <c>models-v2</c> (2.17) or <c>models-v317</c>.</param>
/// <param name="Name">The directory's name.</param>
internal sealed record GoldenModel(string Release, string Name)
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Golden");

    public string Folder => Path.Combine(Root, Release, Name);

    /// <summary>Input and prediction; null where none was recorded.</summary>
    public JsonNode? Expected =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Root, Release == "models-v317" ? "models-expected-v317.json" : "models-expected.json")))![Name];

    /// <summary>All recorded directories that have the flavor.</summary>
    public static IEnumerable<GoldenModel> OfFlavor(string flavor) =>
        from release in (string[])["models", "models-v2", "models-v317"]
        from folder in Directory.EnumerateDirectories(Path.Combine(Root, release)).Order(StringComparer.Ordinal)
        where ModelDirectory.Open(folder).Manifest.Flavors.ContainsKey(flavor)
        select new GoldenModel(release, Path.GetFileName(folder));

    /// <summary>The recorded input: a table, a tensor of float32, or named tensors of float32.</summary>
    public ModelData Input() => Expected!["input"] switch
    {
        JsonObject table when table.ContainsKey("columns") => Table(table),
        JsonObject tensors => ModelData.OfTensors(tensors.ToDictionary(t => t.Key, t => Matrix(t.Value!.AsArray()))),
        var tensor => ModelData.OfTensor(Matrix(tensor!.AsArray())),
    };

    public override string ToString() => $"{Release}/{Name}";

    private static ModelData Table(JsonObject table)
    {
        var rows = table["data"]!.AsArray();
        return new Table(table["columns"]!.AsArray().Select((name, i) => new TableColumn((string)name!, rows.Select(r => (double?)r![i] ?? double.NaN).ToArray())).ToArray());
    }

    private static Array Matrix(JsonArray rows)
    {
        var matrix = new float[rows.Count, rows[0]!.AsArray().Count];
        for (var r = 0; r < rows.Count; r++)
            for (var c = 0; c < matrix.GetLength(1); c++) matrix[r, c] = (float)(double)rows[r]![c]!;
        return matrix;
    }
}
