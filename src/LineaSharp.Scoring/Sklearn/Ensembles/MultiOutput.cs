using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>MultiOutputRegressor and MultiOutputClassifier: one estimator for each output.</summary>
internal sealed class MultiOutput : Estimator
{
    private readonly Estimator[] _estimators;

    public MultiOutput(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length == 0 || _estimators.Any(e => !e.IsVector)) throw source.Other("estimators_", "an estimator for each output");
        FeatureCount ??= _estimators[0].FeatureCount;
        Kind = Name == "MultiOutputClassifier" ? PredictionKind.Classes : PredictionKind.Numbers;
        if (_estimators.Any(e => e.Kind != Kind)) throw source.Other("estimators_", "estimators of one kind");
        Classes = _estimators.SelectMany(e => e.Classes).ToArray();
    }

    public override Methods Methods => Methods.Predict;

    public override PredictionKind Kind { get; }

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector => false;

    public override Matrix Predict(Features x)
    {
        CheckColumns(x);
        return Matrix.Beside(_estimators.Select(e => e.Predict(x)).ToArray());
    }
}
