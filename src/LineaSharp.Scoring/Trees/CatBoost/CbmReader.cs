namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>Reads CatBoost's binary format: <c>CBM1</c>, the size of the core, the core as FlatBuffers, and what CTR features need, which is not read.</summary>
/// <remarks>
/// The core's trees name their splits by numbers: all borders of all features of numbers, then the hashes of the one-hot features, then what is not computed here.
/// https://github.com/catboost/catboost/tree/master/catboost/libs/model/flatbuffers
/// </remarks>
internal static class CbmReader
{
    private const string Source = CatBoostParts.Source;

    public static CatBoostParts Read(ReadOnlySpan<byte> file)
    {
        var size = file.Length < 8 ? -1 : System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(file[4..]);
        if (size < 0 || size > file.Length - 8) throw TreeErrors.Malformed(Source, $"it has {file.Length} bytes, fewer than it says");
        var core = FlatTable.Root(file.Slice(8, size), Source);
        if (core.GetText(0) is not "FlabuffersModel_v1" and var format)
            throw TreeErrors.NotComputed(Source, $"has the core format '{format?[..Math.Min(40, format.Length)]}', and FlabuffersModel_v1 is known", "Use a newer LineaSharp.Scoring.");
        var parts = new CatBoostParts();
        for (var i = 0; i < core.Count(2); i++)
        {
            var entry = core.GetTable(2, i);
            if (entry.GetText(0) is { } key) parts.Info[key] = new DocumentNode(Source, entry.GetText(1));
        }
        ReadTrees(core.GetTable(1), parts);
        return parts;
    }

    private static void ReadTrees(FlatTable trees, CatBoostParts parts)
    {
        if (trees.Count(7) > 0) throw CatBoostParts.NeedsCtrs();
        // Text and embedding features that are listed, but not used, have no estimated features.
        if (trees.Count(13) > 0) throw CatBoostParts.NeedsText("text or embedding");
        parts.Dimension = trees.GetInt(0, 1);
        parts.Scale = trees.GetDouble(14, 1);
        parts.Bias = trees.GetNumbers<double>(16) is { Length: > 0 } several ? several : [trees.GetDouble(15, 0)];

        var splits = new List<CatBoostSplit>();
        for (var i = 0; i < trees.Count(5); i++)
        {
            var feature = trees.GetTable(5, i);
            var borders = feature.GetNumbers<float>(3);
            parts.FloatFeatures.Add(new FloatFeature(feature.GetInt(2, -1), feature.GetText(4) ?? "", borders, feature.GetByte(5, 0) == 2));
            foreach (var border in borders) splits.Add(new CatBoostSplit(false, i, border, 0));
        }
        var byIndex = new Dictionary<int, int>();
        for (var i = 0; i < trees.Count(4); i++)
        {
            var feature = trees.GetTable(4, i);
            byIndex.TryAdd(feature.GetInt(0, -1), i);
            parts.CatFeatures.Add(new CatFeature(feature.GetInt(1, -1), feature.GetText(2) ?? ""));
        }
        for (var i = 0; i < trees.Count(6); i++)
        {
            var feature = trees.GetTable(6, i);
            if (!byIndex.TryGetValue(feature.GetInt(0, -1), out var category)) throw TreeErrors.Malformed(Source, "a one-hot feature has no categorical feature");
            foreach (var hash in feature.GetNumbers<int>(1)) splits.Add(new CatBoostSplit(true, category, 0, hash));
        }

        int[] numbers = trees.GetNumbers<int>(1), sizes = trees.GetNumbers<int>(2), starts = trees.GetNumbers<int>(3);
        var values = trees.GetNumbers<double>(8);
        var steps = trees.GetNumbers<uint>(10);
        var leaves = trees.GetNumbers<uint>(11);
        if (starts.Length != sizes.Length) throw TreeErrors.Malformed(Source, $"it has {sizes.Length} trees and {starts.Length} starts of trees");
        var nextValue = 0L;
        for (var tree = 0; tree < sizes.Length; tree++)
        {
            if (starts[tree] < 0 || sizes[tree] < 0 || starts[tree] > numbers.Length - (long)sizes[tree]) throw TreeErrors.Malformed(Source, $"tree {tree} lies outside the splits");
            // Leaves have the number 0 in a model all of whose trees are single leaves, and no split is there.
            var own = numbers.AsSpan(starts[tree], sizes[tree]).ToArray().Select(n =>
                (uint)n < (uint)splits.Count ? splits[n] : n == 0 && steps.Length > 0 ? default : throw TreeErrors.Malformed(Source, $"tree {tree} has the split {n} of {splits.Count}")).ToArray();
            if (steps.Length == 0)
            {
                var count = sizes[tree] <= 16 ? (long)parts.Dimension << sizes[tree] : -1;
                if (count < 0 || count > values.Length - nextValue) throw TreeErrors.Malformed(Source, $"tree {tree} of {sizes[tree]} levels has too few leaf values");
                parts.Trees.Add(new CatBoostTree(own, values.AsSpan((int)nextValue, (int)count).ToArray()));
                nextValue += count;
                continue;
            }
            if (starts[tree] + (long)sizes[tree] > Math.Min(steps.Length, leaves.Length)) throw TreeErrors.Malformed(Source, $"tree {tree} lies outside the nodes");
            var nodes = new CatBoostNode[sizes[tree]];
            for (var i = 0; i < nodes.Length; i++)
            {
                // Two distances forward, of 16 bits each; 0 ends the walk.
                var step = steps[starts[tree] + i];
                int left = (int)(step & 0xFFFF), right = (int)(step >> 16);
                nodes[i] = new CatBoostNode(left == 0 ? -1 : i + left, right == 0 ? -1 : i + right, leaves[starts[tree] + i] <= int.MaxValue ? (int)leaves[starts[tree] + i] : -1);
            }
            parts.Trees.Add(new CatBoostTree(own, values, nodes));
        }
    }
}
