using System.Runtime.InteropServices;
using LineaSharp.Models;
using LineaSharp.Scoring.Sklearn;

namespace LineaSharp.Scoring;

/// <summary>A fitted model of scikit-learn, computed in .NET: what <c>artifact.GetValue&lt;SklearnModel&gt;()</c> gives. Immutable and thread-safe; many rows are computed on all processors.</summary>
/// <remarks>
/// <para>It is read from skops and pickle files, of which nothing is ever run. Numbers are those of scikit-learn for float64 input within 1e-9, and labels are the same.</para>
/// <para>Input is a <see cref="Table"/>, whose column names are checked as scikit-learn does, a <c>double[,]</c> of rows and columns, or rows one after the other in a span.
/// What a method refuses (missing columns, NaN where the estimator takes none) is an <see cref="ArgumentException"/>.</para>
/// </remarks>
/// <example><code>
/// var model = artifact.GetValue&lt;SklearnModel&gt;();
/// var labels = (string[])model.Predict(table);
/// var probabilities = model.PredictProba(table);   // [row, class], in the order of model.Classes
/// </code></example>
public sealed class SklearnModel : IScoringModel
{
    // Rows that one processor takes at a time: enough to keep its trees in the cache, and few enough for rows of a hundred thousand words.
    private const int MostRowsAtOnce = 1024;
    private const int MostNumbersAtOnce = 4 << 20;
    private readonly Estimator _estimator;
    private readonly string _pyFuncMethod;

    internal SklearnModel(Estimator estimator, string? version, string pyFuncMethod)
    {
        (_estimator, SklearnVersion, _pyFuncMethod) = (estimator, version, pyFuncMethod);
        ClassesOfOutputs = estimator.Classes.Select(c => c.ToList()).ToArray();
    }

    /// <summary>The estimator's class: <c>Pipeline</c>, <c>RandomForestClassifier</c>.</summary>
    public string EstimatorName => _estimator.Name;

    /// <summary>The release of scikit-learn that fitted it; null when the file does not say.</summary>
    public string? SklearnVersion { get; }

    /// <summary>The names of the columns that it was fitted on, in order; null when they had none.</summary>
    public IReadOnlyList<string>? FeatureNames => _estimator.FeatureNames;

    /// <summary>The number of columns that it was fitted on; null when it does not say.</summary>
    public int? FeatureCount => _estimator.FeatureCount;

    /// <summary>The classes of a classifier (text, long, int, bool or double), in the order of the columns of <see cref="PredictProba(ModelData)"/>; null for anything else, and for several outputs.</summary>
    public IReadOnlyList<object>? Classes => ClassesOfOutputs.Count == 1 ? ClassesOfOutputs[0] : null;

    /// <summary>The classes of each output of a classifier; empty for anything else.</summary>
    public IReadOnlyList<IReadOnlyList<object>> ClassesOfOutputs { get; }

    /// <summary>What can be asked of it, in scikit-learn's names: <c>predict</c>, <c>predict_proba</c>, <c>decision_function</c>, <c>transform</c>, <c>score_samples</c>.</summary>
    public IReadOnlyList<string> MethodNames => _estimator.MethodNames.ToArray();

    /// <summary>How many numbers <see cref="Predict(ReadOnlySpan{double}, Span{double})"/> gives for a row: one, or one for each output.</summary>
    public int PredictionCount => Math.Max(0, _estimator.Predict?.Outputs ?? 0);

    /// <summary>Predicts labels (<c>string[]</c>, <c>long[]</c>, <c>int[]</c>, <c>bool[]</c>), or numbers (<c>double[]</c>); with several outputs an array of [row, output].</summary>
    /// <param name="input">A table, or a <c>double[,]</c>.</param>
    /// <exception cref="ArgumentException">The input does not fit the model.</exception>
    /// <exception cref="LineaException">NotSupported: the estimator has no such method; the message lists those that it has.</exception>
    public Array Predict(ModelData input) => Answer(Run("predict", FeaturesOf(input)));

    /// <inheritdoc cref="Predict(ModelData)"/>
    /// <param name="rows">Rows one after the other, <see cref="FeatureCount"/> numbers each.</param>
    public Array Predict(ReadOnlySpan<double> rows) => Answer(Run("predict", FeaturesOf(rows)));

