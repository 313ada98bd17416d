using System.Runtime.InteropServices;
using LineaSharp.Models;
using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

/// <summary>Rows in XGBoost's own memory, to train on and to predict on. Dispose of it: the memory is large and not .NET's.</summary>
/// <remarks>The values are copied. Reading it from many threads is safe.</remarks>
public sealed class DMatrix : IDisposable
{
    /// <summary>Makes a matrix of rows and columns.</summary>
    /// <param name="values">The values, [rows, columns]; NaN is missing.</param>
    /// <param name="options">Labels, weights, names … The default is none.</param>
    /// <exception cref="ArgumentException">An option has another length than there are rows or columns.</exception>
    /// <exception cref="LineaException">NotConfigured: there is no libxgboost.</exception>
    public DMatrix(float[,] values, DMatrixOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        (RowCount, ColumnCount) = (values.GetLength(0), values.GetLength(1));
        Handle = Create(values, options ?? new());
        (FeatureNames, FeatureTypes) = (options?.FeatureNames, options?.FeatureTypes);
        Describe(options ?? new());
    }

    /// <summary>Makes a matrix of a table of numbers; its columns' names and types become the features'.</summary>
    /// <param name="table">The values; null and NaN are missing.</param>
    /// <param name="options">Labels, weights … The default is none.</param>
    /// <exception cref="ArgumentException">A column holds no numbers, or an option has another length than there are rows or columns.</exception>
    /// <exception cref="LineaException">NotConfigured: there is no libxgboost.</exception>
    public DMatrix(Table table, DMatrixOptions? options = null)
        : this(Values(table), Named(table, options ?? new()))
    {
    }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>The number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The columns' names; null when they have none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <summary>The columns' types in XGBoost's words; null when they have none.</summary>
    public IReadOnlyList<string>? FeatureTypes { get; }

    internal DMatrixHandle Handle { get; }

    /// <summary>Lets go of the memory.</summary>
    public void Dispose() => Handle.Dispose();

    private static unsafe DMatrixHandle Create(float[,] values, DMatrixOptions options)
    {
        _ = NativeLibraryFile.Required;
        // A pointer to no element would be null, which the library refuses.
        fixed (float* first = values.Length > 0 ? values : new float[1, 1])
        {
            NativeCall.Check(NativeMethods.XGDMatrixCreateFromMat(first, (ulong)values.GetLength(0), (ulong)values.GetLength(1), options.Missing, out var handle), "make a matrix");
            return handle;
        }
    }

    private void Describe(DMatrixOptions options)
    {
        try
        {
            Set("label", options.Labels, nameof(options.Labels));
            Set("base_margin", options.BaseMargins, nameof(options.BaseMargins));
            Set("label_lower_bound", options.LabelLowerBounds, nameof(options.LabelLowerBounds));
            Set("label_upper_bound", options.LabelUpperBounds, nameof(options.LabelUpperBounds));
            SetGroups(options);
            SetWeights(options);
            Set("feature_name", options.FeatureNames, nameof(options.FeatureNames));
            Set("feature_type", options.FeatureTypes, nameof(options.FeatureTypes));
        }
        catch
        {
            Handle.Dispose();
            throw;
        }
    }

    private void Set(string field, IReadOnlyList<float>? values, string option)
    {
        if (values is null) return;
        if (RowCount == 0 ? values.Count > 0 : values.Count == 0 || values.Count % RowCount != 0) throw Unfit(option, values.Count, RowCount, "rows");
        SetFloats(field, values);
    }

    private void Set(string field, IReadOnlyList<string>? texts, string option)
    {
        if (texts is null) return;
        if (texts.Count != ColumnCount) throw Unfit(option, texts.Count, ColumnCount, "columns");
        SetTexts(field, texts);
    }

    private void SetWeights(DMatrixOptions options)
    {
        var count = options.Groups?.Count ?? RowCount;
        if (options.Weights is not { } weights) return;
        if (weights.Count != count) throw Unfit(nameof(options.Weights), weights.Count, count, options.Groups is null ? "rows" : "groups");
        SetFloats("weight", weights);
    }

    private unsafe void SetGroups(DMatrixOptions options)
    {
        if (options.Groups is not { } groups) return;
        if (groups.Any(size => size < 0) || groups.Sum(size => (long)size) != RowCount)
            throw new ArgumentException($"The groups' sizes add up to {groups.Sum(size => (long)size)}; there are {RowCount} rows.", nameof(options));
        fixed (uint* first = groups.Select(size => (uint)size).ToArray())
            NativeCall.Check(NativeMethods.XGDMatrixSetUIntInfo(Handle, "group", first, (ulong)groups.Count), "set the groups");
    }

    private unsafe void SetFloats(string field, IReadOnlyList<float> values)
    {
        fixed (float* first = values as float[] ?? [.. values])
            NativeCall.Check(NativeMethods.XGDMatrixSetFloatInfo(Handle, field, first, (ulong)values.Count), $"set the field {field}");
    }

    private unsafe void SetTexts(string field, IReadOnlyList<string> texts) =>
        NativeCall.Check(NativeCall.WithTexts(texts, pointers => NativeMethods.XGDMatrixSetStrFeatureInfo(Handle, field, (byte**)pointers, (ulong)texts.Count)), $"set the field {field}");

    private static ArgumentException Unfit(string option, int count, int expected, string what) =>
        new($"{nameof(DMatrixOptions)}.{option} has {count} values; there are {expected} {what}.");

    private static float[,] Values(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var values = new float[table.RowCount, table.Columns.Count];
        for (var c = 0; c < table.Columns.Count; c++)
        {
            if (table.Columns[c].Values is float[] floats)
            {
                for (var r = 0; r < floats.Length; r++) values[r, c] = floats[r];
                continue;
            }
            var column = table.Columns[c].ToDoubles();
            for (var r = 0; r < column.Length; r++) values[r, c] = (float)column[r];
        }
        return values;
    }

    // As Python's XGBoost describes a DataFrame.
    private static DMatrixOptions Named(Table table, DMatrixOptions options) => options with
    {
        FeatureNames = options.FeatureNames ?? [.. table.Columns.Select(column => column.Name)],
        FeatureTypes = options.FeatureTypes ?? [.. table.Columns.Select(column => column.Type == ColumnType.Boolean ? "i" : column.Type == ColumnType.Integer || column.Type == ColumnType.Long ? "int" : "float")],
    };
}
