using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>DecisionTreeClassifier, ExtraTreeClassifier, RandomForestClassifier, ExtraTreesClassifier; with one output or several.</summary>
internal sealed class TreeClassifier : Estimator
{
    public TreeClassifier(PyObject source) : base(source)
    {
        var trees = new TreeAverage(source, isClassifier: true);
        FeatureCount ??= trees.FeatureCount;
        Classes = ClassLabels.OfOutputs(source);
        if (FeatureCount != trees.FeatureCount || Classes.Count != trees.Outputs || Classes.Max(c => c.Count) != trees.ClassesPerOutput)
            throw SklearnErrors.IsInconsistent(Name, "its trees do not fit its classes");
        TakesNaN = trees.HasMissing;
        // Each output has as many values in a leaf as the one with the most classes.
        var kept = Classes.SelectMany((c, output) => Enumerable.Range(output * trees.ClassesPerOutput, c.Count)).ToArray();
        PredictProba = OfNumbers(new ForestFunction(trees.Forest).Then(new SelectFunction(kept)));
        Predict = ClassLabels.Largest(Classes, PredictProba);
    }

    public override PredictionKind Kind => PredictionKind.Classes;

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector => Classes.Count == 1;

    protected override bool TakesNaN { get; }
}