    /// <summary>Predicts one row of numbers, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> numbers; NaN is missing.</param>
    /// <param name="result">Room for <see cref="PredictionCount"/> numbers: what is predicted, and of a classifier the place of the class in <see cref="ClassesOfOutputs"/>.</param>
    /// <exception cref="ArgumentException">The row does not fit the model, or the room is too short, or shares memory with the row.</exception>
    /// <exception cref="LineaException">NotSupported: the estimator has no such method, reads texts, which no row of numbers holds, or does not say how many features it has.</exception>
    public void Predict(ReadOnlySpan<double> row, Span<double> result) => Run("predict", row, result);

    /// <summary>The probabilities of the classes: [row, class].</summary>
    /// <inheritdoc cref="Predict(ModelData)"/>
    /// <exception cref="LineaException">NotSupported: the estimator has no such method, or several outputs (<see cref="PredictProbaOfOutputs"/>).</exception>
    public double[,] PredictProba(ModelData input) => Square(RunForOneOutput("predict_proba", FeaturesOf(input)));

    /// <summary>The probabilities of the classes: [row, class].</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    public double[,] PredictProba(ReadOnlySpan<double> rows) => Square(RunForOneOutput("predict_proba", FeaturesOf(rows)));

    /// <summary>The probabilities of the classes for one row of numbers, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> numbers; NaN is missing.</param>
    /// <param name="probabilities">Room for one for each class; with several outputs those of each, one after the other.</param>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public void PredictProba(ReadOnlySpan<double> row, Span<double> probabilities) => Run("predict_proba", row, probabilities);

    /// <summary>The probabilities of a classifier with several outputs: [row, class] for each.</summary>
    /// <inheritdoc cref="Predict(ModelData)"/>
    public IReadOnlyList<double[,]> PredictProbaOfOutputs(ModelData input)
    {
        var all = Run("predict_proba", FeaturesOf(input));
        if (_estimator.Classes.Count < 2) return [Square(all)];
        var outputs = new double[_estimator.Classes.Count][,];
        var first = 0;
        for (var output = 0; output < outputs.Length; output++)
        {
            var columns = Enumerable.Range(first, _estimator.Classes[output].Count).ToArray();
            outputs[output] = Square(Features.Of(all).Select(columns).ToMatrix());
            first += columns.Length;
        }
        return outputs;
    }

    /// <summary>The scores before they become labels: [row, class], and for two classes or an outlier detector [row, 0].</summary>
    /// <inheritdoc cref="Predict(ModelData)"/>
    public double[,] DecisionFunction(ModelData input) => Square(Run("decision_function", FeaturesOf(input)));

    /// <summary>The scores before they become labels: [row, class], and for two classes or an outlier detector [row, 0].</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    public double[,] DecisionFunction(ReadOnlySpan<double> rows) => Square(Run("decision_function", FeaturesOf(rows)));

    /// <summary>The scores of one row of numbers, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> numbers; NaN is missing.</param>
    /// <param name="scores">Room for one for each class, and for two classes or an outlier detector for one.</param>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public void DecisionFunction(ReadOnlySpan<double> row, Span<double> scores) => Run("decision_function", row, scores);

    /// <summary>The columns that a transformer makes: [row, column].</summary>
    /// <inheritdoc cref="Predict(ModelData)"/>
    public double[,] Transform(ModelData input) => Square(Run("transform", FeaturesOf(input)));

    /// <summary>The columns that a transformer makes: [row, column].</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    public double[,] Transform(ReadOnlySpan<double> rows) => Square(Run("transform", FeaturesOf(rows)));

    /// <summary>The columns that a transformer makes of one row of numbers, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> numbers; NaN is missing.</param>
    /// <param name="result">Room for all columns.</param>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public void Transform(ReadOnlySpan<double> row, Span<double> result) => Run("transform", row, result);

    /// <summary>How normal each row is: lower is more of an outlier.</summary>
    /// <inheritdoc cref="Predict(ModelData)"/>
    public double[] ScoreSamples(ModelData input) => Run("score_samples", FeaturesOf(input)).Values;

    /// <summary>How normal each row is: lower is more of an outlier.</summary>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    public double[] ScoreSamples(ReadOnlySpan<double> rows) => Run("score_samples", FeaturesOf(rows)).Values;

