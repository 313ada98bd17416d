using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>OrdinalEncoder: the number of the category.</summary>
internal sealed class OrdinalEncoder : Estimator
{
    private readonly Categories _categories;
    private readonly double? _unknown;
    private readonly double _missing;

    public OrdinalEncoder(PyObject source) : base(source)
    {
        _categories = new Categories(source);
        FeatureCount ??= _categories.Counts.Length;
        if (FeatureCount != _categories.Counts.Length) throw source.Other("categories_", "the categories of each feature");
        if (source.Text("handle_unknown", "error") == "use_encoded_value") _unknown = source.Number("unknown_value");
        _missing = source.Number("encoded_missing_value", double.NaN);
    }

    public override Methods Methods => Methods.Transform;

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var result = new Matrix(x.RowCount, x.ColumnCount);
        for (var c = 0; c < x.ColumnCount; c++)
        {
            var column = x.Column(c);
            var missing = _categories.MissingOf(c);
            for (var r = 0; r < result.Rows; r++)
            {
                var number = _categories.Find(c, column[r]);
                result[r, c] = number >= 0 ? (number == missing && column[r] is null ? _missing : number)
                    : _unknown ?? throw new ArgumentException($"The column '{FeatureNames?[c] ?? $"{c}"}' holds the unknown category '{column[r] ?? "(missing)"}', and {Name} was told to refuse those.");
            }
        }
        return Features.Of(result);
    }
}

/// <summary>LabelEncoder: the number of the class.</summary>
internal sealed class LabelEncoder : Estimator
{
    private readonly Dictionary<object, int> _numbers = [];

    public LabelEncoder(PyObject source) : base(source)
    {
        foreach (var label in source.Array("classes_").ToValues()) _numbers[label is string or null ? label ?? "" : PyValue.AsNumber(label) ?? label] = _numbers.Count;
        FeatureCount = 1;
    }

    public override Methods Methods => Methods.Transform;

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var column = x.Column(0);
        return Features.Of(new Matrix(Enumerable.Range(0, x.RowCount).Select(r => column[r] is { } value && _numbers.TryGetValue(value, out var number) ? number
            : throw new ArgumentException($"The label '{column[r] ?? "(missing)"}' was not seen when {Name} was fitted."))
            .Select(n => (double)n).ToArray(), x.RowCount, 1));
    }
}
