using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>AdaBoostRegressor: the median of its estimators' predictions, by their weights.</summary>
internal sealed class AdaBoostRegressor : Estimator
{
    private readonly double[] _weights;

    public AdaBoostRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        var estimators = reader.ReadAll(source, "estimators_");
        _weights = source.Vector("estimator_weights_");
        if (estimators.Length == 0 || _weights.Length < estimators.Length || estimators.Any(e => !e.IsVector)) throw source.Other("estimator_weights_", "a weight for each estimator");
        Predict = OfNumbers(RowFunction.Beside(estimators.Select(e => e.Method("predict")).ToArray())).Then(1, Median);
    }

    private void Median(ReadOnlySpan<double> predictions, Span<double> result)
    {
        using var scratch = new Scratch<int>(predictions.Length);
        var order = scratch.Span;
        // Of equal predictions the earlier one comes first.
        for (var i = 0; i < order.Length; i++)
        {
            var place = i;
            for (; place > 0 && predictions[i] < predictions[order[place - 1]]; place--) order[place] = order[place - 1];
            order[place] = i;
        }
        double total = 0, sum = 0;
        foreach (var i in order) total += _weights[i];
        foreach (var i in order)
        {
            result[0] = predictions[i];
            if ((sum += _weights[i]) >= 0.5 * total) return;
        }
    }
}

/// <summary>AdaBoostClassifier, with the votes of SAMME or the probabilities of SAMME.R.</summary>
internal sealed class AdaBoostClassifier : Classifier
{
    private const double Epsilon = 2.220446049250313e-16;
    private readonly int[][] _classes;
    private readonly double[] _weights;
    private readonly double _total;
    private readonly double _against;

    public AdaBoostClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        var estimators = reader.ReadAll(source, "estimators_");
        _weights = source.Vector("estimator_weights_");
        if (estimators.Length == 0 || _weights.Length < estimators.Length || Labels.Count < 2) throw source.Other("estimator_weights_", "a weight for each estimator");
        _classes = estimators.Select(e => Labels.NumbersOf(e.OneOfClasses())).ToArray();
        _total = _weights.Sum();
        // Since 1.3.1 a vote for one class is one against the others.
        _against = SklearnVersion.IsAtLeast(source, 1, 3, 1) ? -1.0 / (Labels.Count - 1) : 0;
        var usesProbabilities = source.Text("algorithm", "SAMME") == "SAMME.R";
        if (usesProbabilities && _classes.Any(c => c.Length != Labels.Count)) throw source.Other("estimators_", "classifiers of all classes");

        var answers = OfNumbers(RowFunction.Beside(estimators.Select(e => e.Method(usesProbabilities ? "predict_proba" : "predict")).ToArray()));
        var sums = answers.Then(Labels.Count, usesProbabilities ? SumProbabilities : SumVotes);
        DecisionFunction = Labels.Count == 2
            ? sums.Then(1, static (row, result) => result[0] = -row[0] + row[1])
            : sums;
        Predict = ByScore(DecisionFunction);
        PredictProba = Softmax(DecisionFunction.Then(Labels.Count, static (row, result) =>
        {
            if (row.Length == 1) (result[0], result[1]) = (-row[0] / 2, row[0] / 2);
            else
                for (var i = 0; i < row.Length; i++) result[i] = row[i] / (row.Length - 1);
        }));
    }

    private void SumVotes(ReadOnlySpan<double> predicted, Span<double> scores)
    {
        for (var e = 0; e < predicted.Length; e++)
            for (var c = 0; c < scores.Length; c++) scores[c] += _classes[e][(int)predicted[e]] == c ? _weights[e] : _against * _weights[e];
        for (var c = 0; c < scores.Length; c++) scores[c] /= _total;
    }

    private void SumProbabilities(ReadOnlySpan<double> probabilities, Span<double> scores)
    {
        var k = scores.Length;
        for (; !probabilities.IsEmpty; probabilities = probabilities[k..])
        {
            var sum = 0.0;
            for (var c = 0; c < k; c++) sum += Math.Log(Math.Max(probabilities[c], Epsilon));
            var mean = sum * (1.0 / k);
            for (var c = 0; c < k; c++) scores[c] += (k - 1) * (Math.Log(Math.Max(probabilities[c], Epsilon)) - mean);
        }
        for (var c = 0; c < k; c++) scores[c] /= _total;
    }
}
