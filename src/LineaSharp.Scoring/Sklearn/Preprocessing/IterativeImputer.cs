using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>IterativeImputer: missing values are predicted from the other features, round after round, by the estimators of the fit.</summary>
internal sealed class IterativeImputer : Estimator
{
    private readonly RowFunction _first;
    private readonly Step[] _steps;
    private readonly int[] _columns;
    private readonly double[] _least;
    private readonly double[] _most;
    private readonly MissingMark _missing;

    public IterativeImputer(PyObject source, EstimatorReader reader) : base(source)
    {
        if (source.Flag("sample_posterior", false)) throw SklearnErrors.HasUnknown(Name, "values that are drawn at random (sample_posterior)");
        if (source.Flag("keep_empty_features", false)) throw SklearnErrors.HasUnknown(Name, "keep_empty_features");
        var first = source.Object("initial_imputer_");
        var imputer = new SimpleImputer(first);
        _first = imputer.Transform!;
        FeatureCount ??= imputer.FeatureCount;
        var values = first.Vector("statistics_", FeatureCount ?? -1);
        // Columns that were all missing are left out.
        _columns = Enumerable.Range(0, values.Length).Where(c => !double.IsNaN(values[c])).ToArray();
        if (_first.Outputs != _columns.Length || !_first.TakesNumbers) throw SklearnErrors.IsInconsistent(Name, "its columns do not fit its first imputation");
        _least = source.Vector("_min_value");
        _most = source.Vector("_max_value", _least.Length);
        _missing = new MissingMark(source);
        _steps = source.Whole("n_iter_") == 0 ? [] : source.Sequence("imputation_sequence_").Items.Select(s => Read(source, s, reader)).ToArray();

        Transform = OfNumbers(_columns.Length, Impute);
        if (source.Find("indicator_") is PyObject indicator)
            Transform = RowFunction.Beside([Transform, OfColumns(SelectFunction.All(FeatureCount)).Then(new MissingIndicator(indicator).Transform!)]);
    }

    protected override bool TakesNaN => _missing.Is(double.NaN);

    private void Impute(ReadOnlySpan<double> row, Span<double> filled)
    {
        _first.Of(row, filled);
        Span<double> predicted = stackalloc double[1];
        foreach (var (feature, others, predict) in _steps)
        {
            if (!_missing.Is(row[_columns[feature]])) continue;
            using var known = new Scratch<double>(others.Length);
            for (var i = 0; i < others.Length; i++) known.Span[i] = filled[others[i]];
            predict.Of(known.Span, predicted);
            filled[feature] = Math.Min(Math.Max(predicted[0], _least[feature]), _most[feature]);
        }
    }

    private Step Read(PyObject source, object? step, EstimatorReader reader)
    {
        // A named tuple: the feature, those that it is predicted from, and the estimator. Protocols 0 and 1 make it of a plain tuple.
        var parts = step as PySequence ?? (step as PyObject)?.Arguments;
        if (parts is { Count: 2 } && parts[1] is PyTuple inner) parts = inner;
        if (parts is not { Count: 3 } || PyValue.AsWhole(parts[0]) is not { } feature || parts[1] is not PyArray array) throw source.Other("imputation_sequence_", "triples of a feature, others and an estimator");
        var others = array.ToInts();
        if (feature < 0 || feature >= _columns.Length || feature >= _least.Length || others.Any(n => n < 0 || n >= _columns.Length)) throw source.Other("imputation_sequence_", "features of the input");
        var estimator = reader.Read(parts[2]);
        if (estimator is not { Kind: PredictionKind.Numbers, IsVector: true, Predict: { TakesNumbers: true, Outputs: 1 } predict }) throw source.Other("imputation_sequence_", "regressors");
        return new((int)feature, others, predict);
    }

    private sealed record Step(int Feature, int[] Others, RowFunction Predict);
}
