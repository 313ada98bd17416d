using LineaSharp.LightGbm.Native;
using LineaSharp.Models;

namespace LineaSharp.LightGbm;

public sealed partial class Booster
{
    /// <summary>Predicts on rows of values, [rows, features]; NaN is missing.</summary>
    /// <param name="data">The rows; as many columns as the model has features, in their order.</param>
    /// <param name="options">What is given, and by which rounds. The default is the value by all.</param>
    /// <exception cref="ArgumentException">There are other columns than features, or rounds that the model does not have.</exception>
    public unsafe Prediction Predict(double[,] data, PredictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        var (rows, columns, kind) = (data.GetLength(0), data.GetLength(1), (int)options.Kind);
        if (columns != FeatureCount) throw new ArgumentException($"The data have {columns} columns; the model has {FeatureCount} features.", nameof(data));
        var (first, count) = Rounds(options.Rounds);
        // The library refuses no rows.
        if (rows == 0) return new([], Shape(0, 0, options.Kind));
        NativeCall.Check(NativeMethods.LGBM_BoosterCalcNumPredict(_handle, rows, kind, first, count, out var length), "predict");
        var values = new double[length];
        fixed (double* input = data, output = values)
            NativeCall.Check(NativeMethods.LGBM_BoosterPredictForMat(_handle, input, NativeMethods.Float64, rows, columns, 1, kind, first, count, "verbosity=-1", out length, output), "predict");
        return new(values, Shape(rows, values.Length / rows, options.Kind));
    }

    /// <summary>Predicts on a table: on the columns that the features are named after, or, where they were given no names, on all.</summary>
    /// <exception cref="LineaException">NotSupported: the model was trained on pandas' categories.</exception>
    /// <inheritdoc cref="Predict(double[,], PredictOptions)"/>
    public Prediction Predict(Table data, PredictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (PandasCategories is not ("null" or "[]")) throw LightGbmErrors.HasPandasCategories();
        return Predict(Dataset.ValuesOf(FeatureName.AreDefaults(FeatureNames) ? data : Chosen(data)), options);
    }

    private Table Chosen(Table data)
    {
        var columns = data.Columns.ToLookup(column => FeatureName.Of(column.Name), StringComparer.Ordinal);
        return new(FeatureNames.Select(name => columns[name].FirstOrDefault() ?? data[name]).ToArray());
    }

    private (int First, int Count) Rounds(Range? range)
    {
        if (range is not { } given) return (0, BestIteration ?? -1);
        var (begin, end) = (given.Start.GetOffset(RoundCount), given.End.GetOffset(RoundCount));
        return begin >= 0 && begin < end && end <= RoundCount ? (begin, end - begin) : throw new ArgumentException($"The rounds {given} were asked for; the model has {RoundCount}.", nameof(range));
    }

    private int[] Shape(int rows, int perRow, PredictionKind kind) => kind switch
    {
        PredictionKind.Leaf => [rows, perRow],
        PredictionKind.Contributions => OutputCount == 1 ? [rows, FeatureCount + 1] : [rows, OutputCount, FeatureCount + 1],
        _ => OutputCount == 1 ? [rows] : [rows, OutputCount],
    };
}
