using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>OneVsRestClassifier: one classifier for each class.</summary>
internal sealed class OneVsRest : Classifier
{
    private readonly Estimator[] _estimators;
    private readonly bool _dividesZeros;

    public OneVsRest(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source.Object("label_binarizer_")))
    {
        if (source.Object("label_binarizer_").Text("y_type_", "multiclass").StartsWith("multilabel", StringComparison.Ordinal))
            throw SklearnErrors.HasUnknown(Name, "several labels a row");
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length != (Labels.Count == 2 ? 1 : Labels.Count)) throw source.Other("estimators_", "a classifier for each class");
        FeatureCount ??= _estimators[0].FeatureCount;
        _dividesZeros = !SklearnVersion.IsAtLeast(source, 1, 7);
    }

    public override Methods Methods => Methods.Predict
        | (_estimators.All(e => e.Has(Methods.PredictProba)) ? Methods.PredictProba : Methods.None)
        | (_estimators.All(e => e.Has(Methods.DecisionFunction)) ? Methods.DecisionFunction : Methods.None);

    public override Matrix Predict(Features x)
    {
        // Of two classes the second wins above zero, or above one half where there are only probabilities.
        var scores = Matrix.Beside(_estimators.Select(e => Score(e, x)).ToArray());
        var threshold = _estimators[0].Has(Methods.DecisionFunction) ? 0 : 0.5;
        return scores.Columns == 1 ? scores.Map(1, (row, result) => result[0] = row[0] > threshold ? 1 : 0) : scores.Map(1, static (row, result) =>
        {
            // Of equal scores the last class wins.
            for (var i = 1; i < row.Length; i++)
                if (row[i] >= row[(int)result[0]]) result[0] = i;
        });
    }

    public override Matrix DecisionFunction(Features x) => Matrix.Beside(_estimators.Select(e => e.DecisionFunction(x)).ToArray());

    public override Matrix PredictProba(Features x)
    {
        var seconds = Matrix.Beside(_estimators.Select(e => Second(e, x)).ToArray());
        return seconds.Columns == 1 ? Both(seconds) : seconds.Map(Labels.Count, (row, result) =>
        {
            row.CopyTo(result);
            // Before 1.7 a row that no class wants was NaN, and since then it is zeros.
            if (_dividesZeros) Vectors.DivideBySum(result);
            else Vectors.Normalize(result);
        });
    }

    private static Matrix Score(Estimator estimator, Features x)
    {
        if (!estimator.Has(Methods.DecisionFunction) && !estimator.Has(Methods.PredictProba)) return estimator.Predict(x);
        return estimator.Has(Methods.DecisionFunction) ? estimator.DecisionFunction(x) : Second(estimator, x);
    }

    private static Matrix Second(Estimator estimator, Features x) => estimator.PredictProba(x).Map(1, static (row, result) => result[0] = row[^1]);
}

/// <summary>The classifier that OneVsRestClassifier takes for a class that all rows have, or none.</summary>
internal sealed class ConstantPredictor : Classifier
{
    private readonly double _value;

    public ConstantPredictor(PyObject source) : base(source, ClassLabels.Of(new PyArray(ReadBudget.ForFile("The file", 0)).Fill(PyDtype.Parse("O")!, [2], [0L, 1L]), source, "classes"))
    {
        _value = source.Number("y_");
        if (_value is not (0 or 1)) throw source.Other("y_", "0 or 1");
    }

    public override Methods Methods => Methods.Predict | Methods.PredictProba | Methods.DecisionFunction;

    public override Matrix PredictProba(Features x) => new Matrix(x.RowCount, 2).Map(2, (_, both) => (both[0], both[1]) = (1 - _value, _value));

    public override Matrix DecisionFunction(Features x) => new Matrix(x.RowCount, 1).Map(1, (_, score) => score[0] = _value);
}
