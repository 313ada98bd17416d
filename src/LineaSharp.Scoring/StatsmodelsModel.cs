using System.Globalization;
using LineaSharp.Models;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Statsmodels;

namespace LineaSharp.Scoring;

/// <summary>A regression that statsmodels fitted in Python, from MLflow's <c>statsmodels</c> flavor: OLS, WLS, GLS, RLM, QuantReg, GLM, Logit, Probit, MNLogit, Poisson or NegativeBinomial.</summary>
/// <remarks>Thread-safe. It predicts the mean of new rows, as <c>results.predict(exog)</c> does; an offset or exposure of the training counts as 0 there, and here.</remarks>
public sealed class StatsmodelsModel : IScoringModel
{
    private readonly FittedStatsmodel _model;

    internal StatsmodelsModel(FittedStatsmodel model) => _model = model;

    /// <summary>The model's class in statsmodels: <c>OLS</c>.</summary>
    public string ModelType => _model.Type;

    /// <summary>The formula that the model was fitted by; null without one.</summary>
    public string? Formula => _model.Formula;

    /// <summary>The columns that a table needs; null where the file holds no names (arrays, <c>remove_data</c>) and columns go by their order.</summary>
    public IReadOnlyList<string>? InputColumns => _model.Design.Inputs;

    /// <summary>How many outcomes have probabilities (MNLogit); null where a row has one number.</summary>
    public int? OutcomeCount => _model.Mean is null ? _model.Parameters.Length + 1 : null;

