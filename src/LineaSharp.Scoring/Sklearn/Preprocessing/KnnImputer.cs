using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>KNNImputer: in place of a missing value the mean of those of the nearest training rows that have one.</summary>
internal sealed class KnnImputer : Transformer
{
    private readonly Matrix _rows;
    private readonly int _count;
    private readonly bool[] _isValid;
    private readonly bool _keepsEmpty;
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
        _isValid = Array.ConvertAll(source.Vector("_valid_mask", rows.Columns), v => v != 0);
        _count = source.Whole("n_neighbors", 1, int.MaxValue);
        _keepsEmpty = source.Flag("keep_empty_features", false);
    }

    protected override bool TakesNaN => double.IsNaN(_missing);

    public override int Width => Math.Max(FeatureCount ?? 1, _rows.Rows);

    protected override Matrix Transform(Matrix x)
    {
        var kept = Enumerable.Range(0, x.Columns).Where(c => _keepsEmpty || _isValid[c]).ToArray();
        return x.Map(kept.Length, (row, result) =>
        {
            double[]? distances = null;
            for (var i = 0; i < kept.Length; i++)
            {
                var c = kept[i];
                result[i] = !_isValid[c] ? 0 : !IsMissing(row[c]) ? row[c] : Imputed(c, distances ??= Distances(row));
            }
        });
    }

    private bool IsMissing(double value) => double.IsNaN(value) || value == _missing;

    private double Imputed(int column, double[] distances)
    {
        var donors = Enumerable.Range(0, _rows.Rows).Where(r => !double.IsNaN(_rows[r, column])).ToArray();
        // A row that has nothing in common with any takes the mean of all. Of rows at one distance the earlier ones count.
        var nearest = donors.All(r => double.IsNaN(distances[r])) ? donors : donors.OrderBy(r => double.IsNaN(distances[r])).ThenBy(r => distances[r]).Take(_count);
        return nearest.Average(r => _rows[r, column]);
    }

    // Over the features that both have, and enlarged to all of them.
    private double[] Distances(ReadOnlySpan<double> row)
    {
        var distances = new double[_rows.Rows];
        for (var r = 0; r < distances.Length; r++)
        {
            var (sum, present) = (0.0, 0);
            for (var c = 0; c < row.Length; c++)
            {
                if (IsMissing(row[c]) || double.IsNaN(_rows[r, c])) continue;
                sum += (row[c] - _rows[r, c]) * (row[c] - _rows[r, c]);
                present++;
            }
            distances[r] = present == 0 ? double.NaN : Math.Sqrt(sum / present * row.Length);
        }
        return distances;
    }
}
