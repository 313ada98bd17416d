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
            if ((tree.FeatureCount, tree.Outputs, tree.ClassesPerOutput) != (FeatureCount, Outputs, ClassesPerOutput)) throw source.Other("estimators_", "trees of one shape");
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

/// <summary>DecisionTreeRegressor, ExtraTreeRegressor, RandomForestRegressor, ExtraTreesRegressor.</summary>
internal sealed class TreeRegressor : Regressor
{
    private readonly TreeAverage _trees;

    public TreeRegressor(PyObject source) : base(source)
    {
        _trees = new TreeAverage(source, isClassifier: false);
        FeatureCount ??= _trees.FeatureCount;
        if (FeatureCount != _trees.FeatureCount || _trees.ClassesPerOutput != 1) throw SklearnErrors.IsInconsistent(Name, "its trees do not fit");
        // Leaves of the other criteria hold what these predict as well, in all versions.
    }

    public override bool IsVector => _trees.Outputs == 1;

    protected override bool TakesNaN => _trees.HasMissing;

    public override Matrix Predict(Features x) => _trees.Forest.Predict(Numbers(x));
}

/// <summary>DecisionTreeClassifier, ExtraTreeClassifier, RandomForestClassifier, ExtraTreesClassifier; with one output or several.</summary>
internal sealed class TreeClassifier : Estimator
{
    private readonly TreeAverage _trees;

    public TreeClassifier(PyObject source) : base(source)
    {
        _trees = new TreeAverage(source, isClassifier: true);
        FeatureCount ??= _trees.FeatureCount;
        Classes = source.Get("classes_") is PySequence several
            ? several.Items.Select(c => ClassLabels.Of(c as PyArray ?? throw source.Other("classes_", "arrays of classes"), source, "classes_")).ToArray()
            : [ClassLabels.Of(source)];
        if (FeatureCount != _trees.FeatureCount || Classes.Count != _trees.Outputs || Classes.Max(c => c.Count) != _trees.ClassesPerOutput)
            throw SklearnErrors.IsInconsistent(Name, "its trees do not fit its classes");
    }

    public override Methods Methods => Methods.Predict | (Classes.Count == 1 ? Methods.PredictProba : Methods.None);

    public override PredictionKind Kind => PredictionKind.Classes;

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector => Classes.Count == 1;

    protected override bool TakesNaN => _trees.HasMissing;

    public override Matrix Predict(Features x) => All(x).Map(Classes.Count, (row, result) =>
    {
        for (var o = 0; o < result.Length; o++) result[o] = Vectors.ArgMax(row.Slice(o * _trees.ClassesPerOutput, Classes[o].Count));
    });

    public override Matrix PredictProba(Features x) => Classes.Count == 1 ? All(x) : throw SklearnErrors.HasUnknown(Name, "several outputs, whose predict_proba is a list of matrices");

    private Matrix All(Features x) => _trees.Forest.Predict(Numbers(x));
}
