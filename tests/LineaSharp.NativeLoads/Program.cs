// Loads models and predicts with them in a process of its own, so that a test sees when native code ends it.
//   xgboost|lightgbm FOLDER   for each file prints its name before it is loaded, and at the end "loaded N, refused M"
using LineaSharp;

var (library, folder) = (args[0], args[1]);
var (loaded, refused) = (0, 0);
foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
{
    Console.WriteLine(Path.GetFileName(file));
    try
    {
        if (library == "xgboost") Loads.XGBoost(file);
        else Loads.LightGbm(file);
        loaded++;
    }
    catch (LineaException)
    {
        refused++;
    }
}
Console.WriteLine($"loaded {loaded}, refused {refused}");

internal static class Loads
{
    private const int Rows = 8;

    public static void XGBoost(string file)
    {
        using var booster = LineaSharp.XGBoost.Booster.FromFile(file);
        var values = new float[Rows, booster.FeatureCount];
        foreach (var (row, column, value) in Cells(booster.FeatureCount)) values[row, column] = (float)value;
        foreach (var kind in Enum.GetValues<LineaSharp.XGBoost.PredictionKind>()) Try(() => booster.Predict(values, new() { Kind = kind }));
        Try(() => booster.GetImportance(LineaSharp.XGBoost.ImportanceType.Gain));
        Try(() => booster.ToBytes());
    }

    public static void LightGbm(string file)
    {
        using var booster = LineaSharp.LightGbm.Booster.FromFile(file);
        var values = new double[Rows, booster.FeatureCount];
        foreach (var (row, column, value) in Cells(booster.FeatureCount)) values[row, column] = value;
        foreach (var kind in Enum.GetValues<LineaSharp.LightGbm.PredictionKind>()) Try(() => booster.Predict(values, new() { Kind = kind }));
        Try(() => booster.GetImportance(LineaSharp.LightGbm.ImportanceType.Gain));
        Try(() => booster.ToText());
    }

    // Numbers, categories, and missing and odd values.
    private static IEnumerable<(int Row, int Column, double Value)> Cells(int columns) =>
        from row in Enumerable.Range(0, Rows)
        from column in Enumerable.Range(0, columns)
        select (row, column, row switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => -5e9, 3 => 3.4e9, _ => ((row * 7) + column) % 9 - 0.5 * (row % 2) });

    // What a garbled model cannot do is told; what matters is that the process lives.
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (LineaException)
        {
            // It was told.
        }
    }
}
