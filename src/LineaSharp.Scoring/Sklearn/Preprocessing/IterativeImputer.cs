using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>IterativeImputer: missing values are predicted from the other features, round after round, by the estimators of the fit.</summary>
internal sealed class IterativeImputer : Estimator
{
    private readonly SimpleImputer _first;
    private readonly (int Feature, int[] Others, Estimator Estimator)[] _steps;
    private readonly int[] _columns;
    private readonly double[] _least;
    private readonly double[] _most;
    private readonly MissingMark _missing;
    private readonly MissingIndicator? _indicator;

    public IterativeImputer(PyObject source, EstimatorReader reader) : base(source)
    {
        if (source.Flag("sample_posterior", false)) throw SklearnErrors.HasUnknown(Name, "values that are drawn at random (sample_posterior)");
        if (source.Flag("keep_empty_features", false)) throw SklearnErrors.HasUnknown(Name, "keep_empty_features");
        var first = source.Object("initial_imputer_");
        _first = new SimpleImputer(first);
        FeatureCount ??= _first.FeatureCount;
        var values = first.Vector("statistics_", FeatureCount ?? -1);
        // Columns that were all missing are left out.
        _columns = Enumerable.Range(0, values.Length).Where(c => !double.IsNaN(values[c])).ToArray();
        _least = source.Vector("_min_value");
        _most = source.Vector("_max_value", _least.Length);
        _missing = new MissingMark(source);
        if (source.Find("indicator_") is PyObject indicator) _indicator = new MissingIndicator(indicator);
        _steps = source.Whole("n_iter_") == 0 ? [] : source.Sequence("imputation_sequence_").Items.Select(s => Step(source, s, reader)).ToArray();
    }

    public override Methods Methods => Methods.Transform;

    protected override bool TakesNaN => _missing.IsNaN;

    public override Features Transform(Features x)
    {
        var given = Numbers(x);
        var bare = x.WithoutNames();
        var filled = _first.Transform(bare).ToMatrix();
        if (filled.Columns != _columns.Length) throw SklearnErrors.IsInconsistent(Name, "its columns do not fit its first imputation");
        filled = new Matrix(filled.Values.ToArray(), filled.Rows, filled.Columns);
        foreach (var (feature, others, estimator) in _steps)
        {
            var rows = Enumerable.Range(0, given.Rows).Where(r => IsMissing(given[r, _columns[feature]])).ToArray();
            if (rows.Length == 0) continue;
            var known = new Matrix(rows.Length, others.Length);
            for (var r = 0; r < rows.Length; r++)
                for (var i = 0; i < others.Length; i++) known[r, i] = filled[rows[r], others[i]];
            var predicted = estimator.Predict(Features.Of(known));
            for (var r = 0; r < rows.Length; r++) filled[rows[r], feature] = Math.Min(Math.Max(predicted[r, 0], _least[feature]), _most[feature]);
        }
        return _indicator is null ? Features.Of(filled) : Features.Beside([Features.Of(filled), _indicator.Transform(bare)], x.RowCount);
    }

    private bool IsMissing(double value) => _missing.Is(double.IsNaN(value) ? null : value);

    private (int, int[], Estimator) Step(PyObject source, object? step, EstimatorReader reader)
    {
        // A named tuple: the feature, those that it is predicted from, and the estimator. Protocols 0 and 1 make it of a plain tuple.
        var parts = step as PySequence ?? (step as PyObject)?.Arguments;
        if (parts is { Count: 2 } && parts[1] is PyTuple inner) parts = inner;
        if (parts is not { Count: 3 } || PyValue.AsWhole(parts[0]) is not { } feature || parts[1] is not PyArray others) throw source.Other("imputation_sequence_", "triples of a feature, others and an estimator");
        var neighbors = others.ToInts();
        if (feature < 0 || feature >= _columns.Length || feature >= _least.Length || neighbors.Any(n => n < 0 || n >= _columns.Length)) throw source.Other("imputation_sequence_", "features of the input");
        var estimator = reader.Read(parts[2]);
        if (estimator.Kind != PredictionKind.Numbers || !estimator.IsVector || !estimator.Has(Methods.Predict)) throw source.Other("imputation_sequence_", "regressors");
        return ((int)feature, neighbors, estimator);
    }
}
