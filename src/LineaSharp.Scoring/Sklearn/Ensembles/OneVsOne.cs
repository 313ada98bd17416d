using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>OneVsOneClassifier: a classifier for each pair of classes, which vote; their scores decide between equal votes.</summary>
internal sealed class OneVsOne : Classifier
{
    public OneVsOne(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        if (source.Find("pairwise_indices_") is not null) throw SklearnErrors.HasUnknown(Name, "a precomputed kernel");
        var estimators = reader.ReadAll(source, "estimators_");
        if (estimators.Length != (long)Labels.Count * (Labels.Count - 1) / 2 || Labels.Count < 2) throw source.Other("estimators_", "a classifier for each pair of classes");
        if (estimators.Any(e => e.OneOfClasses().Count != 2 || (e.DecisionFunction ?? e.PredictProba) is null)) throw SklearnErrors.HasUnknown(Name, "estimators that are no classifiers");
        FeatureCount ??= estimators[0].FeatureCount;

        var votes = estimators.Select(e => e.Method("predict"));
        var confidences = estimators.Select(e => e.DecisionFunction ?? e.PredictProba!.Then(1, static (row, result) => result[0] = row[1]));
        // Its estimators were fitted on numbers without names.
        var scores = OfColumns(SelectFunction.All(FeatureCount).Then(RowFunction.Beside([.. votes, .. confidences]))).Then(Labels.Count, Scores);
        DecisionFunction = Labels.Count == 2 ? scores.Then(1, static (row, result) => result[0] = row[1]) : scores;
        Predict = ByScore(DecisionFunction, above: estimators[0].DecisionFunction is null ? 0.5 : 0);
    }

    private static void Scores(ReadOnlySpan<double> answers, Span<double> result)
    {
        using var sums = new Scratch<double>(result.Length);
        var confidences = answers[(answers.Length / 2)..];
        for (int i = 0, pair = 0; i < result.Length; i++)
            for (var j = i + 1; j < result.Length; j++, pair++)
            {
                sums.Span[i] -= confidences[pair];
                sums.Span[j] += confidences[pair];
                result[answers[pair] == 0 ? i : j]++;
            }
        for (var i = 0; i < result.Length; i++) result[i] += sums.Span[i] / (3 * (Math.Abs(sums.Span[i]) + 1));
    }
}
