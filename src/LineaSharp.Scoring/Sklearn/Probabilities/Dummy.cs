using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Probabilities;

/// <summary>DummyRegressor: a constant.</summary>
internal sealed class DummyRegressor : Estimator
{
    public DummyRegressor(PyObject source) : base(source)
    {
        var constant = source.Vector("constant_");
        // It looks at no column.
        FeatureCount = null;
        IsVector = constant.Length == 1;
        Predict = new ConstantFunction(constant);
    }

    public override bool IsVector { get; }
}

/// <summary>DummyClassifier, where it does not draw at random.</summary>
internal sealed class DummyClassifier : Classifier
{
    public DummyClassifier(PyObject source) : base(source, source.Get("classes_") is PyArray ? ClassLabels.Of(source)
        : throw SklearnErrors.HasUnknown(source.Type.Name, "several outputs"))
    {
        var priors = source.Vector("class_prior_", Labels.Count);
        var prediction = Vectors.ArgMax(priors);
        Predict = new ConstantFunction(prediction);
        PredictProba = new ConstantFunction(source.Text("strategy") switch
        {
            "prior" => priors,
            "most_frequent" => priors.Select((_, i) => i == prediction ? 1.0 : 0.0).ToArray(),
            var other => throw SklearnErrors.HasUnknown(Name, $"the strategy '{other}'"),
        });
        FeatureCount = null;
    }
}
