using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Trees;

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

    public override Matrix PredictProba(Features x) => Classes.Count == 1 ? All(x)
        : throw SklearnErrors.HasUnknown(Name, "several outputs, whose predict_proba is a list of matrices");

    private Matrix All(Features x) => _trees.Forest.Predict(Numbers(x));
}
