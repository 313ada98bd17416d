using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>One tree of a file, translated for the engine.</summary>
/// <remarks>
/// A node is a leaf when it has no left child; its value stands where a split's threshold would. A tree of several outputs has its values apart: for each leaf (from 3.2 on; the
/// right child is then the leaf's place) or for each node. Categories that are listed for a split go right.
/// https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
/// </remarks>
internal static class XGBoostTree
{
    public static void AddTo(ForestBuilder builder, DocumentNode tree, int group, float weight, int outputs, string source)
    {
        int[] left = tree.GetInts("left_children"), right = tree.GetInts("right_children"), feature = tree.GetInts("split_indices");
        double[] condition = tree.GetNumbers("split_conditions"), missingLeft = tree.GetNumbers("default_left");
        if (right.Length != left.Length || feature.Length != left.Length || condition.Length != left.Length || missingLeft.Length != left.Length)
            throw TreeErrors.Malformed(source, "a tree's lists differ in length");
        var vector = tree.Find("tree_param")?.Find("size_leaf_vector") is not null && tree.Get("tree_param").GetInt("size_leaf_vector") > 1;
        var leafWeights = vector && tree.Find("leaf_weights") is not null;
        var categories = Categories(tree, left.Length, source);

        var nodes = new TreeNode[left.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (left[i] == -1) nodes[i] = TreeNode.AtLeaf(!vector ? i : checked((leafWeights ? right[i] : i) * outputs));
            else if (left[i] < 0) throw TreeErrors.Malformed(source, $"a tree leads to node {left[i]}");
            else if (categories?[i] is { } set) nodes[i] = TreeNode.OfCategories(feature[i], set, missingLeft[i] != 0, left[i], right[i]);
            else nodes[i] = TreeNode.Below(feature[i], (float)condition[i], missingLeft[i] != 0, left[i], right[i]);
        }
        if (vector) builder.AddVectorTree(nodes, Weighted(tree.GetNumbers(leafWeights ? "leaf_weights" : "base_weights"), weight));
        else builder.AddTree(nodes, Weighted(condition, weight), group);
    }

    private static double[] Weighted(double[] values, float weight) => Array.ConvertAll(values, v => (double)((float)v * weight));

    private static CategorySet?[]? Categories(DocumentNode tree, int nodes, string source)
    {
        // Files before 1.3 have no categories.
        if (tree.Find("categories_nodes") is null) return null;
        int[] at = tree.GetInts("categories_nodes"), starts = tree.GetInts("categories_segments"), sizes = tree.GetInts("categories_sizes"), values = tree.GetInts("categories");
        if (at.Length == 0) return null;
        if (starts.Length != at.Length || sizes.Length != at.Length) throw TreeErrors.Malformed(source, "a tree's lists of categories differ in length");
        var sets = new CategorySet?[nodes];
        for (var i = 0; i < at.Length; i++)
        {
            if ((uint)at[i] >= (uint)nodes) throw TreeErrors.Malformed(source, $"a tree has categories for node {at[i]} of {nodes}");
            if (starts[i] < 0 || sizes[i] < 1 || starts[i] > values.Length - sizes[i]) throw TreeErrors.Malformed(source, $"a tree's categories of node {at[i]} lie outside their list");
            var right = values.AsSpan(starts[i], sizes[i]);
            foreach (var category in right)
                if ((uint)category >= 1 << 24) throw TreeErrors.Malformed(source, $"a tree has a category {category}");
            sets[at[i]] = CategorySet.AllBut(right);
        }
        return sets;
    }
}
