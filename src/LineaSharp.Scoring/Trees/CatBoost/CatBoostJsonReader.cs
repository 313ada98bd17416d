namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>Reads CatBoost's JSON models. https://catboost.ai/docs/en/concepts/json_format</summary>
internal static class CatBoostJsonReader
{
    private const string Source = CatBoostParts.Source;

    public static CatBoostParts Read(ReadOnlySpan<byte> json)
    {
        var root = JsonDocumentReader.Read(json, Source);
        var parts = new CatBoostParts();
        if (root.Find("model_info")?.Members is { } info)
            foreach (var (key, value) in info) parts.Info[key] = value;
        var features = root.Get("features_info");
        if (features.Find("ctrs") is not null && features.GetItems("ctrs").Count > 0) throw CatBoostParts.NeedsCtrs();
        if (features.Find("estimated_features") is not null && features.GetItems("estimated_features").Count > 0) throw CatBoostParts.NeedsText("text or embedding");

        var numbers = new Dictionary<int, int>();
        foreach (var feature in Items(features, "float_features"))
        {
            numbers.TryAdd(feature.GetInt("feature_index"), parts.FloatFeatures.Count);
            var borders = feature.Find("borders") is null ? [] : Array.ConvertAll(feature.GetNumbers("borders"), b => (float)b);
            parts.FloatFeatures.Add(new FloatFeature(feature.GetInt("flat_feature_index"), Name(feature), borders, feature.Find("nan_value_treatment")?.Text == "AsTrue"));
        }
        var categories = new Dictionary<int, int>();
        foreach (var feature in Items(features, "categorical_features"))
        {
            categories.TryAdd(feature.GetInt("feature_index"), parts.CatFeatures.Count);
            parts.CatFeatures.Add(new CatFeature(feature.GetInt("flat_feature_index"), Name(feature)));
        }

        if (root.Find("scale_and_bias") is not null) ReadScale(root, parts);
        if (root.Find("oblivious_trees") is not null)
            foreach (var tree in root.GetItems("oblivious_trees"))
                parts.Trees.Add(new CatBoostTree(Items(tree, "splits").Select(s => Split(s, numbers, categories)).ToArray(), tree.GetNumbers("leaf_values")));
        else
            foreach (var tree in root.GetItems("trees")) parts.Trees.Add(Tree(tree, numbers, categories));
        parts.Dimension = Dimension(parts);
        return parts;
    }

    private static void ReadScale(DocumentNode root, CatBoostParts parts)
    {
        // [scale, [bias, …]], and before 1.0 [scale, bias].
        if (root.GetItems("scale_and_bias") is not [{ Number: { } scale }, var bias]) throw TreeErrors.Malformed(Source, "its scale_and_bias is no pair");
        parts.Scale = scale;
        parts.Bias = bias.Number is { } one ? [one] : bias.ToNumbers();
    }

    // Leaves tell it: a symmetric tree has as many values as leaves and outputs.
    private static int Dimension(CatBoostParts parts)
    {
        if (parts.Trees.Count == 0) return Math.Max(1, parts.Bias.Length);
        var tree = parts.Trees[0];
        if (tree.Nodes is null) return tree.Splits.Length <= 16 ? Math.Max(1, tree.Values.Length >> tree.Splits.Length) : 1;
        return Math.Max(1, tree.Values.Length / tree.Nodes.Count(n => n.Left < 0));
    }

    private static CatBoostTree Tree(DocumentNode root, Dictionary<int, int> numbers, Dictionary<int, int> categories)
    {
        var splits = new List<CatBoostSplit>();
        var nodes = new List<CatBoostNode>();
        var values = new List<double>();
        Add(root);
        return new CatBoostTree(splits.ToArray(), values.ToArray(), nodes.ToArray());

        // No deeper than the document may be nested.
        int Add(DocumentNode node)
        {
            var at = nodes.Count;
            splits.Add(default);
            nodes.Add(new CatBoostNode(-1, -1, values.Count));
            if (node.Find("split") is not { } split)
            {
                values.AddRange(node.Get("value").Number is { } one ? [one] : node.GetNumbers("value"));
                return at;
            }
            splits[at] = Split(split, numbers, categories);
            var left = Add(node.Get("left"));
            nodes[at] = new CatBoostNode(left, Add(node.Get("right")), 0);
            return at;
        }
    }

    private static CatBoostSplit Split(DocumentNode split, Dictionary<int, int> numbers, Dictionary<int, int> categories) => split.GetText("split_type") switch
    {
        "FloatFeature" when numbers.TryGetValue(split.GetInt("float_feature_index"), out var feature) =>
            new(false, feature, (float)(split.Get("border").Number ?? throw TreeErrors.Malformed(Source, "a border is no number")), 0),
        "OneHotFeature" when categories.TryGetValue(split.GetInt("cat_feature_index"), out var feature) => new(true, feature, 0, split.GetInt("value")),
        "OnlineCtr" => throw CatBoostParts.NeedsCtrs(),
        "EstimatedFeature" => throw CatBoostParts.NeedsText("text or embedding"),
        var type => throw TreeErrors.Malformed(Source, $"a split of the type '{type[..Math.Min(40, type.Length)]}' is on no feature of the model"),
    };

    private static string Name(DocumentNode feature) => feature.Find("feature_id")?.Text ?? feature.Find("feature_name")?.Text ?? "";

    private static IReadOnlyList<DocumentNode> Items(DocumentNode node, string name) => node.Find(name) is null ? [] : node.GetItems(name);
}
