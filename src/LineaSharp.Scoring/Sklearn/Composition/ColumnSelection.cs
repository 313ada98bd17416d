using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Composition;

/// <summary>Columns as scikit-learn lets them be named: by name, number, slice or mask, one or several.</summary>
internal static class ColumnSelection
{
    /// <exception cref="LineaException">CorruptArtifact: they are no columns of the input.</exception>
    public static int[] Of(object? columns, PyObject source, IReadOnlyList<string>? names, int? count)
    {
        var all = count ?? names?.Count ?? throw source.Other("n_features_in_", "the number of features");
        var selected = columns switch
        {
            PySequence list => Items(list.Items),
            PyArray array => Items(array.ToValues()),
            PyObject { Type: { Module: "builtins", Name: "slice" } } slice => Slice(slice),
            // A list that refuses to be changed keeps its items in an attribute.
            PyObject { Items: { } items } => Items(items),
            PyObject other when other.Find("data") is PySequence data => Items(data.Items),
            _ => Items([columns]),
        };
        return selected.All(c => c >= 0 && c < all) ? selected : throw source.Other("transformers_", $"columns of {all}");

        int[] Items(IReadOnlyList<object?> items) => items.Count > 0 && items.All(i => i is bool)
            ? items.Select((flag, i) => (flag, i)).Where(p => p.flag is true).Select(p => p.i).ToArray()
            : items.Select(One).ToArray();

        int One(object? item) => item switch
        {
            string name => names?.ToList().IndexOf(name) ?? -1,
            long number => (int)Math.Clamp(number < 0 ? number + all : number, -1, int.MaxValue),
            _ => -1,
        };

        int[] Slice(PyObject slice)
        {
            if (slice.Arguments is not { Count: 3 } bounds || bounds[2] is not (null or 1L)) throw source.Other("transformers_", "a slice without a step");
            // Names are inclusive at both ends, as in pandas.
            var first = bounds[0] is null ? 0 : One(bounds[0]);
            var end = bounds[1] is null ? all : bounds[1] is string ? One(bounds[1]) + 1 : Math.Min(One(bounds[1]), all);
            return first >= 0 && end > first ? Enumerable.Range(first, end - first).ToArray() : [];
        }
    }
}
