using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>PCA, IncrementalPCA, TruncatedSVD: projections onto components.</summary>
internal sealed class Projection : Transformer
{
    private readonly Matrix _components;
    private readonly double[]? _mean;
    private readonly double[]? _deviations;

    public Projection(PyObject source) : base(source)
    {
        _components = source.Matrix("components_", columns: FeatureCount ?? -1);
        FeatureCount ??= _components.Columns;
        if (Name == "TruncatedSVD") return;
        _mean = source.FindVector("mean_", _components.Columns);
        if (!source.Flag("whiten")) return;
        // Since 1.5 a deviation of zero does not divide.
        var smallest = SklearnVersion.IsAtLeast(source, 1, 5) ? 2.220446049250313e-16 : 0;
        _deviations = Array.ConvertAll(source.Vector("explained_variance_", _components.Rows), v => Math.Max(Math.Sqrt(v), smallest));
    }

    protected override Matrix Transform(Matrix x)
    {
        var centered = _mean is null ? x : x.Map(x.Columns, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = row[i] - _mean[i];
        });
        var projected = centered.TimesRowsOf(_components, []);
        if (_deviations is not null)
            for (var i = 0; i < projected.Values.Length; i++) projected.Values[i] /= _deviations[i % _deviations.Length];
        return projected;
    }
}
