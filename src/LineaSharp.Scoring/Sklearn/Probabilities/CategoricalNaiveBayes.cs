using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Probabilities;

/// <summary>CategoricalNB: for each feature the probabilities of its categories, which are whole numbers from 0.</summary>
internal sealed class CategoricalNaiveBayes : Classifier
{
    private readonly Matrix[] _logs;
    private readonly double[] _priors;

    public CategoricalNaiveBayes(PyObject source) : base(source, ClassLabels.Of(source))
    {
        _logs = source.Sequence("feature_log_prob_").Items.Select(f => f is PyArray array && FittedArrays.Of(array, Labels.Count) is { } logs ? logs
            : throw source.Other("feature_log_prob_", $"a matrix of {Labels.Count} rows for each feature")).ToArray();
        FeatureCount ??= _logs.Length;
        if (FeatureCount != _logs.Length) throw source.Other("feature_log_prob_", "a matrix for each feature");
        _priors = source.Vector("class_log_prior_", Labels.Count);
        var scores = OfNumbers(Labels.Count, Scores);
        (Predict, PredictProba) = (Largest(scores), Softmax(scores));
    }

    private void Scores(ReadOnlySpan<double> row, Span<double> result)
    {
        for (var i = 0; i < row.Length; i++)
        {
            // Fractions are cut off.
            var category = Math.Truncate(row[i]);
            if (category < 0) throw new ArgumentException($"The input contains negative values, which {Name} does not accept.");
            if (category >= _logs[i].Columns) throw new ArgumentException($"The column {i} holds the category {row[i]}, and {Name} knows those below {_logs[i].Columns}.");
            for (var c = 0; c < result.Length; c++) result[c] += _logs[i][c, (int)category];
        }
        for (var c = 0; c < result.Length; c++) result[c] += _priors[c];
    }
}
