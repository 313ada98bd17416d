using System.Globalization;

namespace LineaSharp.XGBoost.Files;

/// <summary>Checks a model in JSON or UBJSON before native code sees it: every count, every index, every reference.</summary>
internal static class DocumentCheck
{
    // XGBoost's own bound; a larger category would ask for that many bits.
    private const int MaxCategory = 1 << 24;

    private static readonly Version FirstWithVectorBaseScore = new(3, 1);

    public static Version ReadVersion(ModelObject root)
    {
        if (!root.Has("version")) throw XGBoostErrors.HasNoVersion("JSON");
        return root.Wholes("version") is [>= 1 and var major, >= 0 and var minor, >= 0 and var patch] ? new(major, minor, patch) : throw XGBoostErrors.Damaged("its version is no version");
    }

    public static void Check(ModelObject root, Version written)
    {
        var learner = root.Object("learner");
        var shape = Parameters(learner.Object("learner_model_param"), written);
        learner.Object("objective").Text("name");
        Booster(learner.Object("gradient_booster"), shape);
        var attributes = learner.Object("attributes");
        foreach (var name in attributes.Keys) attributes.Text(name);
        foreach (var field in (string[])["feature_names", "feature_types"])
        {
            if (learner.Has(field) && learner.Texts(field).Length is > 0 and var count && count != shape.Features)
                throw XGBoostErrors.Damaged($"it has {count} {field.Replace('_', ' ')} for {shape.Features} features");
        }
        if (learner.Has("feature_names") && learner.Texts("feature_names") is var names && names.Distinct(StringComparer.Ordinal).Count() != names.Length) throw XGBoostErrors.Damaged("it has a feature's name twice");
    }

    private static ModelShape Parameters(ModelObject parameters, Version written)
    {
        var shape = new ModelShape(parameters.Count("num_feature"), parameters.Count("num_class"), parameters.Count("num_target", absent: 1));
        var score = parameters.Text("base_score");
        // An older library reads the vector of newer files as nothing, and predicts without it.
        var scores = written >= FirstWithVectorBaseScore && score is ['[', .. var inner, ']'] ? inner.Split(',') : [score];
        foreach (var number in scores)
            if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)) throw XGBoostErrors.Damaged($"its base_score is '{score}'");
        return shape;
    }

    private static void Booster(ModelObject booster, ModelShape shape)
    {
        switch (booster.Text("name"))
        {
            case "gbtree":
                Trees(booster.Object("model"), shape);
                break;
            case "dart":
                var inner = booster.Object("gbtree");
                if (inner.Text("name") != "gbtree") throw XGBoostErrors.Damaged("its booster dart holds no gbtree");
                ModelShape.CheckDropWeights(booster.Numbers("weight_drop").Length, Trees(inner.Object("model"), shape));
                break;
            case "gblinear":
                shape.CheckWeights(booster.Object("model").Numbers("weights").Length);
                break;
            case var other:
                throw XGBoostErrors.Damaged($"'{other}' is no booster");
        }
    }

    private static int Trees(ModelObject model, ModelShape shape)
    {
        var parameters = model.Object("gbtree_model_param");
        var (count, trees, groups) = (parameters.Count("num_trees"), model.Objects("trees"), model.Wholes("tree_info"));
        if (trees.Length != count || groups.Length != count) throw XGBoostErrors.Damaged($"it says that it has {count} trees, and has {trees.Length} trees of {groups.Length} outputs");
        shape.CheckTrees(count, parameters.Count("num_parallel_tree", absent: 1));
        for (var i = 0; i < count; i++)
        {
            shape.CheckGroup(i, groups[i]);
            // Native code puts a tree where its id says.
            if (trees[i].Whole("id") != i) throw TreeCheck.Fault(i, $"says that it is tree {trees[i].Whole("id")}");
            Tree(trees[i], i, shape);
        }
        if (model.Has("iteration_indptr")) Rounds(model.Wholes("iteration_indptr"), count);
        return count;
    }

    private static void Rounds(int[] starts, int trees)
    {
        if (starts.Length == 0 ? trees > 0 : starts[0] != 0 || starts[^1] != trees || starts.Zip(starts.Skip(1)).Any(pair => pair.First > pair.Second))
            throw XGBoostErrors.Damaged("its rounds do not add up to its trees");
    }

    private static void Tree(ModelObject tree, int index, ModelShape shape)
    {
        var parameters = tree.Object("tree_param");
        if (parameters.Count("size_leaf_vector", absent: 0) > 1) throw XGBoostErrors.HasVectorLeaves();
        var count = parameters.Count("num_nodes");
        if (count < 1) throw TreeCheck.Fault(index, "has no nodes");
        foreach (var field in (string[])["base_weights", "loss_changes", "sum_hessian", "split_conditions"]) Sized(tree.Numbers(field), field);
        var nodes = new TreeNodes(count)
        {
            DeletedCount = parameters.Count("num_deleted"),
            Left = Sized(tree.Wholes("left_children"), "left_children"), Right = Sized(tree.Wholes("right_children"), "right_children"),
            Parents = Sized(tree.Wholes("parents"), "parents"), Features = Sized(tree.Wholes("split_indices"), "split_indices"),
            DefaultLeft = Flags("default_left"), IsCategorical = tree.Has("split_type") ? Flags("split_type") : new bool[count],
        };
        TreeCheck.Check(nodes, index, shape.Features);
        if (tree.Has("split_type")) Categories(tree, nodes, index);

        T[] Sized<T>(T[] values, string field) => values.Length == count ? values : throw TreeCheck.Fault(index, $"has {count} nodes and {values.Length} {field}");
        bool[] Flags(string field) => Array.ConvertAll(Sized(tree.Wholes(field), field), flag => flag is 0 or 1 ? flag == 1 : throw TreeCheck.Fault(index, $"has {flag} among its {field}"));
    }

    private static void Categories(ModelObject tree, TreeNodes nodes, int index)
    {
        var (splits, starts, sizes, categories) = (tree.Wholes("categories_nodes"), tree.Wholes("categories_segments"), tree.Wholes("categories_sizes"), tree.Wholes("categories"));
        if (starts.Length != splits.Length || sizes.Length != splits.Length) throw TreeCheck.Fault(index, "has categories of other nodes than those that split by them");
        if (!splits.SequenceEqual(Enumerable.Range(0, nodes.Count).Where(node => nodes.IsCategorical[node]))) throw TreeCheck.Fault(index, "has categories of other nodes than those that split by them");
        for (var i = 0; i < splits.Length; i++)
        {
            if (starts[i] < 0 || sizes[i] < 1 || starts[i] > categories.Length - sizes[i]) throw TreeCheck.Fault(index, $"has categories of node {splits[i]} beyond their end");
        }
        if (categories.Any(category => category is < 0 or >= MaxCategory)) throw TreeCheck.Fault(index, "has a category that is no category");
    }
}
