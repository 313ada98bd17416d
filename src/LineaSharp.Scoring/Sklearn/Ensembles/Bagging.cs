using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>Estimators that each look at some of the columns.</summary>
internal sealed class Bag
{
    private readonly int[]?[] _columns;

    public Bag(PyObject source, EstimatorReader reader, int features)
    {
        Estimators = reader.ReadAll(source, "estimators_");
        if (Estimators.Length == 0) throw source.Other("estimators_", "estimators");
        _columns = new int[]?[Estimators.Length];
        if (source.Find("estimators_features_") is not PySequence subsets) return;
        if (subsets.Count != Estimators.Length) throw source.Other("estimators_features_", "the columns of each estimator");
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = (subsets[i] as PyArray ?? throw source.Other("estimators_features_", "arrays of columns")).ToInts();
            if (_columns[i]!.Any(c => c < 0 || c >= features)) throw source.Other("estimators_features_", "columns of the input");
        }
    }

    public Estimator[] Estimators { get; }

    public Features For(int estimator, Features x) => _columns[estimator] is { } columns ? x.Select(columns) : x;
}

/// <summary>BaggingRegressor: the mean.</summary>
internal sealed class BaggingRegressor : Regressor
{
    private readonly Bag _bag;

    public BaggingRegressor(PyObject source, EstimatorReader reader) : base(source) => _bag = new Bag(source, reader, FeatureCount ?? int.MaxValue);

    public override bool IsVector => _bag.Estimators[0].IsVector;

    // Its estimators say what they take.
    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;

    public override Matrix Predict(Features x)
    {
        var numbers = Features.Of(Numbers(x));
        return Averages.Of(_bag.Estimators.Select((e, i) => e.Predict(_bag.For(i, numbers))).ToArray());
    }
}

/// <summary>BaggingClassifier: the mean of the probabilities, or of the votes where its estimators have none.</summary>
internal sealed class BaggingClassifier : Classifier
{
    private readonly Bag _bag;
    private readonly int[][] _classes;
    private readonly bool _votes;
    private readonly bool _hasScores;

    public BaggingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        _bag = new Bag(source, reader, FeatureCount ?? int.MaxValue);
        _votes = !_bag.Estimators.All(e => e.Has(Methods.PredictProba));
        // Its estimators are fitted on numbers of classes.
        _classes = _bag.Estimators.Select(e => e.Classes is [var own] ? Enumerable.Range(0, own.Count).Select(i => (int)own.AsNumber(i)).ToArray()
            : throw source.Other("estimators_", "classifiers")).ToArray();
        if (_classes.Any(c => c.Any(n => n < 0 || n >= Labels.Count))) throw source.Other("estimators_", "classifiers of its classes");
        _hasScores = _bag.Estimators.All(e => e.Has(Methods.DecisionFunction) && e.Classes[0].Count == Labels.Count);
    }

    public override Methods Methods => Methods.Predict | Methods.PredictProba | (_hasScores ? Methods.DecisionFunction : Methods.None);

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;

    public override Matrix DecisionFunction(Features x)
    {
        var numbers = Features.Of(Numbers(x));
        return Averages.Of(_bag.Estimators.Select((e, i) => e.DecisionFunction(_bag.For(i, numbers))).ToArray());
    }

    public override Matrix PredictProba(Features x)
    {
        var numbers = Features.Of(Numbers(x));
        var sums = new Matrix(x.RowCount, Labels.Count);
        for (var e = 0; e < _classes.Length; e++)
        {
            var part = _votes ? _bag.Estimators[e].Predict(_bag.For(e, numbers)) : _bag.Estimators[e].PredictProba(_bag.For(e, numbers));
            for (var r = 0; r < sums.Rows; r++)
            {
                if (_votes) sums[r, _classes[e][(int)part[r, 0]]]++;
                else
                    for (var c = 0; c < part.Columns; c++) sums[r, _classes[e][c]] += part[r, c];
            }
        }
        for (var i = 0; i < sums.Values.Length; i++) sums.Values[i] /= _classes.Length;
        return sums;
    }
}
