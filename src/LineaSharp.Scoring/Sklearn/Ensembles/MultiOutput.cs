using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>MultiOutputRegressor and MultiOutputClassifier: one estimator for each output.</summary>
internal sealed class MultiOutput : Estimator
{
    public MultiOutput(PyObject source, EstimatorReader reader) : base(source)
    {
        var estimators = reader.ReadAll(source, "estimators_");
        if (estimators.Length == 0 || estimators.Any(e => e.Predict is not { Outputs: 1 })) throw source.Other("estimators_", "an estimator for each output");
        FeatureCount ??= estimators[0].FeatureCount;
        Kind = Name == "MultiOutputClassifier" ? PredictionKind.Classes : PredictionKind.Numbers;
        if (estimators.Any(e => e.Kind != Kind)) throw source.Other("estimators_", "estimators of one kind");
        Classes = estimators.SelectMany(e => e.Classes).ToArray();
        Predict = All("predict");
        if (Kind == PredictionKind.Classes && estimators.All(e => e.PredictProba is not null)) PredictProba = All("predict_proba");

        RowFunction All(string method) => OfColumns(RowFunction.Beside(estimators.Select(e => e.Method(method)).ToArray()));
    }

    public override PredictionKind Kind { get; }

    public override IReadOnlyList<ClassLabels> Classes { get; }

    public override bool IsVector => false;
}
