using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>VotingRegressor: the mean.</summary>
internal sealed class VotingRegressor : Estimator
{
    public VotingRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        var estimators = reader.ReadAll(source, "estimators_");
        if (estimators.Length == 0) throw source.Other("estimators_", "estimators");
        FeatureCount ??= estimators[0].FeatureCount;
        var all = estimators.Select(e => e.Method("predict")).ToArray();
        Predict = OfColumns(Averages.Of(all, Averages.WeightsOf(source, all.Length)));
        Transform = OfColumns(RowFunction.Beside(all));
    }
}

/// <summary>VotingClassifier: the mean of probabilities (soft), or the most votes (hard).</summary>
internal sealed class VotingClassifier : Classifier
{
    private readonly double[]? _weights;

    public VotingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var estimators = reader.ReadAll(source, "estimators_");
        // They are fitted on the numbers of all classes.
        if (estimators.Length == 0 || estimators.Any(e => e.OneOfClasses().Count != Labels.Count))
            throw source.Other("estimators_", "classifiers of all classes");
        FeatureCount ??= estimators[0].FeatureCount;
        _weights = Averages.WeightsOf(source, estimators.Length);

        var isSoft = source.Text("voting") == "soft";
        var all = estimators.Select(e => e.Method(isSoft ? "predict_proba" : "predict")).ToArray();
        var beside = OfColumns(RowFunction.Beside(all));
        if (isSoft) PredictProba = OfColumns(Averages.Of(all, _weights));
        Predict = isSoft ? Largest(PredictProba!) : beside.Then(1, Vote);
        // Unflattened it is an array of three dimensions.
        if (!isSoft || source.Flag("flatten_transform", true)) Transform = beside;
    }

    private void Vote(ReadOnlySpan<double> predicted, Span<double> result)
    {
        using var votes = new Scratch<double>(Labels.Count);
        for (var e = 0; e < predicted.Length; e++) votes.Span[(int)predicted[e]] += _weights?[e] ?? 1;
        result[0] = Vectors.ArgMax(votes.Span);
    }
}
