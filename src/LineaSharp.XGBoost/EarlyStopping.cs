using System.Globalization;

namespace LineaSharp.XGBoost;

/// <summary>When training stops early: the last score has not become better for some rounds.</summary>
internal sealed class EarlyStopping
{
    // XGBoost's own metrics of which more is better.
    private static readonly string[] Maximized = ["auc", "aucpr", "pre", "map", "ndcg"];

    private readonly int _patience;
    private readonly bool? _maximize;
    private int _bestRound = -1;
    private double _bestScore;

    private EarlyStopping(int patience, bool? maximize) => (_patience, _maximize) = (patience, maximize);

    public static EarlyStopping? Of(TrainOptions options)
    {
        if (options.EarlyStoppingRounds is not { } patience) return null;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patience, nameof(options.EarlyStoppingRounds));
        if (options.Evaluations.Count == 0) throw new ArgumentException("Early stopping needs an evaluation; none was given.", nameof(options));
        return new(patience, options.Maximize);
    }

    public bool IsDue(int round, IReadOnlyDictionary<string, double> scores)
    {
        var (name, score) = scores.Last();
        if (_bestRound < 0 || (_maximize ?? IsMaximized(name) ? score > _bestScore : score < _bestScore)) (_bestRound, _bestScore) = (round, score);
        return round - _bestRound >= _patience;
    }

    public void Record(Booster booster)
    {
        if (_bestRound < 0) return;
        booster.SetAttribute("best_iteration", _bestRound.ToString(CultureInfo.InvariantCulture));
        booster.SetAttribute("best_score", _bestScore.ToString("R", CultureInfo.InvariantCulture));
    }

    // validation-ndcg@3: the metric is what follows the last hyphen, without its cut.
    private static bool IsMaximized(string name) => Maximized.Contains(name[(name.LastIndexOf('-') + 1)..].Split('@')[0]);
}
