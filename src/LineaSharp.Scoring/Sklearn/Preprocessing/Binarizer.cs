using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>Binarizer: 1 above the threshold.</summary>
internal sealed class Binarizer : Estimator
{
    public Binarizer(PyObject source) : base(source)
    {
        var threshold = source.Number("threshold");
        Transform = OfNumbers(null, (row, result) =>
        {
            for (var i = 0; i < row.Length; i++) result[i] = row[i] > threshold ? 1 : 0;
        });
    }
}
