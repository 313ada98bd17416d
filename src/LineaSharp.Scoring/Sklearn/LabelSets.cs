using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>Classifiers that give a row any number of labels: a prediction is 0 or 1 for each.</summary>
internal static class LabelSets
{
    /// <summary>Whether a fitted LabelBinarizer was shown several labels a row.</summary>
    public static bool Are(PyObject binarizer) => binarizer.Text("y_type_", "").StartsWith("multilabel", StringComparison.Ordinal);

    /// <summary>1 for each score above a number.</summary>
    public static RowFunction Above(double threshold, RowFunction scores) => scores.Then(scores.Outputs, (row, result) =>
    {
        for (var i = 0; i < row.Length; i++) result[i] = row[i] > threshold ? 1 : 0;
    });
}