    ModelData IScoringModel.PredictAsPyFunc(ModelData input, IReadOnlyDictionary<string, object?> parameters) => _pyFuncMethod switch
    {
        "predict" => Predict(input),
        "predict_proba" => PredictProba(input),
        // One score a row is a vector in Python.
        "decision_function" => DecisionFunction(input) is var scores && scores.GetLength(1) == 1 ? scores.Cast<double>().ToArray() : scores,
        "transform" => Transform(input),
        "score_samples" => ScoreSamples(input),
        _ => throw SklearnErrors.HasUnknown(EstimatorName, $"the predict_fn '{_pyFuncMethod}'"),
    };

    private static Features FeaturesOf(ModelData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Tensor is double[,] rows) return Features.Of(Flat(rows));
        // A matrix has no names; those that a table of it would have were never seen in a fit.
        return input.Tensor is not null ? Features.Of(input.AsTable()).WithoutNames() : Features.Of(input.AsTable());
    }

    private Features FeaturesOf(ReadOnlySpan<double> rows)
    {
        var columns = FeatureCount ?? throw new ArgumentException($"{EstimatorName} does not say how many features it has. Give the rows as double[,].", nameof(rows));
        if (columns == 0 || rows.Length % columns != 0) throw new ArgumentException($"{rows.Length} numbers are no rows of {columns} features.", nameof(rows));
        return Features.Of(new Matrix(rows.ToArray(), rows.Length / columns, columns));
    }

    private void Run(string method, ReadOnlySpan<double> row, Span<double> result)
    {
        var function = _estimator.Method(method);
        if (function.Outputs < 0) throw new LineaException(ErrorCode.NotSupported, $"{EstimatorName} does not say how many features it has. Give it a table or a double[,].");
        if (!function.TakesNumbers) throw new LineaException(ErrorCode.NotSupported, $"{EstimatorName} reads texts, which a row of numbers cannot hold. Give it a table.");
        if (result.Length < function.Outputs) throw new ArgumentException($"There is room for {result.Length} numbers; {method} gives {function.Outputs} for a row.", nameof(result));
        if (row.Overlaps(result)) throw new ArgumentException("The row and the room for the result share memory.", nameof(result));
        function.Of(row, result[..function.Outputs]);
    }

    private Matrix Run(string method, Features x)
    {
        var function = _estimator.Method(method);
        if (x.RowCount == 0) throw new ArgumentException($"The input has no rows, and {EstimatorName} needs at least one.");
        var atOnce = Math.Clamp(MostNumbersAtOnce / function.Width, 1, MostRowsAtOnce);
        if (x.RowCount <= atOnce) return function.Of(x).ToMatrix();
        var parts = new Matrix[(x.RowCount + atOnce - 1) / atOnce];
        try
        {
            Parallel.For(0, parts.Length, i => parts[i] = function.Of(x.Rows(i * atOnce, Math.Min(atOnce, x.RowCount - i * atOnce))).ToMatrix());
        }
        catch (AggregateException e) when (e.InnerException is ArgumentException or LineaException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
        }
        return Matrix.Stack(parts);
    }

    private Matrix RunForOneOutput(string method, Features x) => _estimator.Classes.Count < 2 ? Run(method, x)
        : throw new LineaException(ErrorCode.NotSupported, $"{EstimatorName} has {_estimator.Classes.Count} outputs, of which each has probabilities of its own. Ask for PredictProbaOfOutputs.");

    private Array Answer(Matrix predicted) => _estimator.Kind switch
    {
        PredictionKind.Classes => ClassLabels.Pick(_estimator.Classes, predicted, _estimator.IsVector),
        PredictionKind.Int64 => _estimator.IsVector ? Array.ConvertAll(predicted.Values, v => (long)v) : WholeSquare(predicted),
        PredictionKind.Int32 => Array.ConvertAll(predicted.Values, v => (int)v),
        _ => _estimator.IsVector ? predicted.Values : Square(predicted),
    };

    private static long[,] WholeSquare(Matrix matrix)
    {
        var square = new long[matrix.Rows, matrix.Columns];
        for (var row = 0; row < matrix.Rows; row++)
            for (var column = 0; column < matrix.Columns; column++) square[row, column] = (long)matrix[row, column];
        return square;
    }

    private static double[,] Square(Matrix matrix)
    {
        var square = new double[matrix.Rows, matrix.Columns];
        matrix.Values.CopyTo(All(square));
        return square;
    }

    private static Matrix Flat(double[,] rows)
    {
        return new Matrix(All(rows).ToArray(), rows.GetLength(0), rows.GetLength(1));
    }

    private static Span<double> All(double[,] square) => square.Length == 0 ? [] : MemoryMarshal.CreateSpan(ref square[0, 0], square.Length);
}
