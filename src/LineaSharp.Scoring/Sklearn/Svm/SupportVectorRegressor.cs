using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Svm;

/// <summary>SVR and NuSVR.</summary>
internal class SupportVectorRegressor : Regressor
{
    private readonly Kernel _kernel;
    private readonly Matrix _vectors;
    private readonly double[] _weights;
    private readonly double _intercept;

    public SupportVectorRegressor(PyObject source) : base(source)
    {
        if (source.Find("_sparse") is true) throw SklearnErrors.HasUnknown(source.Type.Name, "support vectors from sparse data");
        _kernel = new Kernel(source);
        _vectors = source.Matrix("support_vectors_", columns: FeatureCount ?? -1);
        FeatureCount ??= _vectors.Columns;
        _weights = source.Vector("_dual_coef_", _vectors.Rows);
        _intercept = source.Number("_intercept_");
    }

    public override Matrix Predict(Features x) => Numbers(x).Map(1, (row, result) =>
    {
        var sum = _intercept;
        for (var i = 0; i < _weights.Length; i++) sum += _weights[i] * _kernel.Of(row, _vectors.Row(i));
        result[0] = sum;
    });
}

/// <summary>OneClassSVM: 1 for what is like the training data, -1 for what is not.</summary>
internal sealed class OneClassSvm(PyObject source) : SupportVectorRegressor(source)
{
    private readonly double _offset = source.Number("offset_");

    public override Methods Methods => Methods.Predict | Methods.DecisionFunction | Methods.ScoreSamples;

    public override PredictionKind Kind => PredictionKind.Int64;

    public override Matrix Predict(Features x) => base.Predict(x).Map(1, static (row, result) => result[0] = row[0] > 0 ? 1 : -1);

    public override Matrix DecisionFunction(Features x) => base.Predict(x);

    public override Matrix ScoreSamples(Features x) => base.Predict(x).Map(1, (row, result) => result[0] = row[0] + _offset);
}
