namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>Trees in a compact form that predicts: the one engine of every tree format. Made by <see cref="ForestBuilder"/>; immutable and thread-safe.</summary>
/// <remarks>
/// <para>A prediction is <c>Initial + the leaves of the trees, in order</c>, divided by the number of rounds in an averaging forest. Whatever a library does to it
/// afterwards (links, softmax, labels) is the caller's.</para>
/// <para>Rows have at least <see cref="FeatureCount"/> values; NaN is missing. A path length (isolation forest) or a distribution of classes is just what the leaves hold:
/// one value for a tree's output, or one for each output.</para>
/// </remarks>
internal abstract class Forest
{
    private protected Forest(ForestOptions options, int treeCount)
    {
        Options = options;
        TreeCount = treeCount;
        Initial = options.Initial?.ToArray() ?? new double[options.OutputCount];
    }

    public ForestOptions Options { get; }

    public int FeatureCount => Options.FeatureCount;

    public int OutputCount => Options.OutputCount;

    public int TreeCount { get; }

    public int RoundCount => TreeCount / Options.TreesPerRound;

    private protected double[] Initial { get; }

    /// <summary>Predicts one row, without allocating.</summary>
    /// <param name="row"><see cref="FeatureCount"/> values.</param>
    /// <param name="outputs">Room for <see cref="OutputCount"/> values.</param>
    public void Predict(ReadOnlySpan<double> row, Span<double> outputs) => Predict(row, outputs, Rounds.All);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public void Predict(ReadOnlySpan<float> row, Span<double> outputs) => Predict(row, outputs, Rounds.All);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public abstract void Predict(ReadOnlySpan<double> row, Span<double> outputs, Rounds rounds);

    /// <inheritdoc cref="Predict(ReadOnlySpan{double}, Span{double})"/>
    public abstract void Predict(ReadOnlySpan<float> row, Span<double> outputs, Rounds rounds);

    /// <summary>Predicts many rows on all processors.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="outputs">Room for the outputs, row after row.</param>
    /// <param name="rounds">Which rounds.</param>
    /// <param name="parallel">How parallel, and when to stop.</param>
    public abstract void PredictRows(IRowSource rows, Memory<double> outputs, Rounds rounds, ParallelOptions parallel);

    /// <summary>Predicts many rows that lie one after the other, <see cref="FeatureCount"/> values each.</summary>
    public unsafe void PredictRows(ReadOnlySpan<double> rows, Memory<double> outputs, ParallelOptions? parallel = null)
    {
        fixed (double* first = rows) PredictRows(new PinnedRows<double>(first, rows.Length / FeatureCount, FeatureCount), outputs, Rounds.All, parallel ?? new());
    }

    /// <inheritdoc cref="PredictRows(ReadOnlySpan{double}, Memory{double}, ParallelOptions?)"/>
    public unsafe void PredictRows(ReadOnlySpan<float> rows, Memory<double> outputs, ParallelOptions? parallel = null)
    {
        fixed (float* first = rows) PredictRows(new PinnedRows<float>(first, rows.Length / FeatureCount, FeatureCount), outputs, Rounds.All, parallel ?? new());
    }

    private protected (int First, int End) Trees(Rounds rounds)
    {
        var first = (int)Math.Min((long)rounds.First * Options.TreesPerRound, TreeCount);
        return (first, (int)Math.Min((long)first + (long)rounds.Count * Options.TreesPerRound, TreeCount));
    }

    private protected void Finish(Span<double> outputs, int trees)
    {
        if (!Options.Average) return;
        var rounds = Math.Max(1, trees / Options.TreesPerRound);
        for (var i = 0; i < outputs.Length; i++) outputs[i] /= rounds;
    }
}
