using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Probabilities;

/// <summary>DummyRegressor: a constant.</summary>
internal sealed class DummyRegressor : Regressor
{
    private readonly double[] _constant;

    public DummyRegressor(PyObject source) : base(source)
    {
        _constant = source.Vector("constant_");
        // It looks at no column.
        FeatureCount = null;
    }

    public override bool IsVector => _constant.Length == 1;

    public override Matrix Predict(Features x) => new Matrix(x.RowCount, _constant.Length).Map(_constant.Length, (_, result) => _constant.CopyTo(result));
}

/// <summary>DummyClassifier, where it does not draw at random.</summary>
internal sealed class DummyClassifier : Classifier
{
    private readonly double[] _probabilities;
    private readonly int _prediction;

    public DummyClassifier(PyObject source) : base(source, source.Get("classes_") is PyArray ? ClassLabels.Of(source)
        : throw SklearnErrors.HasUnknown(source.Type.Name, "several outputs"))
    {
        var priors = source.Vector("class_prior_", Labels.Count);
        _prediction = Vectors.ArgMax(priors);
        var certain = priors.Select((_, i) => i == _prediction ? 1.0 : 0.0).ToArray();
        _probabilities = source.Text("strategy") switch
        {
            "prior" => priors,
            "most_frequent" => certain,
            var other => throw SklearnErrors.HasUnknown(Name, $"the strategy '{other}'"),
        };
        FeatureCount = null;
    }

    public override Matrix Predict(Features x) => new Matrix(x.RowCount, 1).Map(1, (_, result) => result[0] = _prediction);

    public override Matrix PredictProba(Features x) => new Matrix(x.RowCount, Labels.Count).Map(Labels.Count, (_, result) => _probabilities.CopyTo(result));
}
