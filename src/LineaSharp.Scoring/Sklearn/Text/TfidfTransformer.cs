using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Preprocessing;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>TfidfTransformer: counts of terms, weighted by how few texts have the term.</summary>
internal sealed class TfidfTransformer : Estimator
{
    public TfidfTransformer(PyObject source, int? terms = null) : base(source)
    {
        FeatureCount ??= terms;
        // Until 1.4 the weights were the diagonal of a sparse matrix.
        var idf = !source.Flag("use_idf") ? null : source.Has("_idf_diag")
            ? source.Object("_idf_diag").Vector("data", FeatureCount ?? -1) : source.Vector("idf_", FeatureCount ?? -1);
        FeatureCount ??= idf?.Length;
        var isSublinear = source.Flag("sublinear_tf");
        var norm = source.Find("norm") switch { null => null, "l1" => "l1", "l2" => "l2", _ => throw source.Other("norm", "l1, l2 or None") };
        Transform = OfNumbers(null, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] == 0) continue;
                result[i] = (isSublinear ? Math.Log(row[i]) + 1 : row[i]) * (idf?[i] ?? 1);
            }
            if (norm is not null) Normalizer.Run(result, result, norm);
        });
    }
}
