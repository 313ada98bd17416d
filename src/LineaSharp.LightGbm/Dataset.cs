using LineaSharp.Models;

namespace LineaSharp.LightGbm;

/// <summary>Rows to train on, with what belongs to them. The native form, with columns in bins, is made for the training, by its parameters, and goes with it.</summary>
/// <remarks>Immutable as long as nobody changes the arrays that it was made of.</remarks>
public sealed class Dataset
{
    /// <summary>Makes a dataset of rows and columns.</summary>
    /// <param name="values">The values, [rows, columns]; NaN is missing. Not copied.</param>
    /// <param name="options">Labels, weights, names … The default is none.</param>
    /// <exception cref="ArgumentException">An option has another length than there are rows or columns.</exception>
    public Dataset(double[,] values, DatasetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        Options = options ?? new();
        CheckLength(Options.Labels, RowCount, nameof(Options.Labels), "rows");
        CheckLength(Options.Weights, RowCount, nameof(Options.Weights), "rows");
        CheckLength(Options.FeatureNames, ColumnCount, nameof(Options.FeatureNames), "columns");
        if (Options.InitScores is { } scores && (RowCount == 0 || scores.Count == 0 || scores.Count % RowCount != 0)) throw Unfit(nameof(Options.InitScores), scores.Count, RowCount, "rows");
        if (Options.Groups is { } groups && (groups.Any(size => size < 0) || groups.Sum(size => (long)size) != RowCount))
            throw new ArgumentException($"The groups' sizes add up to {groups.Sum(size => (long)size)}; there are {RowCount} rows.", nameof(options));
        if (Options.CategoricalFeatures.Any(column => column < 0 || column >= ColumnCount))
            throw new ArgumentException($"A categorical feature is column {Options.CategoricalFeatures.First(column => column < 0 || column >= ColumnCount)}; there are {ColumnCount} columns.", nameof(options));
    }

    /// <summary>Makes a dataset of a table of numbers; its columns' names become the features'.</summary>
    /// <param name="table">The values; null and NaN are missing.</param>
    /// <param name="options">Labels, weights … The default is none.</param>
    /// <exception cref="ArgumentException">A column holds no numbers, or an option has another length than there are rows or columns.</exception>
    public Dataset(Table table, DatasetOptions? options = null)
        : this(ValuesOf(table), (options ?? new()) with { FeatureNames = options?.FeatureNames ?? [.. table.Columns.Select(column => FeatureName.Of(column.Name))] })
    {
    }

    /// <summary>The values, [rows, columns].</summary>
    public double[,] Values { get; }

    /// <summary>Labels, weights, names …</summary>
    public DatasetOptions Options { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Values.GetLength(0);

    /// <summary>The number of columns.</summary>
    public int ColumnCount => Values.GetLength(1);

    internal static double[,] ValuesOf(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var values = new double[table.RowCount, table.Columns.Count];
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var column = table.Columns[c].ToDoubles();
            for (var r = 0; r < column.Length; r++) values[r, c] = column[r];
        }
        return values;
    }

    private static void CheckLength<T>(IReadOnlyList<T>? values, int expected, string option, string what)
    {
        if (values is not null && values.Count != expected) throw Unfit(option, values.Count, expected, what);
    }

    private static ArgumentException Unfit(string option, int count, int expected, string what) =>
        new($"{nameof(DatasetOptions)}.{option} has {count} values; there are {expected} {what}.");
}
