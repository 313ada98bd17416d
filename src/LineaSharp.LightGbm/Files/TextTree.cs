namespace LineaSharp.LightGbm.Files;

/// <summary>One tree of a text: every array has its length, every index leads somewhere, and the nodes form a tree.</summary>
internal static class TextTree
{
    // Native code recurses, and for contributions keeps a table of the depth's square.
    private const int MaxDepth = 2_000;

    private const int IsCategorical = 1;
    private const int LargestDecision = 11;

    private static readonly HashSet<string> Keys =
    [
        "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child", "leaf_value", "leaf_weight", "leaf_count",
        "internal_value", "internal_weight", "internal_count", "cat_boundaries", "cat_threshold", "is_linear", "leaf_const", "num_features", "leaf_features", "leaf_coeff", "shrinkage",
    ];

    public static void Check(ReadOnlySpan<byte> text, int index, TextHeader header)
    {
        var lines = new TextLines(text);
        if (!lines.Next().SequenceEqual(System.Text.Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Tree={index}"))))
            throw LightGbmErrors.Damaged($"tree {index} is not where the sizes of the trees say");
        var fields = new TextFields($"tree {index}", Keys);
        for (var line = lines.Next(); !line.IsEmpty; line = lines.Next()) fields.Add(line);
        if (lines.Rest.ContainsAnyExcept((byte)'\n')) throw fields.Fault("goes on after its end");

        var leaves = fields.Int("num_leaves");
        if (leaves < 1) throw fields.Fault($"has {leaves} leaves");
        fields.Doubles("leaf_value", leaves);
        if (header.IsNewest || fields.Has("shrinkage")) fields.Doubles("shrinkage", 1);
        var isLinear = (header.IsNewest || fields.Has("is_linear")) && fields.Int("is_linear") is var linear && (linear is 0 or 1 ? linear == 1 : throw fields.Fault("has another is_linear than 0 and 1"));
        if (leaves > 1) CheckNodes(fields, leaves, header);
        else CheckSingleLeaf(fields);
        if (isLinear) CheckLinear(fields, leaves, header);
    }

    private static void CheckNodes(TextFields fields, int leaves, TextHeader header)
    {
        var nodes = leaves - 1;
        foreach (var key in (string[])["split_gain", "internal_value", "internal_weight"])
            if (header.IsNewest || fields.Has(key)) fields.Doubles(key, nodes);
        if (header.IsNewest || fields.Has("leaf_weight")) fields.Doubles("leaf_weight", leaves);
        if (header.IsNewest || fields.Has("leaf_count")) fields.Ints("leaf_count", leaves);
        if (header.IsNewest || fields.Has("internal_count")) fields.Ints("internal_count", nodes);

        var (features, thresholds, decisions) = (fields.Ints("split_feature", nodes), fields.Doubles("threshold", nodes), fields.Ints("decision_type", nodes));
        var categories = CheckCategories(fields);
        for (var node = 0; node < nodes; node++)
        {
            if (features[node] < 0 || features[node] >= header.FeatureCount) throw fields.Fault($"splits node {node} by feature {features[node]} of {header.FeatureCount}");
            if (decisions[node] is < 0 or > LargestDecision) throw fields.Fault($"has the decision {decisions[node]} at node {node}");
            if ((decisions[node] & IsCategorical) != 0 && !(thresholds[node] >= 0 && thresholds[node] < categories && thresholds[node] == Math.Floor(thresholds[node])))
                throw fields.Fault($"has the set {thresholds[node]} of {categories} sets of categories at node {node}");
        }
        CheckShape(fields, fields.Ints("left_child", nodes), fields.Ints("right_child", nodes), leaves);
    }

    // Nodes are 0, 1, …; leaves are -1, -2, ….
    private static void CheckShape(TextFields fields, int[] left, int[] right, int leaves)
    {
        var (reachedNodes, reachedLeaves) = (new bool[leaves - 1], new bool[leaves]);
        var open = new Stack<(int Node, int Depth)>([(0, 0)]);
        while (open.TryPop(out var step))
        {
            var (node, depth) = step;
            if (depth > MaxDepth) throw fields.Fault($"is deeper than {MaxDepth} levels");
            var reached = node >= 0 ? reachedNodes : reachedLeaves;
            var at = node >= 0 ? node : ~node;
            if (at >= reached.Length) throw fields.Fault($"leads to {(node >= 0 ? "node" : "leaf")} {at} of {reached.Length}");
            if (reached[at]) throw fields.Fault($"reaches {(node >= 0 ? "node" : "leaf")} {at} twice");
            reached[at] = true;
            if (node < 0) continue;
            open.Push((left[node], depth + 1));
            open.Push((right[node], depth + 1));
        }
        // As many as there are were reached, or one was reached twice.
    }

    private static int CheckCategories(TextFields fields)
    {
        var count = fields.Int("num_cat");
        if (count == 0) return 0;
        if (count < 0) throw fields.Fault($"has {count} sets of categories");
        var boundaries = fields.Ints("cat_boundaries");
        if (boundaries.Length - 1 != count || boundaries[0] != 0 || boundaries.Zip(boundaries.Skip(1)).Any(pair => pair.First > pair.Second))
            throw fields.Fault("has sets of categories that do not follow each other");
        fields.UInts("cat_threshold", boundaries[^1]);
        return count;
    }

    // LightGBM leaves the arrays of a tree without splits empty, or writes one value.
    private static void CheckSingleLeaf(TextFields fields)
    {
        if (fields.Int("num_cat") != 0) throw fields.Fault("has no splits, and sets of categories");
        foreach (var key in (string[])["split_feature", "left_child", "right_child", "decision_type", "internal_count"])
            if (fields.Has(key)) fields.Ints(key, 0);
        foreach (var key in (string[])["split_gain", "threshold", "internal_value", "internal_weight"])
            if (fields.Has(key)) fields.Doubles(key, 0);
        if (fields.Has("leaf_weight") && fields.Doubles("leaf_weight").Length > 1) throw fields.Fault("has several values of leaf_weight");
        if (fields.Has("leaf_count") && fields.Ints("leaf_count").Length > 1) throw fields.Fault("has several values of leaf_count");
    }

    private static void CheckLinear(TextFields fields, int leaves, TextHeader header)
    {
        fields.OrdinaryDoubles("leaf_const", leaves);
        var counts = fields.Ints("num_features", leaves);
        var total = counts.Sum(count => (long)Math.Max(0, count));
        if (counts.Any(count => count < 0) || total > int.MaxValue) throw fields.Fault("has a leaf with a number of features that is none");
        var features = fields.Ints("leaf_features", (int)total);
        fields.OrdinaryDoubles("leaf_coeff", (int)total);
        if (features.Any(feature => feature < 0 || feature >= header.FeatureCount)) throw fields.Fault($"has a leaf with a feature beyond the {header.FeatureCount} that there are");
    }
}
