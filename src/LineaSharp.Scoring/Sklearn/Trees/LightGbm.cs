using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.LightGbm;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The booster inside of LightGBM's sklearn classes: its own text, in an attribute.</summary>
internal sealed class LightGbmBooster
{
    private readonly TreeEnsemble _ensemble;

    public LightGbmBooster(PyObject source)
    {
        if (source.Find("_objective") is not (null or string)) throw SklearnErrors.HasUnknown(source.Type.Name, "an objective that is a function");
        var booster = source.Object("_Booster");
        var text = (booster.Find("_handle") ?? booster.Find("handle")) as string ?? throw booster.Other("_handle", "the booster's text");
        _ensemble = new TreeEnsemble(LightGbmText.Parse(text));
        // Where training stopped early, the rounds up to the best one count.
        if (booster.Has("best_iteration") && booster.Number("best_iteration") > 0) _ensemble = _ensemble.WithRounds(0, booster.Whole("best_iteration"));
    }

    public int FeatureCount => _ensemble.FeatureCount;

    public int Outputs => _ensemble.PredictionCount;

    public void Predict(ReadOnlySpan<double> row, Span<double> result) => _ensemble.Predict(row, result);
}

/// <summary>LGBMRegressor and LGBMRanker.</summary>
internal sealed class LightGbmRegressor : Estimator
{
    public LightGbmRegressor(PyObject source) : base(source)
    {
        var booster = new LightGbmBooster(source);
        FeatureCount = booster.FeatureCount;
        IsVector = booster.Outputs == 1;
        Predict = OfNumbers(booster.Outputs, booster.Predict);
    }

    public override bool IsVector { get; }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;
}

/// <summary>LGBMClassifier.</summary>
internal sealed class LightGbmClassifier : Classifier
{
    public LightGbmClassifier(PyObject source) : base(source, ClassLabels.Of(source, "_classes"))
    {
        var booster = new LightGbmBooster(source);
        FeatureCount = booster.FeatureCount;
        if (booster.Outputs != (Labels.Count == 2 ? 1 : Labels.Count)) throw source.Other("_classes", "a class for each output of the booster");
        PredictProba = OfNumbers(booster.Outputs, booster.Predict);
        if (booster.Outputs == 1) PredictProba = Both(PredictProba);
        Predict = Largest(PredictProba);
    }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;
}
