using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>OneVsOneClassifier: a classifier for each pair of classes, which vote; their scores decide between equal votes.</summary>
internal sealed class OneVsOne : Classifier
{
    private readonly Estimator[] _estimators;

    public OneVsOne(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        if (source.Find("pairwise_indices_") is not null) throw SklearnErrors.HasUnknown(Name, "a precomputed kernel");
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length != (long)Labels.Count * (Labels.Count - 1) / 2 || Labels.Count < 2) throw source.Other("estimators_", "a classifier for each pair of classes");
        if (_estimators.Any(e => e.Classes is not [{ Count: 2 }] || !(e.Has(Methods.DecisionFunction) || e.Has(Methods.PredictProba)))) throw SklearnErrors.HasUnknown(Name, "estimators that are no classifiers");
        FeatureCount ??= _estimators[0].FeatureCount;
    }

    public override Methods Methods => Methods.Predict | Methods.DecisionFunction;

    public override Matrix Predict(Features x)
    {
        var scores = Scores(x);
        var threshold = _estimators[0].Has(Methods.DecisionFunction) ? 0 : 0.5;
        return Labels.Count == 2 ? scores.Map(1, (row, result) => result[0] = row[1] > threshold ? 1 : 0) : Largest(scores);
    }

    public override Matrix DecisionFunction(Features x) => Labels.Count == 2 ? Scores(x).Map(1, static (row, result) => result[0] = row[1]) : Scores(x);

    private Matrix Scores(Features x)
    {
        CheckColumns(x);
        var bare = x.WithoutNames();
        var votes = Matrix.Beside(_estimators.Select(e => e.Predict(bare)).Concat(_estimators.Select(e => Confidence(e, bare))).ToArray());
        return votes.Map(Labels.Count, (row, result) =>
        {
            Span<double> sums = new double[Labels.Count];
            result.Clear();
            for (int i = 0, pair = 0; i < result.Length; i++)
                for (var j = i + 1; j < result.Length; j++, pair++)
                {
                    sums[i] -= row[_estimators.Length + pair];
                    sums[j] += row[_estimators.Length + pair];
                    result[row[pair] == 0 ? i : j]++;
                }
            for (var i = 0; i < result.Length; i++) result[i] += sums[i] / (3 * (Math.Abs(sums[i]) + 1));
        });
    }

    private static Matrix Confidence(Estimator estimator, Features x) =>
        estimator.Has(Methods.DecisionFunction) ? estimator.DecisionFunction(x) : estimator.PredictProba(x).Map(1, static (row, result) => result[0] = row[1]);
}
