using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>PCA, IncrementalPCA, TruncatedSVD: projections onto components.</summary>
internal sealed class Projection : Estimator
{
    public Projection(PyObject source) : base(source)
    {
        var components = source.Matrix("components_", columns: FeatureCount ?? -1);
        FeatureCount ??= components.Columns;
        if (Name == "TruncatedSVD")
        {
            Transform = OfNumbers(components.Rows, (row, result) => components.Times(row, [], result));
            return;
        }
        var mean = source.FindVector("mean_", components.Columns);
        Transform = OfNumbers(components.Rows, (row, result) =>
        {
            using var centered = new Scratch<double>(row.Length);
            for (var i = 0; i < row.Length; i++) centered.Span[i] = row[i] - (mean?[i] ?? 0);
            components.Times(centered.Span, [], result);
        });
        if (!source.Flag("whiten")) return;
        // Since 1.5 a deviation of zero does not divide.
        var smallest = SklearnVersion.IsAtLeast(source, 1, 5) ? 2.220446049250313e-16 : 0;
        var deviations = Array.ConvertAll(source.Vector("explained_variance_", components.Rows), v => Math.Max(Math.Sqrt(v), smallest));
        Transform = Transform.Then(components.Rows, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = row[i] / deviations[i];
        });
    }
}