    /// <summary>Reads results that <c>mlflow.statsmodels</c> saved. The pickle is read as data: nothing in it is run.</summary>
    /// <param name="path">The file <c>model.statsmodels</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: it is missing or damaged. NotSupported: it holds another kind of model.</exception>
    public static StatsmodelsModel FromFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.Exists(path) ? new(StatsmodelsFile.Read(PickleReader.ReadFile(path))) : throw StatsmodelsErrors.Missing(Path.GetFileName(path));
    }

    /// <summary>Predicts one number for each row: the mean, or with QuantReg the quantile.</summary>
    /// <param name="input">A table with the columns of <see cref="InputColumns"/>, the constant included; where names are not known, all columns in the order of the training.</param>
    /// <exception cref="ArgumentException">Columns are missing, too many, or hold no numbers; a category was not there in training.</exception>
    /// <exception cref="LineaException">NotSupported: the model gives probabilities of outcomes.</exception>
    public double[] Predict(Table input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Means(_model.Design.Columns(input), input.RowCount);
    }

    /// <summary>Predicts one number for each row of a matrix.</summary>
    /// <param name="input">Shape <c>[rows, columns]</c>, the columns in the order of the training, the constant included.</param>
    /// <exception cref="ArgumentException">There are more or fewer columns, or the model was fitted by a formula.</exception>
    /// <exception cref="LineaException">NotSupported: the model gives probabilities of outcomes.</exception>
    public double[] Predict(double[,] input) => Means(Columns(input), input.GetLength(0));

    /// <summary>Predicts one row, without allocating.</summary>
    /// <param name="row">Numbers in the order of the training, the constant included.</param>
    /// <returns>The mean, or with QuantReg the quantile.</returns>
    /// <exception cref="ArgumentException">There are more or fewer numbers, or the model was fitted by a formula.</exception>
    /// <exception cref="LineaException">NotSupported: the model gives probabilities of outcomes.</exception>
    public double Predict(ReadOnlySpan<double> row)
    {
        CheckWidth(row.Length);
        return Mean(Linear(row, _model.Parameters[0]));
    }

    /// <summary>Predicts many rows that lie one after the other.</summary>
    /// <param name="rows">As many numbers for each row as for <see cref="Predict(ReadOnlySpan{double})"/>.</param>
    /// <inheritdoc cref="Predict(ReadOnlySpan{double})"/>
    public double[] PredictRows(ReadOnlySpan<double> rows)
    {
        var width = _model.Parameters[0].Length;
        CheckWidth(rows.Length % width == 0 ? width : rows.Length);
        var means = new double[rows.Length / width];
        for (var row = 0; row < means.Length; row++) means[row] = Mean(Linear(rows.Slice(row * width, width), _model.Parameters[0]));
        return means;
    }

    /// <summary>Predicts the probability of each outcome (MNLogit).</summary>
    /// <param name="input">As for <see cref="Predict(Table)"/>.</param>
    /// <returns>Shape <c>[rows, outcomes]</c>, the outcomes in the order of their values in training.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Predict(Table)"/>.</exception>
    /// <exception cref="LineaException">NotSupported: the model gives one number a row.</exception>
    public double[,] PredictProbabilities(Table input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Probabilities(_model.Design.Columns(input), input.RowCount);
    }

    /// <inheritdoc cref="PredictProbabilities(Table)"/>
    public double[,] PredictProbabilities(double[,] input) => Probabilities(Columns(input), input.GetLength(0));

    /// <summary>Predicts the probability of each outcome (MNLogit) for one row, without allocating.</summary>
    /// <param name="row">As for <see cref="Predict(ReadOnlySpan{double})"/>.</param>
    /// <param name="probabilities">Room for <see cref="OutcomeCount"/> numbers.</param>
    /// <exception cref="ArgumentException">As for <see cref="Predict(ReadOnlySpan{double})"/>, or the room is too short.</exception>
    /// <exception cref="LineaException">NotSupported: the model gives one number a row.</exception>
    public void PredictProbabilities(ReadOnlySpan<double> row, Span<double> probabilities)
    {
        CheckWidth(row.Length);
        var outcomes = OutcomeCount ?? throw StatsmodelsErrors.HasNoOutcomes(_model.Type);
        if (probabilities.Length < outcomes) throw new ArgumentException($"There is room for {probabilities.Length} numbers; a row has {outcomes}.", nameof(probabilities));
        if (row.Overlaps(probabilities)) throw new ArgumentException("The row and the room for the probabilities share memory.", nameof(probabilities));
        for (var o = 1; o < outcomes; o++) probabilities[o] = Linear(row, _model.Parameters[o - 1]);
        Share(probabilities[..outcomes]);
    }

    internal static ScoringFlavor Flavor { get; } = new(
        "statsmodels", typeof(StatsmodelsModel), _ => null, (directory, _) => FromFile(directory.ExistingFile(directory.Manifest.Flavor("statsmodels").FindString("data") ?? "model.statsmodels")));

    // pandas: a series, or for outcomes a frame whose columns are 0, 1, …
    ModelData IScoringModel.PredictAsPyFunc(ModelData input, IReadOnlyDictionary<string, object?> parameters)
    {
        var table = input.AsTable();
        if (OutcomeCount is not { } outcomes) return ModelData.OfTensor(Predict(table));
        var probabilities = PredictProbabilities(table);
        return new Table(Enumerable.Range(0, outcomes).Select(o => new TableColumn(
            o.ToString(CultureInfo.InvariantCulture), Enumerable.Range(0, table.RowCount).Select(row => probabilities[row, o]).ToArray())).ToArray());
    }

    private double[][] Columns(double[,] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (rows, width) = (input.GetLength(0), input.GetLength(1));
        CheckWidth(width);
        return Enumerable.Range(0, width).Select(c => Enumerable.Range(0, rows).Select(r => input[r, c]).ToArray()).ToArray();
    }

    private void CheckWidth(int width)
    {
        if (_model.Formula is not null) throw StatsmodelsErrors.NeedsTable(_model.Formula);
        if (width != _model.Parameters[0].Length) throw StatsmodelsErrors.OtherWidth(_model.Parameters[0].Length, width, InputColumns);
    }

    private double[] Means(double[][] columns, int rows) => Array.ConvertAll(Linear(columns, _model.Parameters[0], rows), Mean);

    private double Mean(double predictor) => _model.Mean is { } mean ? mean(predictor) : throw StatsmodelsErrors.HasOutcomes(OutcomeCount!.Value);

    private double[,] Probabilities(double[][] columns, int rows)
    {
        if (OutcomeCount is not { } outcomes) throw StatsmodelsErrors.HasNoOutcomes(_model.Type);
        var predictors = Array.ConvertAll(_model.Parameters, p => Linear(columns, p, rows));
        var (probabilities, ofRow) = (new double[rows, outcomes], new double[outcomes]);
        for (var row = 0; row < rows; row++)
        {
            for (var o = 1; o < outcomes; o++) ofRow[o] = predictors[o - 1][row];
            Share(ofRow);
            for (var o = 0; o < outcomes; o++) probabilities[row, o] = ofRow[o];
        }
        return probabilities;
    }

    // From predictors to probabilities. The first outcome is the one that the others are held against: its predictor is 0.
    private static void Share(Span<double> outcomes)
    {
        var sum = outcomes[0] = 1;
        for (var o = 1; o < outcomes.Length; o++) sum += outcomes[o] = Math.Exp(outcomes[o]);
        foreach (ref var outcome in outcomes) outcome /= sum;
    }

    private static double Linear(ReadOnlySpan<double> row, double[] parameters)
    {
        var sum = 0.0;
        for (var c = 0; c < row.Length; c++) sum += row[c] * parameters[c];
        return sum;
    }

    private static double[] Linear(double[][] columns, double[] parameters, int rows)
    {
        var sums = new double[rows];
        for (var c = 0; c < columns.Length; c++)
        {
            var (column, parameter) = (columns[c], parameters[c]);
            for (var row = 0; row < rows; row++) sums[row] += column[row] * parameter;
        }
        return sums;
    }
}
