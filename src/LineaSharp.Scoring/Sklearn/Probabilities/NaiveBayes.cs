using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Probabilities;

/// <summary>GaussianNB: an independent normal distribution for each class and feature.</summary>
internal sealed class GaussianNaiveBayes : Classifier
{
    private readonly Matrix _means;
    private readonly Matrix _variances;
    private readonly double[] _constants;

    public GaussianNaiveBayes(PyObject source) : base(source, ClassLabels.Of(source))
    {
        _means = source.Matrix("theta_", Labels.Count, FeatureCount ?? -1);
        FeatureCount ??= _means.Columns;
        _variances = source.Matrix(source.Has("var_") ? "var_" : "sigma_", _means.Rows, _means.Columns);
        var priors = source.Vector("class_prior_", Labels.Count);
        _constants = new double[Labels.Count];
        for (var c = 0; c < _constants.Length; c++)
        {
            var sum = 0.0;
            foreach (var variance in _variances.Row(c)) sum += Math.Log(2 * Math.PI * variance);
            _constants[c] = Math.Log(priors[c]) - 0.5 * sum;
        }
        var scores = OfNumbers(Labels.Count, Scores);
        (Predict, PredictProba) = (Largest(scores), Softmax(scores));
    }

    private void Scores(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var c = 0; c < result.Length; c++)
        {
            var sum = 0.0;
            for (var i = 0; i < row.Length; i++) sum += (row[i] - _means[c, i]) * (row[i] - _means[c, i]) / _variances[c, i];
            result[c] = _constants[c] - 0.5 * sum;
        }
    }
}

/// <summary>MultinomialNB, ComplementNB and BernoulliNB: scores that are linear in counts, or in which features are there.</summary>
internal sealed class DiscreteNaiveBayes : Classifier
{
    public DiscreteNaiveBayes(PyObject source) : base(source, ClassLabels.Of(source))
    {
        var logs = source.Matrix("feature_log_prob_", Labels.Count, FeatureCount ?? -1);
        FeatureCount ??= logs.Columns;
        var plus = source.Vector("class_log_prior_", Labels.Count).ToArray();
        if (Name == "ComplementNB" && Labels.Count > 1) plus = new double[Labels.Count];
        var scores = Name == "BernoulliNB" ? OfPresence(logs, plus, source.Find("binarize") is null ? null : source.Number("binarize")) : OfNumbers(Labels.Count, (row, result) =>
        {
            foreach (var value in row)
                if (value < 0) throw new ArgumentException($"The input contains negative values, which {Name} does not accept.");
            logs.Times(row, plus, result);
        });
        (Predict, PredictProba) = (Largest(scores), Softmax(scores));
    }

    // A feature that is absent counts as well as one that is there.
    private RowFunction OfPresence(Matrix logs, double[] plus, double? threshold)
    {
        var differences = new Matrix(logs.Rows, logs.Columns);
        for (var c = 0; c < logs.Rows; c++)
            for (var i = 0; i < logs.Columns; i++)
            {
                var absent = Math.Log(1 - Math.Exp(logs[c, i]));
                differences[c, i] = logs[c, i] - absent;
                plus[c] += absent;
            }
        var given = threshold is null ? null : new MapFunction(logs.Columns, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = row[i] > threshold ? 1 : 0;
        });
        var scores = new MapFunction(logs.Rows, (row, result) => differences.Times(row, plus, result));
        return OfNumbers(given?.Then(scores) ?? scores);
    }
}
