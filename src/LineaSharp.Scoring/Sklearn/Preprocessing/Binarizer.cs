using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Binarizer: 1 above the threshold.</summary>
internal sealed class Binarizer(PyObject source) : Transformer(source)
{
    private readonly double _threshold = source.Number("threshold");

    protected override Matrix Transform(Matrix x) => x.Map(x.Columns, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++) result[i] = row[i] > _threshold ? 1 : 0;
    });
}
