using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Preprocessing;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>TransformedTargetRegressor: a regressor of transformed targets, whose predictions are transformed back.</summary>
internal sealed class TransformedTarget : Regressor
{
    private readonly Estimator _regressor;
    private readonly InverseTransformation _inverse;

    public TransformedTarget(PyObject source, EstimatorReader reader) : base(source)
    {
        _regressor = reader.Read(source.Get("regressor_"));
        if (!_regressor.Has(Methods.Predict) || _regressor.Kind != PredictionKind.Numbers) throw source.Other("regressor_", "a regressor");
        _inverse = InverseTransformation.Of(source.Object("transformer_"));
        FeatureNames ??= _regressor.FeatureNames;
        FeatureCount ??= _regressor.FeatureCount;
        IsVector = source.Whole("_training_dim") == 1;
    }

    public override bool IsVector { get; }

    public override int Width => _regressor.Width;

    public override Matrix Predict(Features x)
    {
        var predicted = _regressor.Predict(x);
        if (IsVector && predicted.Columns != 1) throw SklearnErrors.IsInconsistent(Name, $"it has one target, and {predicted.Columns} are predicted");
        return predicted.Map(predicted.Columns, (row, result) =>
        {
            row.CopyTo(result);
            _inverse.Apply(result);
        });
    }
}
