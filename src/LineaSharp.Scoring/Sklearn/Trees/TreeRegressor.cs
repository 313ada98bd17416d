using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>DecisionTreeRegressor, ExtraTreeRegressor, RandomForestRegressor, ExtraTreesRegressor.</summary>
internal sealed class TreeRegressor : Estimator
{
    public TreeRegressor(PyObject source) : base(source)
    {
        var trees = new TreeAverage(source, isClassifier: false);
        FeatureCount ??= trees.FeatureCount;
        if (FeatureCount != trees.FeatureCount || trees.ClassesPerOutput != 1) throw SklearnErrors.IsInconsistent(Name, "its trees do not fit");
        IsVector = trees.Outputs == 1;
        TakesNaN = trees.HasMissing;
        // Leaves of the other criteria hold what these predict as well, in all versions.
        Predict = OfNumbers(new ForestFunction(trees.Forest));
    }

    public override bool IsVector { get; }

    protected override bool TakesNaN { get; }
}
