namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>What holds for all trees of a forest.</summary>
internal sealed record ForestOptions
{
    /// <summary>How many values a row has; splits name features below it.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>How many values a prediction has. The default is 1.</summary>
    public int OutputCount { get; init; } = 1;

    /// <summary>
    /// Whether a row's values are rounded to float32 before they are compared (XGBoost, CatBoost, scikit-learn's trees but not its histogram boosting). Thresholds stay what they
    /// are, float64 included. The default is false.
    /// </summary>
    public bool SingleInputs { get; init; }

    /// <summary>Whether leaf values are summed in float32, tree by tree (XGBoost). The default is false.</summary>
    public bool SingleSums { get; init; }

    /// <summary>Where the sums start, one for each output. The default is 0 each.</summary>
    public IReadOnlyList<double>? Initial { get; init; }

    /// <summary>Whether the sum is divided by the number of rounds that were summed: forests. <see cref="Initial"/> is divided, too. The default is false.</summary>
    public bool Average { get; init; }

    /// <summary>How many successive trees make one round (iteration): classes × parallel trees. The default is 1.</summary>
    public int TreesPerRound { get; init; } = 1;

    /// <summary>The first tree of each round and, last, the number of trees, where rounds differ in their number of trees; null where they do not. The default is null.</summary>
    public IReadOnlyList<int>? RoundStarts { get; init; }

    /// <summary>Whether numbers of at most 1e-35 count as 0 everywhere, as LightGBM drops them when it takes rows. The default is false.</summary>
    public bool TinyIsZero { get; init; }
}
