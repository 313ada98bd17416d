using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Ensembles;

/// <summary>VotingRegressor: the mean.</summary>
internal sealed class VotingRegressor : Regressor
{
    private readonly Estimator[] _estimators;
    private readonly double[]? _weights;

    public VotingRegressor(PyObject source, EstimatorReader reader) : base(source)
    {
        _estimators = reader.ReadAll(source, "estimators_");
        if (_estimators.Length == 0) throw source.Other("estimators_", "estimators");
        _weights = Averages.WeightsOf(source, _estimators.Length);
    }

    public override Methods Methods => Methods.Predict | Methods.Transform;

    public override Matrix Predict(Features x) => Averages.Of(All(x), _weights);

    public override Features Transform(Features x) => Features.Of(Matrix.Beside(All(x)));

    private Matrix[] All(Features x)
    {
        CheckColumns(x);
        return _estimators.Select(e => e.Predict(x)).ToArray();
    }
}

/// <summary>VotingClassifier: the mean of probabilities (soft), or the most votes (hard).</summary>
internal sealed class VotingClassifier : Classifier
{
    private readonly Estimator[] _estimators;
    private readonly double[]? _weights;
    private readonly bool _isSoft;
    private readonly bool _isFlat;

    public VotingClassifier(PyObject source, EstimatorReader reader) : base(source, ClassLabels.Of(source))
    {
        _estimators = reader.ReadAll(source, "estimators_");
        _isSoft = source.Text("voting") == "soft";
        _isFlat = source.Flag("flatten_transform", true);
        // They are fitted on the numbers of all classes.
        if (_estimators.Length == 0 || _estimators.Any(e => e.Classes is not [var own] || own.Count != Labels.Count))
            throw source.Other("estimators_", "classifiers of all classes");
        _weights = Averages.WeightsOf(source, _estimators.Length);
    }

    public override Methods Methods => Methods.Predict | (_isSoft ? Methods.PredictProba : Methods.None) | (_isSoft && !_isFlat ? Methods.None : Methods.Transform);

    public override Matrix Predict(Features x)
    {
        if (_isSoft) return Largest(PredictProba(x));
        CheckColumns(x);
        return Matrix.Beside(_estimators.Select(e => e.Predict(x)).ToArray()).Map(1, (row, result) =>
        {
            var votes = new double[Labels.Count];
            for (var e = 0; e < row.Length; e++) votes[(int)row[e]] += _weights?[e] ?? 1;
            result[0] = Vectors.ArgMax(votes);
        });
    }

    public override Matrix PredictProba(Features x)
    {
        if (!_isSoft) throw Lacks("predict_proba");
        CheckColumns(x);
        return Averages.Of(_estimators.Select(e => e.PredictProba(x)).ToArray(), _weights);
    }

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        return Features.Of(Matrix.Beside(_estimators.Select(e => _isSoft ? e.PredictProba(x) : e.Predict(x)).ToArray()));
    }
}
