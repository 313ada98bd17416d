namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>What both notations of a CatBoost model say, before it is made to predict.</summary>
internal sealed class CatBoostParts
{
    public const string Source = "The CatBoost model";

    public int Dimension { get; set; } = 1;

    public double Scale { get; set; } = 1;

    public double[] Bias { get; set; } = [];

    public List<FloatFeature> FloatFeatures { get; } = [];

    public List<CatFeature> CatFeatures { get; } = [];

    public List<CatBoostTree> Trees { get; } = [];

    /// <summary>What the library noted about the training: texts, some of them JSON.</summary>
    public Dictionary<string, DocumentNode> Info { get; } = new(StringComparer.Ordinal);

    public static LineaException NeedsCtrs() => TreeErrors.NotComputed(Source, "makes numbers of categories by its statistics of the target (CTR features)", "Train with one_hot_max_size above the number of categories, or use the model's Python environment (LineaSharp.Python).");

    public static LineaException NeedsText(string kind) => TreeErrors.NotComputed(Source, $"has {kind} features");
}

/// <summary>A feature of numbers.</summary>
/// <param name="Flat">Its place in a row.</param>
/// <param name="Name">Its name; empty for none.</param>
/// <param name="Borders">Where it is split, ascending.</param>
/// <param name="MissingIsGreatest">Whether NaN is greater than every border; else it is greater than none.</param>
internal sealed record FloatFeature(int Flat, string Name, float[] Borders, bool MissingIsGreatest);

/// <summary>A feature of categories.</summary>
internal sealed record CatFeature(int Flat, string Name);

/// <summary>A question of a tree: is the number greater than the border, or is the category of that hash?</summary>
/// <param name="IsCategory">Which of the two.</param>
/// <param name="Feature">The place among the features of numbers, or of categories.</param>
/// <param name="Border">The border.</param>
/// <param name="Hash">The category's hash.</param>
internal readonly record struct CatBoostSplit(bool IsCategory, int Feature, float Border, int Hash);

/// <summary>A tree: symmetric, with one split a level; or with nodes, of which the first is the root.</summary>
/// <param name="Splits">A split for each level, or for each node (meaningless for leaves).</param>
/// <param name="Values">The leaves' values, the outputs' side by side.</param>
/// <param name="Nodes">The nodes; null for a symmetric tree.</param>
internal sealed record CatBoostTree(CatBoostSplit[] Splits, double[] Values, CatBoostNode[]? Nodes = null);

/// <summary>A node of a tree that is not symmetric.</summary>
/// <param name="Left">The node where the answer is no; -1 when the walk ends here then.</param>
/// <param name="Right">The node where the answer is yes; -1 when the walk ends here then.</param>
/// <param name="Leaf">Where its own values begin, for a walk that ends here.</param>
internal readonly record struct CatBoostNode(int Left, int Right, int Leaf);
