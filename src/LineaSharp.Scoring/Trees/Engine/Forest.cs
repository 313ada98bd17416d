namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>Trees in a compact form that predicts: the one engine of every tree format. Made by <see cref="ForestBuilder"/>; immutable and thread-safe.</summary>
/// <remarks>
/// <para>A prediction is <c>Initial + the leaves of the trees, in order</c>, divided by the number of rounds in an averaging forest. Whatever a library does to it
/// afterwards (links, softmax, labels) is the caller's.</para>
/// <para>Rows have at least <see cref="FeatureCount"/> values; NaN is missing. A path length (isolation forest) or a distribution of classes is just what the leaves hold:
/// one value for a tree's output, or one for each output.</para>
/// </remarks>
internal abstract class Forest : BlockScorer
{
    private protected Forest(ForestOptions options, int treeCount)
    {
        Options = options;
        TreeCount = treeCount;
        Initial = options.Initial?.ToArray() ?? new double[options.OutputCount];
    }

    public ForestOptions Options { get; }

    public override int FeatureCount => Options.FeatureCount;

    public override int OutputCount => Options.OutputCount;

    public override int RoundCount => Options.RoundStarts is { } starts ? starts.Count - 1 : TreeCount / Options.TreesPerRound;

    public int TreeCount { get; }

    private protected double[] Initial { get; }

    /// <summary>The trees of a range of rounds, and how many rounds these are.</summary>
    private protected (int First, int End, int Rounds) Trees(Rounds rounds)
    {
        var first = Math.Min(rounds.First, RoundCount);
        var end = (int)Math.Min((long)first + rounds.Count, RoundCount);
        return Options.RoundStarts is { } starts ? (starts[first], starts[end], end - first) : (first * Options.TreesPerRound, end * Options.TreesPerRound, end - first);
    }

    private protected void Finish(Span<double> outputs, int rounds)
    {
        if (!Options.Average || rounds == 0) return;
        for (var i = 0; i < outputs.Length; i++) outputs[i] /= rounds;
    }
}
