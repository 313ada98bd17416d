using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Preprocessing;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>TfidfTransformer: counts of terms, weighted by how few texts have the term.</summary>
internal sealed class TfidfTransformer : Transformer
{
    private readonly double[]? _idf;
    private readonly bool _isSublinear;
    private readonly string? _norm;

    public TfidfTransformer(PyObject source, int? terms = null) : base(source)
    {
        FeatureCount ??= terms;
        // Until 1.4 the weights were the diagonal of a sparse matrix.
        if (source.Flag("use_idf")) _idf = source.Has("_idf_diag")
            ? source.Object("_idf_diag").Vector("data", FeatureCount ?? -1) : source.Vector("idf_", FeatureCount ?? -1);
        FeatureCount ??= _idf?.Length;
        _isSublinear = source.Flag("sublinear_tf");
        _norm = source.Find("norm") switch { null => null, "l1" => "l1", "l2" => "l2", _ => throw source.Other("norm", "l1, l2 or None") };
    }

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == 0) continue;
            result[i] = (_isSublinear ? Math.Log(row[i]) + 1 : row[i]) * (_idf?[i] ?? 1);
        }
        if (_norm is not null) Normalizer.Run(result.ToArray(), result, _norm);
    });
}
