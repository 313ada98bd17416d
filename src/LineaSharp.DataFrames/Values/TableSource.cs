using LineaSharp.Models;

namespace LineaSharp.DataFrames;

/// <summary>The rows of a <see cref="Table"/>.</summary>
internal sealed class TableSource(Table table) : RowSource(table.Columns.Select(c => (c.Name, c.Values.GetType().GetElementType()!)).ToArray())
{
    public override IEnumerable<Array[]> Parts(IReadOnlyList<int> wanted, int rows)
    {
        for (var start = 0; start == 0 || start < table.RowCount; start += rows)
            yield return wanted.Select(i => Slice(table.Columns[i].Values, start, Math.Min(rows, table.RowCount - start))).ToArray();
    }

    private static Array Slice(Array values, int start, int count)
    {
        if (start == 0 && count == values.Length) return values;
        var slice = Array.CreateInstance(values.GetType().GetElementType()!, count);
        Array.Copy(values, start, slice, 0, count);
        return slice;
    }
}
