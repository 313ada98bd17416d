using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.XGBoost;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>The booster inside of XGBoost's classes that are like scikit-learn's: the bytes that XGBoost itself makes of it.</summary>
internal sealed class XGBoostBooster
{
    private readonly TreeEnsemble _ensemble;
    private readonly float _missing;

    public XGBoostBooster(PyObject source)
    {
        if (source.Find("objective") is not (null or string)) throw SklearnErrors.HasUnknown(source.Type.Name, "an objective that is a function");
        var booster = source.Object("_Booster");
        var bytes = (booster.Get("handle") as PyBytes ?? throw booster.Other("handle", "the booster's bytes")).Span;
        if (bytes.StartsWith("CONFIG-offset:"u8)) throw SklearnErrors.HasUnknown(source.Type.Name, "a booster in the binary format of XGBoost before 1.3");
        var model = XGBoostModel.Read(bytes, source.Type.ToString());
        _ensemble = new TreeEnsemble(model);
        // Before 2.0 the best round is an attribute of the Python object alone.
        if (source.Find("booster") is not "gblinear" && booster.Find("best_iteration") is long best and >= 0 and < int.MaxValue) _ensemble = _ensemble.WithRounds(0, (int)best + 1);
        _missing = source.Find("missing") is null ? float.NaN : (float)source.Number("missing");
        FeatureNames = model.IsNamed ? _ensemble.FeatureNames : null;
    }

    public IReadOnlyList<string>? FeatureNames { get; }

    public int FeatureCount => _ensemble.FeatureCount;

    public int Outputs => _ensemble.PredictionCount;

    public int ClassCount => _ensemble.Labels.Count;

    public RowFunction Predict => Of(Outputs, _ensemble.Predict);

    public bool HasProbabilities => _ensemble.HasProbabilities;

    public RowFunction PredictProba => Of(ClassCount, _ensemble.PredictProbabilities);

    private RowFunction Of(int outputs, RowMap map)
    {
        var function = new MapFunction(outputs, map);
        return float.IsNaN(_missing) ? function : new MapFunction(FeatureCount, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = (float)row[i] == _missing ? double.NaN : row[i];
        }).Then(function);
    }
}

/// <summary>XGBRegressor, XGBRFRegressor, XGBRanker.</summary>
internal sealed class XGBoostRegressor : Estimator
{
    public XGBoostRegressor(PyObject source) : base(source)
    {
        var booster = new XGBoostBooster(source);
        FeatureNames ??= booster.FeatureNames;
        FeatureCount = booster.FeatureCount;
        IsVector = booster.Outputs == 1;
        Predict = OfNumbers(booster.Predict);
    }

    public override bool IsVector { get; }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;
}

/// <summary>XGBClassifier, XGBRFClassifier. Classes are 0, 1 … since 1.6, and those of the fit before.</summary>
internal sealed class XGBoostClassifier : Classifier
{
    public XGBoostClassifier(PyObject source) : base(source, LabelsOf(source))
    {
        var booster = new XGBoostBooster(source);
        if (booster.ClassCount == 0) throw SklearnErrors.HasUnknown(Name, "several labels a row");
        if (booster.ClassCount != Labels.Count) throw source.Other("n_classes_", $"{booster.ClassCount} classes");
        FeatureNames ??= booster.FeatureNames;
        FeatureCount = booster.FeatureCount;
        Predict = OfNumbers(booster.Predict);
        if (booster.HasProbabilities) PredictProba = OfNumbers(booster.PredictProba);
    }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;

    private static ClassLabels LabelsOf(PyObject source) => source.Find("_le") is PyObject encoder ? ClassLabels.Of(encoder)
        : ClassLabels.Of(Enumerable.Range(0, source.Whole("n_classes_", 1, 1 << 20)).Select(c => (object?)(long)c).ToArray(), source, "n_classes_");
}
