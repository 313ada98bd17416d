using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>What counts as missing: NaN (and None), or a value of its own.</summary>
internal sealed class MissingMark
{
    private readonly object? _mark;

    public MissingMark(PyObject source)
    {
        _mark = source.Find("missing_values") switch
        {
            null or double.NaN => null,
            string text => text,
            var other => PyValue.AsNumber(other) ?? throw SklearnErrors.HasUnknown(source.Type.Name, "missing values that are neither numbers nor texts"),
        };
    }

    public bool IsNaN => _mark is null;

    public bool Is(object? value) => Equals(value, _mark);
}

/// <summary>SimpleImputer: a value of each column in place of what is missing.</summary>
internal sealed class SimpleImputer : Estimator
{
    private readonly object?[] _values;
    private readonly bool _keepsEmpty;
    private readonly MissingMark _missing;
    private readonly MissingIndicator? _indicator;

    public SimpleImputer(PyObject source) : base(source)
    {
        _values = source.Array("statistics_").ToValues();
        FeatureCount ??= _values.Length;
        if (_values.Length != FeatureCount) throw source.Other("statistics_", "a value for each feature");
        for (var i = 0; i < _values.Length; i++) _values[i] = _values[i] is string or null or double.NaN ? _values[i] : PyValue.AsNumber(_values[i])
            ?? throw source.Other("statistics_", "numbers or texts");
        _keepsEmpty = source.Text("strategy") == "constant" || source.Flag("keep_empty_features", false);
        _missing = new MissingMark(source);
        if (source.Find("indicator_") is PyObject indicator) _indicator = new MissingIndicator(indicator);
    }

    public override Methods Methods => Methods.Transform;

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var columns = new List<FeatureColumn>();
        for (var c = 0; c < x.ColumnCount; c++)
        {
            // A column that was all missing has no value, and is left out.
            if (_values[c] is null or double.NaN && !_keepsEmpty) continue;
            columns.Add(Imputed(x.Column(c), _values[c]));
        }
        var imputed = Features.Of(columns, x.RowCount);
        if (columns.All(c => c.Numbers is not null)) imputed = Features.Of(imputed.ToMatrix());
        return _indicator is null ? imputed : Features.Beside([imputed, _indicator.Transform(x.WithoutNames())], x.RowCount);
    }

    private FeatureColumn Imputed(FeatureColumn column, object? value)
    {
        if (column.Numbers is { } numbers && value is double or null)
            return new(Array.ConvertAll(numbers, n => _missing.Is(double.IsNaN(n) ? null : n) ? value as double? ?? 0 : n));
        var values = Enumerable.Range(0, column.Length).Select(r => _missing.Is(column[r]) ? value : column[r]).ToArray();
        return values.All(v => v is double) ? new(Array.ConvertAll(values, v => (double)v!)) : new(values);
    }
}

/// <summary>MissingIndicator: 1 where a value is missing, for the columns that had some.</summary>
internal sealed class MissingIndicator : Estimator
{
    private readonly int[] _columns;
    private readonly MissingMark _missing;
    private readonly bool _refusesNew;

    public MissingIndicator(PyObject source) : base(source)
    {
        _columns = source.Array("features_").ToInts();
        FeatureCount ??= source.Has("_n_features") ? source.Whole("_n_features") : null;
        if (FeatureCount is not { } count || _columns.Any(c => c < 0 || c >= count)) throw source.Other("features_", "columns of the input");
        _missing = new MissingMark(source);
        _refusesNew = source.Text("features") == "missing-only" && source.Flag("error_on_new", true);
    }

    public override Methods Methods => Methods.Transform;

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var result = new Matrix(x.RowCount, _columns.Length);
        for (var c = 0; c < x.ColumnCount; c++)
        {
            var column = x.Column(c);
            var place = Array.IndexOf(_columns, c);
            for (var r = 0; r < result.Rows; r++)
            {
                if (!_missing.Is(column[r])) continue;
                if (place >= 0) result[r, place] = 1;
                else if (_refusesNew) throw new ArgumentException($"The column {c} has missing values, and had none when {Name} was fitted.");
            }
        }
        return Features.Of(result);
    }
}
