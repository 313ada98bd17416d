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
        if (estimators.Any(e => e.Classes is not [{ Count: 2 }] || (e.DecisionFunction ?? e.PredictProba) is null)) throw SklearnErrors.HasUnknown(Name, "estimators that are no classifiers");
        FeatureCount ??= estimators[0].FeatureCount;

        var votes = estimators.Select(e => e.Method("predict")).Concat(estimators.Select(e => e.DecisionFunction ?? Second(e.PredictProba!))).ToArray();
        if (votes.Any(v => v.Outputs != 1)) throw source.Other("estimators_", "classifiers of two classes");
        var scores = OfColumns(RowFunction.Beside(votes)).Then(Labels.Count, Count);
        DecisionFunction = Labels.Count == 2 ? Second(scores) : scores;
        Predict = ByScore(DecisionFunction, estimators[0].DecisionFunction is null ? 0.5 : 0);
    }

    private static RowFunction Second(RowFunction both) => both.Then(1, static (row, result) => result[0] = row[1]);

    // First come the predictions of all pairs, and then their scores.
    private static void Count(ReadOnlySpan<double> row, Span<double> result)
    {
        using var sums = new Scratch<double>(result.Length);
        var pairs = row.Length / 2;
        for (int i = 0, pair = 0; i < result.Length; i++)
            for (var j = i + 1; j < result.Length; j++, pair++)
            {
                sums.Span[i] -= row[pairs + pair];
                sums.Span[j] += row[pairs + pair];
                result[row[pair] == 0 ? i : j]++;
            }
        for (var i = 0; i < result.Length; i++) result[i] += sums.Span[i] / (3 * (Math.Abs(sums.Span[i]) + 1));
    }
}
