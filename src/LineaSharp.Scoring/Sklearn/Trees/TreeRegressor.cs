using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Trees;

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
