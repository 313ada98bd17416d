using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>OneHotEncoder: one column for each category.</summary>
internal sealed class OneHotEncoder : CategoryEncoder
{
    public OneHotEncoder(PyObject source) : base(source)
    {
        var dropped = Dropped(source);
        var first = new int[dropped.Length + 1];
        for (var c = 0; c < dropped.Length; c++) first[c + 1] = RowFunction.Bounded((long)first[c] + Categories.Counts[c] - (dropped[c] >= 0 ? 1 : 0));
        var unknown = source.Text("handle_unknown");
        Transform = Encoded(first[^1], unknown == "error", (column, category, _, result) =>
        {
            if (category < 0 && unknown != "ignore") category = Categories.RareOf(column);
            if (category < 0 || category == dropped[column]) return;
            result[first[column] + (dropped[column] >= 0 && category > dropped[column] ? category - 1 : category)] = 1;
        });
    }

    private int[] Dropped(PyObject source)
    {
        var dropped = Enumerable.Repeat(-1, Categories.Counts.Length).ToArray();
        var indices = source.FindArray("_drop_idx_after_grouping") ?? source.FindArray("drop_idx_");
        if (indices is null) return dropped;
        if (indices.Length != dropped.Length) throw source.Other("drop_idx_", "a category for each feature");
        for (var i = 0; i < dropped.Length; i++)
            if (indices.Element(i) is { } index) dropped[i] = PyValue.AsWhole(index) is { } number && number >= 0 && number < Categories.Counts[i] ? (int)number
                : throw source.Other("drop_idx_", "a category for each feature");
        return dropped;
    }
}
