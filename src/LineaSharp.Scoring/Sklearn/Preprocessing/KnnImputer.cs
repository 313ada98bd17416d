using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>KNNImputer: in place of a missing value the mean of those of the nearest training rows that have one.</summary>
internal sealed class KnnImputer : Estimator
{
    private readonly Matrix _rows;
    private readonly int _count;
    private readonly bool[] _isValid;
    private readonly int[] _kept;
    private readonly double _missing;

    public KnnImputer(PyObject source) : base(source)
    {
        if (source.Get("weights") is not "uniform") throw SklearnErrors.HasUnknown(Name, "weights other than uniform, whose distances depend on rounding");
        if (source.Get("metric") is not "nan_euclidean") throw SklearnErrors.HasUnknown(Name, "another metric than nan_euclidean");
        if (source.Flag("add_indicator", false)) throw SklearnErrors.HasUnknown(Name, "add_indicator");
        _missing = source.Find("missing_values") is null ? double.NaN : source.Number("missing_values");
        var rows = source.Matrix("_fit_X", columns: FeatureCount ?? -1);
        FeatureCount ??= rows.Columns;
        var mask = source.Array("_mask_fit_X").ToDoubles();
        if (mask.Length != rows.Values.Length) throw source.Other("_mask_fit_X", "a mask of the training rows");
        // From here on NaN is what is missing.
        _rows = new Matrix(rows.Values.Select((v, i) => mask[i] != 0 ? double.NaN : v).ToArray(), rows.Rows, rows.Columns);
        _count = source.Whole("n_neighbors", 1, int.MaxValue);
        _isValid = Array.ConvertAll(source.Vector("_valid_mask", rows.Columns), v => v != 0);
        var keepsEmpty = source.Flag("keep_empty_features", false);
        _kept = Enumerable.Range(0, rows.Columns).Where(c => keepsEmpty || _isValid[c]).ToArray();
        Transform = OfNumbers(_kept.Length, Impute);
    }

    protected override bool TakesNaN => double.IsNaN(_missing);

    private bool IsMissing(double value) => double.IsNaN(value) || value == _missing;

    private void Impute(ReadOnlySpan<double> row, Span<double> result)
    {
        using var distances = new Scratch<double>(_rows.Rows);
        var areKnown = false;
        for (var i = 0; i < _kept.Length; i++)
        {
            var c = _kept[i];
            if (_isValid[c]) result[i] = row[c];
            if (!_isValid[c] || !IsMissing(row[c])) continue;
            if (!areKnown) Measure(row, distances.Span);
            areKnown = true;
            result[i] = Mean(c, distances.Span);
        }
    }

    // Over the features that both have, and enlarged to all of them; infinite where they have none in common.
    private void Measure(ReadOnlySpan<double> row, Span<double> distances)
    {
        for (var r = 0; r < distances.Length; r++)
        {
            var (sum, present) = (0.0, 0);
            for (var c = 0; c < row.Length; c++)
            {
                if (IsMissing(row[c]) || double.IsNaN(_rows[r, c])) continue;
                sum += (row[c] - _rows[r, c]) * (row[c] - _rows[r, c]);
                present++;
            }
            distances[r] = present == 0 ? double.PositiveInfinity : Math.Sqrt(sum / present * row.Length);
        }
    }

    private double Mean(int column, ReadOnlySpan<double> distances)
    {
        using var nearest = new Scratch<int>(Math.Min(_count, _rows.Rows));
        var (found, all, sum) = (0, 0, 0.0);
        for (var r = 0; r < distances.Length; r++)
        {
            if (double.IsNaN(_rows[r, column])) continue;
            all++;
            sum += _rows[r, column];
            // Of rows at one distance the earlier ones count.
            if (found == nearest.Span.Length && !(distances[r] < distances[nearest.Span[found - 1]])) continue;
            var place = found < nearest.Span.Length ? found++ : found - 1;
            for (; place > 0 && distances[r] < distances[nearest.Span[place - 1]]; place--) nearest.Span[place] = nearest.Span[place - 1];
            nearest.Span[place] = r;
        }
        // A row that has nothing in common with any takes the mean of all.
        if (found == 0 || double.IsPositiveInfinity(distances[nearest.Span[0]])) return sum / all;
        sum = 0;
        foreach (var r in nearest.Span[..found]) sum += _rows[r, column];
        return sum / found;
    }
}
