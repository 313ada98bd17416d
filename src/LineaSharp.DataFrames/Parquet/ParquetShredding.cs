using Apache.Arrow;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>The entries of a column of a file: where each value is found in an Arrow array, and its levels.</summary>
/// <param name="Array">The array that has the values.</param>
/// <param name="Index">For each entry, the value's place in the array; -1 where it is missing.</param>
/// <param name="Definition">The definition levels.</param>
/// <param name="Repetition">The repetition levels.</param>
/// <param name="MaxDefinition">The level of a value that is there.</param>
/// <param name="MaxRepetition">The depth of lists.</param>
internal sealed record ParquetEntries(IArrowArray Array, int[] Index, byte[] Definition, byte[] Repetition, int MaxDefinition, int MaxRepetition);

/// <summary>Takes nested arrays apart into columns of values.</summary>
/// <remarks>Going down, each node turns the entries of its parent into its own: a missing one stays as it is, one that is there gets a higher definition level, a list becomes its items.</remarks>
internal static class ParquetShredding
{
    private const int MaxDepth = 50;

    public static IEnumerable<ParquetEntries> Of(ArrowField field, IArrowArray array)
    {
        var index = new int[array.Length];
        for (var i = 0; i < index.Length; i++) index[i] = i;
        return Down(field, new(array, index, new byte[index.Length], new byte[index.Length], 0, 0), 0);
    }

    private static IEnumerable<ParquetEntries> Down(ArrowField field, ParquetEntries entries, int depth)
    {
        if (depth > MaxDepth) throw FrameErrors.CannotSave(field.Name, field.DataType.Name, $"it is nested more than {MaxDepth} deep");
        if (field.IsNullable || field.DataType is NullType) entries = Present(entries);
        else if (entries.Index.Any(i => i >= 0 && entries.Array.IsNull(i))) throw FrameErrors.CannotSave(field.Name, field.DataType.Name, "it has missing values, and its field says that it has none");
        return (field.DataType, entries.Array) switch
        {
            (StructType type, StructArray parts) when type.Fields.Count > 0 => type.Fields.SelectMany((part, i) => Down(part, entries with { Array = parts.Fields[i] }, depth + 1)),
            // What Arrow calls entries and pairs is Parquet's key_value.
            (MapType type, MapArray map) => Entries(type, Items(entries, map.KeyValues, i => (map.ValueOffsets[i], map.ValueOffsets[i + 1])), depth),
            (ListType type, ListArray list) => Down(type.ValueField, Items(entries, list.Values, i => (list.ValueOffsets[i], list.ValueOffsets[i + 1])), depth + 1),
            (LargeListType type, LargeListArray list) => Down(type.Fields[0], Items(entries, list.Values, i => (checked((int)list.ValueOffsets[i]), checked((int)list.ValueOffsets[i + 1]))), depth + 1),
            (FixedSizeListType type, FixedSizeListArray list) => Down(type.Fields[0], Items(entries, list.Values, i => ((list.Data.Offset + i) * type.ListSize, (list.Data.Offset + i + 1) * type.ListSize)), depth + 1),
            _ => [entries],
        };
    }

    private static IEnumerable<ParquetEntries> Entries(MapType type, ParquetEntries pairs, int depth)
    {
        var parts = (StructArray)pairs.Array;
        return Down(new(type.KeyField.Name, type.KeyField.DataType, nullable: false), pairs with { Array = parts.Fields[0] }, depth + 1)
            .Concat(Down(type.ValueField, pairs with { Array = parts.Fields[1] }, depth + 1));
    }

    private static ParquetEntries Present(ParquetEntries entries)
    {
        var (index, definition) = ((int[])entries.Index.Clone(), (byte[])entries.Definition.Clone());
        for (var i = 0; i < index.Length; i++)
            if (index[i] >= 0 && entries.Array.IsNull(index[i])) index[i] = -1;
            else if (index[i] >= 0) definition[i]++;
        return entries with { Index = index, Definition = definition, MaxDefinition = entries.MaxDefinition + 1 };
    }

    private static ParquetEntries Items(ParquetEntries lists, IArrowArray items, Func<int, (int Start, int End)> range)
    {
        List<int> index = [];
        List<byte> definition = [], repetition = [];
        for (var i = 0; i < lists.Index.Length; i++)
        {
            var (start, end) = lists.Index[i] < 0 ? (0, 0) : range(lists.Index[i]);
            if (start == end)
            {
                index.Add(-1);
                definition.Add(lists.Definition[i]);
                repetition.Add(lists.Repetition[i]);
            }
            for (var item = start; item < end; item++)
            {
                index.Add(item);
                definition.Add((byte)(lists.Definition[i] + 1));
                repetition.Add(item == start ? lists.Repetition[i] : (byte)(lists.MaxRepetition + 1));
            }
        }
        return new(items, [.. index], [.. definition], [.. repetition], lists.MaxDefinition + 1, lists.MaxRepetition + 1);
    }
}
