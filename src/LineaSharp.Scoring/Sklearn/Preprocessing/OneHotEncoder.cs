using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>OneHotEncoder: one column for each category.</summary>
internal sealed class OneHotEncoder : Estimator
{
    private readonly Categories _categories;
    private readonly int[] _dropped;
    private readonly string _unknown;
    private readonly int _width;

    public OneHotEncoder(PyObject source) : base(source)
    {
        _categories = new Categories(source);
        FeatureCount ??= _categories.Counts.Length;
        if (FeatureCount != _categories.Counts.Length) throw source.Other("categories_", "the categories of each feature");
        _unknown = source.Text("handle_unknown");
        _dropped = Dropped(source);
        _width = _categories.Counts.Sum() - _dropped.Count(d => d >= 0);
    }

    public override Methods Methods => Methods.Transform;

    public override int Width => _width;

    public override Features Transform(Features x)
    {
        CheckColumns(x);
        var result = new Matrix(x.RowCount, _width);
        var first = 0;
        for (var c = 0; c < x.ColumnCount; c++)
        {
            var column = x.Column(c);
            for (var r = 0; r < result.Rows; r++)
            {
                var number = _categories.Find(c, column[r]);
                if (number < 0) number = Unknown(c, column[r]);
                if (number < 0 || number == _dropped[c]) continue;
                result[r, first + (_dropped[c] >= 0 && number > _dropped[c] ? number - 1 : number)] = 1;
            }
            first += _categories.Counts[c] - (_dropped[c] >= 0 ? 1 : 0);
        }
        return Features.Of(result);
    }

    private int Unknown(int column, object? value)
    {
        if (_unknown == "error") throw new ArgumentException($"The column '{FeatureNames?[column] ?? $"{column}"}' holds the unknown category '{value ?? "(missing)"}', and {Name} was told to refuse those.");
        return _unknown == "ignore" ? -1 : _categories.RareOf(column);
    }

    private int[] Dropped(PyObject source)
    {
        var dropped = Enumerable.Repeat(-1, _categories.Counts.Length).ToArray();
        var indices = source.FindArray("_drop_idx_after_grouping") ?? source.FindArray("drop_idx_");
        if (indices is null) return dropped;
        if (indices.Length != dropped.Length) throw source.Other("drop_idx_", "a category for each feature");
        for (var i = 0; i < dropped.Length; i++)
            if (indices.Element(i) is { } index) dropped[i] = PyValue.AsWhole(index) is { } number && number >= 0 && number < _categories.Counts[i] ? (int)number
                : throw source.Other("drop_idx_", "a category for each feature");
        return dropped;
    }
}
