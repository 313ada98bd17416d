using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Svm;

/// <summary>SVR and NuSVR.</summary>
internal class SupportVectorRegressor : Estimator
{
    public SupportVectorRegressor(PyObject source) : base(source)
    {
        if (source.Find("_sparse") is true) throw SklearnErrors.HasUnknown(source.Type.Name, "support vectors from sparse data");
        var kernel = new Kernel(source);
        var vectors = source.Matrix("support_vectors_", columns: FeatureCount ?? -1);
        FeatureCount ??= vectors.Columns;
        var weights = source.Vector("_dual_coef_", vectors.Rows);
        var intercept = source.Number("_intercept_");
        Predict = OfNumbers(1, (row, result) =>
        {
            result[0] = intercept;
            for (var i = 0; i < weights.Length; i++) result[0] += weights[i] * kernel.Of(row, vectors.Row(i));
        });
    }
}

/// <summary>OneClassSVM: 1 for what is like the training data, -1 for what is not.</summary>
internal sealed class OneClassSvm : SupportVectorRegressor
{
    public OneClassSvm(PyObject source) : base(source)
    {
        var offset = source.Number("offset_");
        DecisionFunction = Predict!;
        Predict = DecisionFunction.Then(1, static (row, result) => result[0] = row[0] > 0 ? 1 : -1);
        ScoreSamples = DecisionFunction.Then(1, (row, result) => result[0] = row[0] + offset);
    }

    public override PredictionKind Kind => PredictionKind.Int64;
}
