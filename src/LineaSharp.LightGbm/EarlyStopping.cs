namespace LineaSharp.LightGbm;

/// <summary>When training stops early: a score of a validation has not become better for some rounds.</summary>
internal sealed class EarlyStopping
{
    private readonly Dictionary<string, (int Round, double Score)> _best = new(StringComparer.Ordinal);
    private readonly int _patience;
    private readonly bool _firstMetricOnly;

    private EarlyStopping(int patience, bool firstMetricOnly) => (_patience, _firstMetricOnly) = (patience, firstMetricOnly);

    /// <summary>The best round of the score that stopped the training, or, where none did, of the first; null before any round.</summary>
    public int? BestRound { get; private set; }

    public static EarlyStopping? Of(TrainOptions options)
    {
        if (options.EarlyStoppingRounds is not { } patience) return null;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patience, nameof(options.EarlyStoppingRounds));
        return options.Validations.Count > 0 ? new(patience, options.FirstMetricOnly) : throw new ArgumentException("Early stopping needs a validation; none was given.", nameof(options));
    }

    /// <param name="round">The round.</param>
    /// <param name="scores">The scores of the validations, and of nothing else.</param>
    /// <param name="metrics">How many metrics each validation has.</param>
    public bool IsDue(int round, IReadOnlyList<(string Name, double Score, bool IsMore)> scores, int metrics)
    {
        for (var i = 0; i < scores.Count; i++)
        {
            if (_firstMetricOnly && i % metrics != 0) continue;
            var (name, score, isMore) = scores[i];
            if (!_best.TryGetValue(name, out var best) || (isMore ? score > best.Score : score < best.Score)) _best[name] = best = (round, score);
            if (i == 0) BestRound = best.Round;
            if (round - best.Round < _patience) continue;
            BestRound = best.Round;
            return true;
        }
        return false;
    }
}
