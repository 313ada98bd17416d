using Apache.Arrow;
using Array = System.Array;

namespace LineaSharp.DataFrames;

/// <summary>A value that is a table, handed out a number of rows at a time, as often as asked.</summary>
/// <param name="columns">The columns' names and the types of their elements.</param>
internal abstract class RowSource(IReadOnlyList<(string Name, Type Element)> columns)
{
    public IReadOnlyList<(string Name, Type Element)> Columns => columns;

    /// <summary>Some columns' values in parts of so many rows, the last part shorter. A column without rows has one part without values.</summary>
    public abstract IEnumerable<Array[]> Parts(IReadOnlyList<int> wanted, int rows);

    /// <summary>The value as Arrow's, no more than one part of it in memory at a time.</summary>
    public (ArrowSchema Schema, IEnumerable<RecordBatch> Batches) ToArrow(int rows)
    {
        var scans = columns.Select(c => new ArrowTypeScan(c.Name)).ToArray();
        var all = Enumerable.Range(0, columns.Count).ToArray();
        // Columns whose type says all need no look at their values; one empty array declares it.
        var looked = all.Where(i => !ArrowTypeScan.IsPlain(Nullable.GetUnderlyingType(columns[i].Element) ?? columns[i].Element)).ToArray();
        foreach (var i in all.Except(looked)) scans[i].Add(Array.CreateInstance(columns[i].Element, 0));
        if (looked.Length > 0)
            foreach (var part in Parts(looked, rows))
                for (var i = 0; i < looked.Length; i++) scans[looked[i]].Add(part[i]);
        var schema = new ArrowSchema(columns.Select((c, i) => scans[i].Field(c.Name)), null);
        return (schema, Batches(schema, all, rows));
    }

    private IEnumerable<RecordBatch> Batches(ArrowSchema schema, int[] all, int rows)
    {
        if (all.Length == 0) yield break;
        foreach (var part in Parts(all, rows))
            yield return new RecordBatch(schema, part.Select((values, i) => ArrowBuild.Array(schema.FieldsList[i], values, columns[i].Name)), part[0].Length);
    }
}
