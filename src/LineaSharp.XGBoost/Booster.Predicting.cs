using System.Globalization;
using LineaSharp.Models;
using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

public sealed partial class Booster
{
    /// <summary>Predicts on rows.</summary>
    /// <param name="data">The rows; as many columns as the model has features, in their order.</param>
    /// <param name="options">What is given, and by which rounds. The default is the value by all.</param>
    /// <exception cref="ArgumentException">There are other columns than features, or rounds that the model does not have.</exception>
    public Prediction Predict(DMatrix data, PredictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new();
        CheckColumns(data);
        return Predict(data, Config(options.Kind, Rounds(options.Rounds), training: false));
    }

    /// <summary>Predicts on rows of values, [rows, features].</summary>
    /// <inheritdoc cref="Predict(DMatrix, PredictOptions)"/>
    public Prediction Predict(float[,] data, PredictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var matrix = new DMatrix(data);
        return Predict(matrix, options);
    }

    /// <summary>Predicts on a table: on the columns that the features are named after, or, where they have no names, on all.</summary>
    /// <inheritdoc cref="Predict(DMatrix, PredictOptions)"/>
    public Prediction Predict(Table data, PredictOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var names = FeatureNames;
        using var matrix = new DMatrix(names.Count == 0 ? data : new Table(names.Select(name => data[name]).ToArray()));
        return Predict(matrix, options);
    }

    private unsafe Prediction Predict(DMatrix data, string config)
    {
        NativeCall.Check(NativeMethods.XGBoosterPredictFromDMatrix(_handle, data.Handle, config, out var shape, out var rank, out var result), "predict");
        var dimensions = new int[checked((int)rank)];
        for (var i = 0; i < dimensions.Length; i++) dimensions[i] = checked((int)shape[i]);
        // The library's memory is this thread's until its next prediction.
        return new(new ReadOnlySpan<float>(result, dimensions.Aggregate(1, (product, length) => checked(product * length))).ToArray(), dimensions);
    }

    private void CheckColumns(DMatrix data)
    {
        var names = FeatureNames;
        if (data.ColumnCount != FeatureCount) throw new ArgumentException($"The data have {data.ColumnCount} columns; the model has {FeatureCount} features.", nameof(data));
        if (data.FeatureNames is null || names.Count == 0 || names.SequenceEqual(data.FeatureNames)) return;
        var at = Enumerable.Range(0, names.Count).First(i => names[i] != data.FeatureNames[i]);
        throw new ArgumentException($"Column {at} of the data is '{data.FeatureNames[at]}'; the model's feature {at} is '{names[at]}'.", nameof(data));
    }

    private (int Begin, int End) Rounds(Range range)
    {
        if (range.Equals(Range.All)) return (0, 0);
        var count = RoundCount;
        var (begin, end) = (range.Start.GetOffset(count), range.End.GetOffset(count));
        // XGBoost takes 0 for the end as all, so no rounds cannot be said.
        return begin >= 0 && begin < end && end <= count ? (begin, end) : throw new ArgumentException($"The rounds {range} were asked for; the model has {count}.", nameof(range));
    }

    private static string Config(PredictionKind kind, (int Begin, int End) rounds, bool training) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"type\":{(int)kind},\"training\":{(training ? "true" : "false")},\"iteration_begin\":{rounds.Begin},\"iteration_end\":{rounds.End},\"strict_shape\":false}}");
}
