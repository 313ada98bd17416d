using LineaSharp.Scoring.Objects;

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
    }

    public override Matrix Predict(Features x) => Largest(Scores(x));

    public override Matrix PredictProba(Features x) => Softmax(Scores(x));

    private Matrix Scores(Features x) => Numbers(x).Map(Labels.Count, (row, result) =>
    {
        for (var c = 0; c < result.Length; c++)
        {
            var sum = 0.0;
            for (var i = 0; i < row.Length; i++) sum += (row[i] - _means[c, i]) * (row[i] - _means[c, i]) / _variances[c, i];
            result[c] = _constants[c] - 0.5 * sum;
        }
    });
}

/// <summary>MultinomialNB, ComplementNB and BernoulliNB: scores that are linear in counts, or in which features are there.</summary>
internal sealed class DiscreteNaiveBayes : Classifier
{
    private readonly Matrix _logs;
    private readonly double[] _plus;
    private readonly double? _threshold;
    private readonly bool _isBernoulli;

    public DiscreteNaiveBayes(PyObject source) : base(source, ClassLabels.Of(source))
    {
        var logs = source.Matrix("feature_log_prob_", Labels.Count, FeatureCount ?? -1);
        FeatureCount ??= logs.Columns;
        var priors = source.Vector("class_log_prior_", Labels.Count);
        (_logs, _plus) = (logs, priors);
        _isBernoulli = Name == "BernoulliNB";
        if (Name == "ComplementNB" && Labels.Count > 1) _plus = new double[Labels.Count];
        if (!_isBernoulli) return;
        _threshold = source.Find("binarize") is null ? null : source.Number("binarize");
        _logs = new Matrix(logs.Rows, logs.Columns);
        _plus = priors.ToArray();
        for (var c = 0; c < logs.Rows; c++)
            for (var i = 0; i < logs.Columns; i++)
            {
                var absent = Math.Log(1 - Math.Exp(logs[c, i]));
                _logs[c, i] = logs[c, i] - absent;
                _plus[c] += absent;
            }
    }

    public override Matrix Predict(Features x) => Largest(Scores(x));

    public override Matrix PredictProba(Features x) => Softmax(Scores(x));

    private Matrix Scores(Features x)
    {
        var numbers = Numbers(x);
        if (Name is "MultinomialNB" or "ComplementNB" && numbers.Values.Any(v => v < 0))
            throw new ArgumentException($"The input contains negative values, which {Name} does not accept.");
        if (_threshold is { } threshold)
            numbers = numbers.Map(numbers.Columns, (row, result) =>
            {
                for (var i = 0; i < row.Length; i++) result[i] = row[i] > threshold ? 1 : 0;
            });
        return numbers.TimesRowsOf(_logs, _plus);
    }
}
