using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>KNNImputer: in place of a missing value the mean of those of the nearest training rows that have one.</summary>
internal sealed class KnnImputer : Estimator
{
    private readonly Matrix _rows;
    private readonly int _count;
    private readonly bool[] _isValid;
    private readonly double _missing;
    private readonly bool _skipsFar;
    private readonly int[] _kept;

    public KnnImputer(PyObject source) : base(source)
    {
        if (source.Get("weights") is not "uniform") throw SklearnErrors.HasUnknown(Name, "weights other than uniform, whose distances depend on rounding");
        if (source.Get("metric") is not "nan_euclidean") throw SklearnErrors.HasUnknown(Name, "another metric than nan_euclidean");
        if (source.Flag("add_indicator", false)) throw SklearnErrors.HasUnknown(Name, "add_indicator");
        // Before 1.6 rows that have nothing in common with it filled up the neighbours.
        _skipsFar = SklearnVersion.IsAtLeast(source, 1, 6);
        _missing = source.Find("missing_values") is null ? double.NaN : source.Number("missing_values");
        var rows = source.Matrix("_fit_X", columns: FeatureCount ?? -1);
        FeatureCount ??= rows.Columns;
        var mask = source.Array("_mask_fit_X").ToDoubles();
        if (mask.Length != rows.Values.Length) throw source.Other("_mask_fit_X", "a mask of the training rows");
        // From here on NaN is what is missing.
        _rows = new Matrix(rows.Values.Select((v, i) => mask[i] != 0 ? double.NaN : v).ToArray(), rows.Rows, rows.Columns);
        _isValid = Array.ConvertAll(source.Vector("_valid_mask", rows.Columns), v => v != 0);
        _count = source.Whole("n_neighbors", 1, int.MaxValue);
        var keepsEmpty = source.Flag("keep_empty_features", false);
        _kept = Enumerable.Range(0, rows.Columns).Where(c => _isValid[c] || keepsEmpty).ToArray();
        Transform = OfNumbers(_kept.Length, Impute);
    }

    protected override bool TakesNaN => double.IsNaN(_missing);

    private void Impute(ReadOnlySpan<double> row, Span<double> result)
    {
        using var distances = new Scratch<double>(_rows.Rows);
        var areMeasured = false;
        for (var i = 0; i < _kept.Length; i++)
        {
            var c = _kept[i];
            if (_isValid[c] && IsMissing(row[c]))
            {
                if (!areMeasured) Measure(row, distances.Span);
                areMeasured = true;
                result[i] = MeanOfNearest(c, distances.Span);
            }
            else result[i] = _isValid[c] ? row[c] : 0;
        }
    }

    private bool IsMissing(double value) => double.IsNaN(value) || value == _missing;

    // Of rows at one distance the earlier ones count. A row that has nothing in common with any takes the mean of all.
    private double MeanOfNearest(int column, ReadOnlySpan<double> distances)
    {
        using var scratch = new Scratch<int>(Math.Min(_count, _rows.Rows));
        var nearest = scratch.Span;
        var (found, donors, all, isFar) = (0, 0, 0.0, true);
        for (var r = 0; r < _rows.Rows; r++)
        {
            if (double.IsNaN(_rows[r, column])) continue;
            donors++;
            all += _rows[r, column];
            isFar &= double.IsPositiveInfinity(distances[r]);
            if (_skipsFar && double.IsPositiveInfinity(distances[r])) continue;
            if (found == nearest.Length && !(distances[r] < distances[nearest[^1]])) continue;
            var place = found < nearest.Length ? found++ : found - 1;
            for (; place > 0 && distances[r] < distances[nearest[place - 1]]; place--) nearest[place] = nearest[place - 1];
            nearest[place] = r;
        }
        if (isFar) return all / donors;
        var sum = 0.0;
        foreach (var r in nearest[..found]) sum += _rows[r, column];
        return sum / found;
    }

    // Over the features that both have, and enlarged to all of them; without any they are infinitely far apart.
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
}
