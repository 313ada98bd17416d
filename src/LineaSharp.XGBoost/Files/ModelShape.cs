namespace LineaSharp.XGBoost.Files;

/// <summary>How many features and outputs a model has, and what must fit to them.</summary>
internal sealed class ModelShape
{
    // A model without trees has nothing else that bounds its number of classes.
    private const int MaxGroupsWithoutTrees = 100_000;

    public ModelShape(int features, int classes, int targets)
    {
        if (features < 0 || classes < 0 || targets < 1) throw XGBoostErrors.Damaged("it has a negative number of features, classes or targets");
        if (classes > 1 && targets > 1) throw XGBoostErrors.Damaged("it has several classes and several targets");
        Features = features;
        Groups = Math.Max(1, Math.Max(classes, targets));
    }

    public int Features { get; }

    /// <summary>How many values a prediction has.</summary>
    public int Groups { get; }

    public void CheckTrees(int count, int parallel)
    {
        if (count < 0 || parallel < 1) throw XGBoostErrors.Damaged($"it has {count} trees, {parallel} in parallel");
        if (count == 0 ? Groups > MaxGroupsWithoutTrees : Groups > count) throw XGBoostErrors.Damaged($"it has {Groups} outputs and {count} trees");
        if (count > 0 && count % ((long)Groups * parallel) != 0) throw XGBoostErrors.Damaged($"its {count} trees are no whole number of rounds of {Groups} outputs and {parallel} parallel trees");
    }

    public void CheckGroup(int tree, int group)
    {
        if (group < 0 || group >= Groups) throw XGBoostErrors.Damaged($"tree {tree} is of output {group}, and it has {Groups}");
    }

    public void CheckWeights(int count)
    {
        if (count != 0 && count != (Features + 1L) * Groups) throw XGBoostErrors.Damaged($"it has {count} weights for {Features} features and {Groups} outputs");
        if (count == 0 && Groups > MaxGroupsWithoutTrees) throw XGBoostErrors.Damaged($"it has {Groups} outputs and no weights");
    }

    public static void CheckDropWeights(int count, int trees)
    {
        if (count != trees) throw XGBoostErrors.Damaged($"it has {count} drop weights for {trees} trees");
    }
}
