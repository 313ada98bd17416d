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

    public Matrix Predict(Matrix x)
    {
        var result = new Matrix(x.Rows, Outputs);
        for (var row = 0; row < x.Rows; row++) _ensemble.Predict(x.Row(row), result.Row(row));
        return result;
    }
}

/// <summary>LGBMRegressor and LGBMRanker.</summary>
internal sealed class LightGbmRegressor : Regressor
{
    private readonly LightGbmBooster _booster;

    public LightGbmRegressor(PyObject source) : base(source)
    {
        _booster = new LightGbmBooster(source);
        FeatureCount = _booster.FeatureCount;
    }

    public override bool IsVector => _booster.Outputs == 1;

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;

    public override Matrix Predict(Features x) => _booster.Predict(Numbers(x));
}

/// <summary>LGBMClassifier.</summary>
internal sealed class LightGbmClassifier : Classifier
{
    private readonly LightGbmBooster _booster;

    public LightGbmClassifier(PyObject source) : base(source, ClassLabels.Of(source, "_classes"))
    {
        _booster = new LightGbmBooster(source);
        FeatureCount = _booster.FeatureCount;
        if (_booster.Outputs != (Labels.Count == 2 ? 1 : Labels.Count)) throw source.Other("_classes", "a class for each output of the booster");
    }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;

    public override Matrix PredictProba(Features x) => _booster.Outputs == 1 ? Both(_booster.Predict(Numbers(x))) : _booster.Predict(Numbers(x));
}
