using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>OneVsRestClassifier: one classifier for each class, or for each label where a row may have several.</summary>
internal sealed class OneVsRest : Classifier
{
    private readonly bool _dividesZeros;

    public OneVsRest(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source.Object("label_binarizer_")))
    {
        var severalLabels = LabelSets.Are(source.Object("label_binarizer_"));
        var estimators = reader.ReadAll(source, "estimators_");
        if (estimators.Length != (Labels.Count == 2 && !severalLabels ? 1 : Labels.Count)) throw source.Other("estimators_", "a classifier for each class");
        FeatureCount ??= estimators[0].FeatureCount;
        _dividesZeros = !SklearnVersion.IsAtLeast(source, 1, 7);

        // Above zero it is the class, or above one half where there are only probabilities.
        var scores = RowFunction.Beside(estimators.Select(e => e.DecisionFunction ?? (e.PredictProba is { } both ? Second(both) : e.Method("predict"))).ToArray());
        if (scores.Outputs != estimators.Length) throw source.Other("estimators_", "one score for each class");
        var threshold = estimators[0].DecisionFunction is null ? 0.5 : 0;
        if (estimators.All(e => e.DecisionFunction is not null)) DecisionFunction = scores;
        var seconds = estimators.All(e => e.PredictProba is not null) ? RowFunction.Beside(estimators.Select(e => Second(e.PredictProba!)).ToArray()) : null;
        if (severalLabels)
        {
            (Kind, IsVector) = (PredictionKind.Int64, false);
            (Predict, PredictProba) = (LabelSets.Above(threshold, scores), seconds);
            return;
        }
        Predict = scores.Outputs == 1 ? ByScore(scores, threshold) : scores.Then(1, LastOfLargest);
        PredictProba = seconds is null ? null : seconds.Outputs == 1 ? Both(seconds) : seconds.Then(Labels.Count, Share);
    }

    public override PredictionKind Kind { get; } = PredictionKind.Classes;

    public override bool IsVector { get; } = true;

    private static RowFunction Second(RowFunction both) => both.Then(1, static (row, result) => result[0] = row[^1]);

    // Of equal scores the last class wins.
    private static void LastOfLargest(ReadOnlySpan<double> scores, Span<double> result)
    {
        for (var i = 1; i < scores.Length; i++)
            if (scores[i] >= scores[(int)result[0]]) result[0] = i;
    }

    private void Share(ReadOnlySpan<double> seconds, Span<double> result)
    {
        seconds.CopyTo(result);
        // Before 1.7 a row that no class wants was NaN, and since then it is zeros.
        if (_dividesZeros) Vectors.DivideBySum(result);
        else Vectors.Normalize(result);
    }
}

/// <summary>The classifier that OneVsRestClassifier takes for a class that all rows have, or none.</summary>
internal sealed class ConstantPredictor : Classifier
{
    public ConstantPredictor(PyObject source) : base(source, ClassLabels.Of([0L, 1L], source, "classes"))
    {
        var value = source.Number("y_");
        if (value is not (0 or 1)) throw source.Other("y_", "0 or 1");
        Predict = new ConstantFunction(value);
        PredictProba = new ConstantFunction(1 - value, value);
        DecisionFunction = new ConstantFunction(value);
    }
}
