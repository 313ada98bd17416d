using LineaSharp.Models;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.Engine;
using LineaSharp.Scoring.Trees.XGBoost;

namespace LineaSharp.Scoring;

// Many rows at once.
public sealed partial class TreeEnsemble
{
    /// <summary>Predicts many rows that lie one after the other, <see cref="FeatureCount"/> values each, on all processors.</summary>
    /// <param name="rows">The rows' values.</param>
    /// <param name="parallel">How parallel, and when to stop. The default is all processors.</param>
    /// <returns><see cref="PredictionCount"/> values for each row, row after row.</returns>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public double[] PredictRows(ReadOnlySpan<double> rows, ParallelOptions? parallel = null)
    {
        var raw = new double[RowsIn(rows.Length) * OutputCount];
        _model.Raw.PredictRows(rows, raw, _model.Rounds, parallel);
        return Linked(_model.Prediction, raw);
    }

    /// <inheritdoc cref="PredictRows(ReadOnlySpan{double}, ParallelOptions?)"/>
    public double[] PredictRows(ReadOnlySpan<float> rows, ParallelOptions? parallel = null)
    {
        var raw = new double[RowsIn(rows.Length) * OutputCount];
        _model.Raw.PredictRows(rows, raw, _model.Rounds, parallel);
        return Linked(_model.Prediction, raw);
    }

    /// <summary>Predicts the rows of a table as the library's <c>predict</c> does.</summary>
    /// <param name="table">Columns by the features' names, in any order, others beside them; without names from the training, as many columns as features, in order.</param>
    /// <returns>[rows, <see cref="PredictionCount"/>]; with <see cref="Labels"/> places among them.</returns>
    /// <exception cref="ArgumentException">A feature's column is missing, or holds what the feature does not take.</exception>
    public double[,] Predict(Table table) => Shaped(Linked(_model.Prediction, RawOf(table)), _model.Prediction.Width);

    /// <summary>The raw scores (margins) of a table's rows.</summary>
    /// <returns>[rows, <see cref="OutputCount"/>].</returns>
    /// <inheritdoc cref="Predict(Table)"/>
    public double[,] PredictRaw(Table table) => Shaped(RawOf(table), OutputCount);

    /// <summary>The probabilities of the classes for a table's rows.</summary>
    /// <returns>[rows, classes].</returns>
    /// <exception cref="LineaException">NotSupported: the model has no probabilities.</exception>
    /// <inheritdoc cref="Predict(Table)"/>
    public double[,] PredictProbabilities(Table table) => Shaped(Linked(Probabilities, RawOf(table)), Probabilities.Width);

    /// <summary>The classes of a table's rows.</summary>
    /// <exception cref="LineaException">NotSupported: the model chooses no classes.</exception>
    /// <inheritdoc cref="Predict(Table)"/>
    public object[] PredictLabels(Table table)
    {
        if (Labels.Count == 0) throw new LineaException(ErrorCode.NotSupported, $"{_model.Source} (objective '{Objective}') gives numbers and no labels. Ask for Predict.");
        return Array.ConvertAll(Linked(_model.Prediction, RawOf(table)), place => Labels[(int)place]);
    }

    // MLflow hands parameters on to XGBoost alone.
    ModelData IScoringModel.PredictAsPyFunc(ModelData input, IReadOnlyDictionary<string, object?> parameters) =>
        parameters.Count == 0 || _model.Library != "XGBoost" ? PredictAsPyFunc(input) : new TreeEnsemble(XGBoostParameters.Apply(_model, parameters)).PredictAsPyFunc(input);

    private ModelData PredictAsPyFunc(ModelData input)
    {
        var table = input.AsTable();
        if (Labels.Count > 0) return LabelsAsPyFunc(Array.ConvertAll(Linked(_model.Prediction, RawOf(table, input.Table is null)), place => Labels[(int)place]));
        var width = _model.Prediction.Width;
        var values = Linked(_model.Prediction, RawOf(table, input.Table is null));
        if (!_model.IsSingle) return width == 1 ? values : Shaped(values, width);
        var single = Array.ConvertAll(values, v => (float)v);
        return width == 1 ? single : Shaped(single, width);
    }

    private Array LabelsAsPyFunc(object[] labels) => Labels[0] switch
    {
        string => Column(Array.ConvertAll(labels, l => (string)l)),
        long => Column(Array.ConvertAll(labels, l => (long)l)),
        bool => Column(Array.ConvertAll(labels, l => (bool)l)),
        _ => Column(Array.ConvertAll(labels, l => (double)l)),
    };

    private Array Column<T>(T[] values) => _model.LabelsAreColumn ? Shaped(values, 1) : values;

    private double[] RawOf(Table table, bool byPlace = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        var raw = new double[checked(table.RowCount * OutputCount)];
        _model.Raw.PredictRows(new ColumnRows(FeatureColumns.Of(_model, table, byPlace), table.RowCount), raw, _model.Rounds, new ParallelOptions());
        return raw;
    }

    private double[] Linked(Link link, double[] raw)
    {
        var rows = raw.Length / OutputCount;
        var result = new double[checked(rows * link.Width)];
        for (var row = 0; row < rows; row++) link.Apply(raw.AsSpan(row * OutputCount, OutputCount), result.AsSpan(row * link.Width, link.Width));
        return result;
    }

    private int RowsIn(int values) => FeatureCount > 0 && values % FeatureCount == 0
        ? values / FeatureCount
        : throw new ArgumentException($"{values} values are no whole number of rows of {FeatureCount}.", nameof(values));

    private static T[,] Shaped<T>(T[] values, int width)
    {
        var shaped = new T[values.Length / width, width];
        for (var i = 0; i < values.Length; i++) shaped[i / width, i % width] = values[i];
        return shaped;
    }
}
