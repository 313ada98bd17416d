namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>What gives a model's raw scores for rows of numbers. Immutable and thread-safe.</summary>
internal abstract class RawScorer
{
    /// <summary>How many values a row has; NaN is missing.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>How many scores a row gets.</summary>
    public abstract int OutputCount { get; }

    /// <summary>How many boosting rounds there are to choose from.</summary>
    public abstract int RoundCount { get; }

    /// <summary>Scores one row, without allocating.</summary>
    /// <param name="row">At least <see cref="FeatureCount"/> values.</param>
    /// <param name="outputs">Room for <see cref="OutputCount"/> values.</param>
    /// <param name="rounds">Which rounds.</param>
    public abstract void Predict(ReadOnlySpan<double> row, Span<double> outputs, Rounds rounds);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double}, Rounds)"/>
    public abstract void Predict(ReadOnlySpan<float> row, Span<double> outputs, Rounds rounds);

    /// <summary>Scores many rows on all processors.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="outputs">Room for the outputs, row after row.</param>
    /// <param name="rounds">Which rounds.</param>
    /// <param name="parallel">How parallel, and when to stop.</param>
    public abstract void PredictRows(IRowSource rows, Memory<double> outputs, Rounds rounds, ParallelOptions parallel);

    /// <summary>Scores one row by all rounds.</summary>
    public void Predict(ReadOnlySpan<double> row, Span<double> outputs) => Predict(row, outputs, Rounds.All);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public void Predict(ReadOnlySpan<float> row, Span<double> outputs) => Predict(row, outputs, Rounds.All);

    /// <summary>Scores many rows that lie one after the other, <see cref="FeatureCount"/> values each.</summary>
    public unsafe void PredictRows(ReadOnlySpan<double> rows, Memory<double> outputs, Rounds? rounds = null, ParallelOptions? parallel = null)
    {
        fixed (double* first = rows) PredictRows(new PinnedRows<double>(first, RowsIn(rows.Length), FeatureCount), outputs, rounds ?? Rounds.All, parallel ?? new());
    }

    /// <inheritdoc cref="PredictRows(ReadOnlySpan{double}, Memory{double}, Rounds?, ParallelOptions?)"/>
    public unsafe void PredictRows(ReadOnlySpan<float> rows, Memory<double> outputs, Rounds? rounds = null, ParallelOptions? parallel = null)
    {
        fixed (float* first = rows) PredictRows(new PinnedRows<float>(first, RowsIn(rows.Length), FeatureCount), outputs, rounds ?? Rounds.All, parallel ?? new());
    }

    private int RowsIn(int values) => FeatureCount > 0 && values % FeatureCount == 0
        ? values / FeatureCount
        : throw new ArgumentException($"{values} values are no whole number of rows of {FeatureCount}.");
}
