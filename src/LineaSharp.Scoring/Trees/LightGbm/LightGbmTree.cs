using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.LightGbm;

/// <summary>One tree's block, translated for the engine.</summary>
/// <remarks>
/// A child below zero is leaf <c>-child - 1</c>. Of a split's <c>decision_type</c> bit 0 says that it is categorical, bit 1 that what is missing goes left, bits 2 and 3 what is
/// missing: nothing (NaN counts as 0), zeros and NaN, or NaN. A categorical split's threshold is the place of its set of bits, and what is missing goes right.
/// https://lightgbm.readthedocs.io/en/stable/Advanced-Topics.html#missing-value-handle
/// </remarks>
internal static class LightGbmTree
{
    public static void AddTo(ForestBuilder builder, LightGbmBlock block, int output)
    {
        var leaves = block.GetInt("num_leaves");
        if (leaves < 1) throw block.Fault($"it has {leaves} leaves");
        var values = block.GetDoubles("leaf_value", leaves);
        var linear = block.FindText("is_linear") == "1" ? Linear(block, leaves) : null;
        if (leaves == 1)
        {
            builder.AddTree([TreeNode.AtLeaf(0)], values, output, linear);
            return;
        }

        var splits = leaves - 1;
        int[] left = block.GetInts("left_child", splits), right = block.GetInts("right_child", splits), feature = block.GetInts("split_feature", splits);
        var threshold = block.GetDoubles("threshold", splits);
        var decision = block.Has("decision_type") ? block.GetInts("decision_type", splits) : new int[splits];
        var categories = block.GetInt("num_cat") is > 0 and var count ? Categories(block, count) : [];

        var nodes = new TreeNode[splits + leaves];
        for (var i = 0; i < splits; i++)
        {
            int toLeft = Place(left[i], splits), toRight = Place(right[i], splits);
            if ((decision[i] & 1) != 0)
            {
                if (!(threshold[i] >= 0 && threshold[i] < categories.Length)) throw block.Fault($"split {i} has the categories {threshold[i]} of {categories.Length}");
                nodes[i] = TreeNode.OfCategories(feature[i], categories[(int)threshold[i]], missingLeft: false, toLeft, toRight);
                continue;
            }
            var missingLeft = (decision[i] & 2) != 0;
            nodes[i] = (decision[i] >> 2 & 3) switch
            {
                0 => TreeNode.AtMost(feature[i], threshold[i], missingLeft: 0 <= threshold[i], toLeft, toRight),
                1 => TreeNode.AtMost(feature[i], threshold[i], missingLeft, toLeft, toRight).WithZeroMissing(),
                2 => TreeNode.AtMost(feature[i], threshold[i], missingLeft, toLeft, toRight),
                _ => throw block.Fault($"split {i} has the decision type {decision[i]}"),
            };
        }
        for (var leaf = 0; leaf < leaves; leaf++) nodes[splits + leaf] = TreeNode.AtLeaf(leaf);
        builder.AddTree(nodes, values, output, linear);
    }

    private static int Place(int child, int splits) => child >= 0 ? child < splits ? child : int.MaxValue : splits + ~child;

    private static CategorySet[] Categories(LightGbmBlock block, int count)
    {
        if (count == int.MaxValue) throw block.Fault($"it has {count} categorical splits");
        var boundaries = block.GetInts("cat_boundaries", count + 1);
        var words = block.GetWords("cat_threshold", boundaries[^1]);
        var sets = new CategorySet[count];
        for (var i = 0; i < count; i++)
        {
            if (boundaries[i] < 0 || boundaries[i + 1] < boundaries[i] || boundaries[i + 1] > words.Length) throw block.Fault("its cat_boundaries are in no order");
            sets[i] = new CategorySet(words.AsSpan(boundaries[i]..boundaries[i + 1]), othersLeft: false, negativeFractionIsZero: true);
        }
        return sets;
    }

    private static LinearLeaf[] Linear(LightGbmBlock block, int leaves)
    {
        var constants = block.GetDoubles("leaf_const", leaves);
        var counts = block.GetInts("num_features", leaves);
        if (counts.Any(c => c < 0) || counts.Sum(c => (long)c) > int.MaxValue) throw block.Fault("its num_features cannot be");
        var total = counts.Sum();
        int[] features = total == 0 ? [] : block.GetInts("leaf_features", total);
        double[] coefficients = total == 0 ? [] : block.GetDoubles("leaf_coeff", total);
        var functions = new LinearLeaf[leaves];
        for (int leaf = 0, at = 0; leaf < leaves; at += counts[leaf++])
            functions[leaf] = new LinearLeaf(constants[leaf], features[at..(at + counts[leaf])], coefficients[at..(at + counts[leaf])]);
        return functions;
    }
}
