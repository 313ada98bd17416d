using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>Reads CatBoost's models: its binary format (<c>cbm</c>) and JSON.</summary>
internal static class CatBoostModel
{
    private const string Source = CatBoostParts.Source;
    private const int MaxOutputs = 1 << 16;
    // A row may have features that the model lists nowhere; more than these are not believed.
    private const int MaxUnlisted = 1 << 16;

    /// <summary>Reads a model.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="modelType">The Python class that MLflow recorded: <c>CatBoostClassifier</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: the bytes are no such model. NotSupported: it needs something that is not computed natively.</exception>
    public static TreeModel Read(ReadOnlySpan<byte> file, string modelType)
    {
        if (file.StartsWith("CBM1"u8)) return Build(CbmReader.Read(file), modelType);
        if (file.TrimStart(" \t\r\n"u8).StartsWith("{"u8)) return Build(CatBoostJsonReader.Read(file), modelType);
        throw TreeErrors.NotComputed(Source, "is in none of the formats cbm and json", "Save it as one of them.");
    }

    private static TreeModel Build(CatBoostParts parts, string modelType)
    {
        if (parts.Dimension is < 1 or > MaxOutputs) throw TreeErrors.Malformed(Source, $"it has {parts.Dimension} outputs");
        if (!double.IsFinite(parts.Scale)) throw TreeErrors.Malformed(Source, $"its scale is {parts.Scale}");
        var bias = parts.Bias.Length switch
        {
            0 => new double[parts.Dimension],
            1 when parts.Dimension > 1 => Enumerable.Repeat(parts.Bias[0], parts.Dimension).ToArray(),
            var count when count == parts.Dimension => parts.Bias,
            var count => throw TreeErrors.Malformed(Source, $"it has {count} biases for {parts.Dimension} outputs"),
        };

        // Each category that is asked for becomes a value of its own.
        var asked = parts.Trees.SelectMany(t => t.Splits).Where(s => s.IsCategory).Select(s => (s.Feature, s.Hash)).Distinct().ToArray();
        var places = asked.Select((category, i) => (category, i)).ToDictionary(a => a.category, a => parts.FloatFeatures.Count + a.i);
        var features = Features(parts);
        var scorer = new CatBoostScorer(
            Trees(parts, places),
            features.Length,
            parts.FloatFeatures.Select(f => (f.Flat, f.MissingIsGreatest)).ToArray(),
            asked.Select(a => (parts.CatFeatures[a.Feature].Flat, a.Hash)).ToArray(),
            parts.Scale,
            bias);
        return CatBoostPredictions.Of(parts, modelType, new TreeModel
        {
            Library = "CatBoost",
            Objective = "",
            Raw = scorer,
            Features = features,
            IsNamed = features.Where((f, i) => f.Name != MadeUp(i)).Any(),
            Prediction = Link.Identity(parts.Dimension),
        });
    }

    private static RawScorer Trees(CatBoostParts parts, Dictionary<(int, int), int> places)
    {
        var width = parts.FloatFeatures.Count + places.Count;
        if (parts.Trees.TrueForAll(t => t.Nodes is null))
        {
            var oblivious = new ObliviousForest(width, parts.Dimension, Source);
            foreach (var tree in parts.Trees) oblivious.Add(Array.ConvertAll(tree.Splits, s => Question(s, places)), tree.Values);
            return oblivious.Seal();
        }
        var builder = new ForestBuilder(new ForestOptions { FeatureCount = width, OutputCount = parts.Dimension, SingleInputs = true }, Source);
        foreach (var tree in parts.Trees) AddTree(builder, tree, places, parts.Dimension);
        return builder.Build();
    }

    // A node with a child on one side only is the leaf of the other side as well.
    private static void AddTree(ForestBuilder builder, CatBoostTree tree, Dictionary<(int, int), int> places, int outputs)
    {
        if (tree.Nodes is not { } own) throw TreeErrors.Malformed(Source, "some of its trees are symmetric and others are not");
        var nodes = new List<TreeNode>(own.Length);
        var used = own.Where(n => n.Left < 0 || n.Right < 0).ToArray();
        var first = used.Length == 0 ? 0 : used.Min(n => n.Leaf);
        var end = used.Length == 0 ? 0 : used.Max(n => n.Leaf);
        if (first < 0 || end > tree.Values.Length - outputs) throw TreeErrors.Malformed(Source, "a tree's leaves lie outside the leaf values");
        for (var i = 0; i < own.Length; i++) nodes.Add(default);
        for (var i = 0; i < own.Length; i++)
        {
            var leaf = TreeNode.AtLeaf(own[i].Leaf - first);
            if (own[i].Left < 0 && own[i].Right < 0)
            {
                nodes[i] = leaf;
                continue;
            }
            var question = Question(tree.Splits[i], places);
            nodes[i] = TreeNode.AtMost(question.Feature, question.Border, missingLeft: true, Child(own[i].Left, leaf), Child(own[i].Right, leaf));
        }
        builder.AddVectorTree(nodes.ToArray(), tree.Values.AsSpan(first, used.Length == 0 ? 0 : end - first + outputs));

        int Child(int child, TreeNode leaf)
        {
            if (child >= 0) return child < own.Length ? child : int.MaxValue;
            nodes.Add(leaf);
            return nodes.Count - 1;
        }
    }

    private static ObliviousSplit Question(CatBoostSplit split, Dictionary<(int, int), int> places) =>
        split.IsCategory ? new(places[(split.Feature, split.Hash)], 0.5f) : new(split.Feature, split.Border);

    private static TreeFeature[] Features(CatBoostParts parts)
    {
        var listed = parts.FloatFeatures.Select(f => (f.Flat, f.Name, IsCategory: false)).Concat(parts.CatFeatures.Select(f => (f.Flat, f.Name, IsCategory: true))).ToArray();
        var count = listed.Length == 0 ? 0 : listed.Max(f => f.Flat) + 1L;
        if (listed.Any(f => f.Flat < 0) || count > listed.Length + MaxUnlisted) throw TreeErrors.Malformed(Source, "its features' places in a row cannot be");
        var features = new TreeFeature?[(int)count];
        foreach (var (flat, name, isCategory) in listed)
        {
            if (features[flat] is not null) throw TreeErrors.Malformed(Source, $"two of its features are at place {flat}");
            features[flat] = new TreeFeature(name.Length == 0 ? MadeUp(flat) : name, isCategory ? HashedCategories.Instance : null);
        }
        return features.Select((f, i) => f ?? new TreeFeature(MadeUp(i))).ToArray();
    }

    private static string MadeUp(int place) => place.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
