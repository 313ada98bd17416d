using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The trees of a decision tree or of a forest, as one average.</summary>
internal sealed class TreeAverage
{
    public TreeAverage(PyObject source, bool isClassifier)
    {
        var owners = source.Has("tree_") ? [source] : (source.Get("estimators_") as PySequence ?? throw source.Other("estimators_", "a list of trees")).Items
            .Select(o => o as PyObject ?? throw source.Other("estimators_", "a list of trees")).ToArray();
        if (owners.Length == 0) throw source.Other("estimators_", "a list of trees");
        ForestBuilder? builder = null;
        HasMissing = true;
        foreach (var tree in owners.Select(o => new SklearnTree(o)))
        {
            if (builder is null)
            {
                (FeatureCount, Outputs, ClassesPerOutput) = (tree.FeatureCount, tree.Outputs, tree.ClassesPerOutput);
                builder = new(new() { FeatureCount = FeatureCount, OutputCount = Outputs * ClassesPerOutput, SingleInputs = true, Average = true }, $"The {source.Type.Name}");
            }
            if ((tree.FeatureCount, tree.Outputs, tree.ClassesPerOutput) != (FeatureCount, Outputs, ClassesPerOutput))
                throw source.Other("estimators_", "trees of one shape");
            HasMissing &= tree.HasMissing;
            tree.AddTo(builder, Outputs * ClassesPerOutput, (node, values) =>
            {
                tree.Value(node).CopyTo(values);
                if (!isClassifier) return;
                // Before 1.3 the values are numbers of rows, and since then their fractions.
                for (var o = 0; o < Outputs; o++) Vectors.Normalize(values.Slice(o * ClassesPerOutput, ClassesPerOutput));
            });
        }
        Forest = builder!.Build();
    }

    public Forest Forest { get; }

    public int FeatureCount { get; }

    public int Outputs { get; }

    public int ClassesPerOutput { get; }

    public bool HasMissing { get; }
}
