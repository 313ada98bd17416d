using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Trees;

/// <summary>Labels that a library's own file holds, as the array of objects that scikit-learn would have.</summary>
internal static class PlainLabels
{
    public static PyArray Of(IEnumerable<object?> labels)
    {
        var list = labels.ToList();
        return new PyArray(ReadBudget.ForFile("The file", 0)).Fill(PyDtype.Parse("O")!, [list.Count], list);
    }
}
