using System.Globalization;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Trees;

/// <summary>A table's columns as the numbers that a model's splits know.</summary>
internal static class FeatureColumns
{
    /// <summary>The features' columns, in the features' order.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table.</param>
    /// <param name="byPlace">Whether the columns have no names of their own (a tensor) and are taken in order.</param>
    /// <exception cref="ArgumentException">A column is missing or cannot be taken.</exception>
    public static IReadOnlyList<double[]> Of(TreeModel model, Table table, bool byPlace)
    {
        var features = model.Features;
        // LightGBM writes spaces in names as underscores.
        var spaced = table.Columns.Where(c => c.Name.Contains(' ', StringComparison.Ordinal)).GroupBy(c => c.Name.Replace(' ', '_')).ToDictionary(g => g.Key, g => g.First());
        TableColumn? Find(string name) => table.Find(name) ?? spaced.GetValueOrDefault(name);
        var missing = features.Where(f => Find(f.Name) is null).Select(f => f.Name).ToArray();
        if (missing.Length == 0 && !byPlace) return features.Select(f => Numbers(Find(f.Name)!, f)).ToArray();
        if (!byPlace && model.IsNamed)
            throw new ArgumentException($"The table lacks {string.Join(", ", missing.Take(20).Select(n => $"'{n}'"))}. {model.Source} takes {features.Count} columns: {string.Join(", ", features.Take(50).Select(f => f.Name))}. The table has: {string.Join(", ", table.Columns.Take(50).Select(c => c.Name))}.", nameof(table));
        if (table.Columns.Count != features.Count)
            throw new ArgumentException($"The input has {table.Columns.Count} columns; {model.Source} takes {features.Count}.", nameof(table));
        return features.Select((f, i) => Numbers(table.Columns[i], f)).ToArray();
    }

    private static double[] Numbers(TableColumn column, TreeFeature feature)
    {
        if (feature.Categories is not { } codes) return column.ToDoubles();
        if (column.ElementType == typeof(string)) return Array.ConvertAll((string?[])column.Values, text => text is null ? double.NaN : codes.CodeOf(text));
        if (!codes.TakesNumbersAsText) return column.ToDoubles();
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++) values[row] = codes.CodeOf(Text(column[row], column, row));
        return values;
    }

    private static string Text(object? value, TableColumn column, int row) => value switch
    {
        bool b => b ? "True" : "False",
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw new ArgumentException($"The column '{column.Name}' is categorical for the model and has {value ?? "a missing value"} in row {row}; text or whole numbers are needed.", nameof(column)),
    };
}
