using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>AdaBoostRegressor: the median of its estimators' predictions, by their weights.</summary>
internal sealed class AdaBoostRegressor : Regressor
{
    private readonly Estimator[] _estimators;
    private readonly double[] _weights;

    public AdaBoostRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        _weights = source.Vector("estimator_weights_");
        if (_estimators.Length == 0 || _weights.Length < _estimators.Length) throw source.Other("estimator_weights_", "a weight for each estimator");
    }

    public override Matrix Predict(Features x)
    {
        var numbers = Features.Of(Numbers(x));
        var order = new int[_estimators.Length];
        return Matrix.Beside(_estimators.Select(e => e.Predict(numbers)).ToArray()).Map(1, (row, result) =>
        {
            var predictions = row.ToArray();
            for (var i = 0; i < order.Length; i++) order[i] = i;
            Array.Sort(order, (a, b) => predictions[a].CompareTo(predictions[b]) is not 0 and var c ? c : a.CompareTo(b));
            double total = 0, sum = 0;
            foreach (var i in order) total += _weights[i];
            foreach (var i in order)
            {
                result[0] = predictions[i];
                if ((sum += _weights[i]) >= 0.5 * total) return;
            }
        });
    }
}

/// <summary>AdaBoostClassifier, with the votes of SAMME or the probabilities of SAMME.R.</summary>
internal sealed class AdaBoostClassifier : Classifier
{
    private const double Epsilon = 2.220446049250313e-16;
    private readonly Estimator[] _estimators;
    private readonly int[][] _classes;
    private readonly double[] _weights;
    private readonly bool _usesProbabilities;
    private readonly double _against;

    public AdaBoostClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        _estimators = reader.ReadAll(source, "estimators_");
        _weights = source.Vector("estimator_weights_");
        if (_estimators.Length == 0 || _weights.Length < _estimators.Length || Labels.Count < 2) throw source.Other("estimator_weights_", "a weight for each estimator");
        _classes = _estimators.Select(e => e.Classes is [var only] ? Labels.NumbersOf(only) : throw source.Other("estimators_", "classifiers")).ToArray();
        _usesProbabilities = source.Text("algorithm", "SAMME") == "SAMME.R";
        if (_usesProbabilities && _classes.Any(c => c.Length != Labels.Count)) throw source.Other("estimators_", "classifiers of all classes");
        // Since 1.3.1 a vote for one class is one against the others.
        _against = SklearnVersion.IsAtLeast(source, 1, 3, 1) ? -1.0 / (Labels.Count - 1) : 0;
    }

    public override Methods Methods => Methods.Predict | Methods.PredictProba | Methods.DecisionFunction;

    public override Matrix Predict(Features x) => ByScore(DecisionFunction(x));

    public override Matrix DecisionFunction(Features x)
    {
        var numbers = Features.Of(Numbers(x));
        var scores = new Matrix(x.RowCount, Labels.Count);
        for (var e = 0; e < _estimators.Length; e++)
        {
            if (_usesProbabilities) AddProbabilities(scores, _estimators[e].PredictProba(numbers));
            else AddVotes(scores, _estimators[e].Predict(numbers), e);
        }
        var total = _weights.Sum();
        return scores.Map(Labels.Count == 2 ? 1 : Labels.Count, (row, result) =>
        {
            if (result.Length == 1) result[0] = -row[0] / total + row[1] / total;
            else
                for (var i = 0; i < row.Length; i++) result[i] = row[i] / total;
        });
    }

    public override Matrix PredictProba(Features x) => Softmax(DecisionFunction(x).Map(Labels.Count, static (row, result) =>
    {
        if (row.Length == 1) (result[0], result[1]) = (-row[0] / 2, row[0] / 2);
        else
            for (var i = 0; i < row.Length; i++) result[i] = row[i] / (row.Length - 1);
    }));

    private void AddVotes(Matrix scores, Matrix predicted, int e)
    {
        for (var r = 0; r < scores.Rows; r++)
            for (var c = 0; c < Labels.Count; c++) scores[r, c] += _classes[e][(int)predicted[r, 0]] == c ? _weights[e] : _against * _weights[e];
    }

    private static void AddProbabilities(Matrix scores, Matrix probabilities)
    {
        var k = scores.Columns;
        var logs = new double[k];
        for (var r = 0; r < scores.Rows; r++)
        {
            for (var c = 0; c < k; c++) logs[c] = Math.Log(Math.Max(probabilities[r, c], Epsilon));
            var mean = logs.Sum() * (1.0 / k);
            for (var c = 0; c < k; c++) scores[r, c] += (k - 1) * (logs[c] - mean);
        }
    }
}
