using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

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

    /// <summary>What each estimator's method says of its columns.</summary>
    public RowFunction[] All(string method) =>
        Estimators.Select((e, i) => _columns[i] is { } columns ? new SelectFunction(columns).Then(e.Method(method)) : e.Method(method)).ToArray();
}

/// <summary>BaggingRegressor: the mean.</summary>
internal sealed class BaggingRegressor : Estimator
{
    public BaggingRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        var bag = new Bag(source, reader, FeatureCount ?? throw source.Other("n_features_in_", "the number of features"));
        IsVector = bag.Estimators[0].IsVector;
        Predict = OfNumbers(Averages.Of(bag.All("predict")));
    }

    public override bool IsVector { get; }

    // Its estimators say what they take.
    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;
}

/// <summary>BaggingClassifier: the mean of the probabilities, or of the votes where its estimators have none.</summary>
internal sealed class BaggingClassifier : Classifier
{
    private readonly int[][] _classes;

    public BaggingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var bag = new Bag(source, reader, FeatureCount ?? throw source.Other("n_features_in_", "the number of features"));
        // Its estimators are fitted on numbers of classes.
        _classes = bag.Estimators.Select(e => e.OneOfClasses()).Select(own => Enumerable.Range(0, own.Count).Select(i => (int)own.AsNumber(i)).ToArray()).ToArray();
        if (_classes.Any(c => c.Any(n => n < 0 || n >= Labels.Count))) throw source.Other("estimators_", "classifiers of its classes");

        var votes = bag.Estimators.Any(e => e.PredictProba is null);
        PredictProba = OfNumbers(RowFunction.Beside(bag.All(votes ? "predict" : "predict_proba")).Then(Labels.Count, votes ? MeanOfVotes : MeanOfProbabilities));
        Predict = Largest(PredictProba);
        if (bag.Estimators.All(e => e.DecisionFunction is not null && e.Classes[0].Count == Labels.Count)) DecisionFunction = OfNumbers(Averages.Of(bag.All("decision_function")));
    }

    protected override bool TakesNaN => true;

    protected override bool TakesInfinity => true;

    private void MeanOfVotes(ReadOnlySpan<double> predicted, Span<double> result)
    {
        for (var e = 0; e < _classes.Length; e++) result[_classes[e][(int)predicted[e]]]++;
        for (var c = 0; c < result.Length; c++) result[c] /= _classes.Length;
    }

    private void MeanOfProbabilities(ReadOnlySpan<double> probabilities, Span<double> result)
    {
        var next = 0;
        foreach (var classes in _classes)
            foreach (var c in classes) result[c] += probabilities[next++];
        for (var c = 0; c < result.Length; c++) result[c] /= _classes.Length;
    }
}
