using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Preprocessing;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>TransformedTargetRegressor: a regressor of transformed targets, whose predictions are transformed back.</summary>
internal sealed class TransformedTarget : Estimator
{
    public TransformedTarget(PyObject source, EstimatorReader reader) : base(source)
    {
        var regressor = reader.Read(source.Get("regressor_"));
        if (regressor.Predict is not { } predict || regressor.Kind != PredictionKind.Numbers) throw source.Other("regressor_", "a regressor");
        var inverse = InverseTransformation.Of(source.Object("transformer_"), reader);
        FeatureNames ??= regressor.FeatureNames;
        FeatureCount ??= regressor.FeatureCount;
        IsVector = source.Whole("_training_dim") == 1;
        if (IsVector && predict.Outputs != 1) throw SklearnErrors.IsInconsistent(Name, $"it has one target, and {predict.Outputs} are predicted");
        Predict = predict.Then(predict.Outputs, (row, result) =>
        {
            row.CopyTo(result);
            inverse.Apply(result);
        });
    }

    public override bool IsVector { get; }
}
