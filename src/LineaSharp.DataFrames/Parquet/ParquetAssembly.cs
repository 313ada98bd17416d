using Apache.Arrow;
using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>Puts the values of a row group's columns where their levels say that they belong: Arrow arrays, nested ones too.</summary>
/// <remarks>
/// An entry of a column belongs to a list item (or row) that is there when its definition level is at least the item's; it begins a new one when its repetition level is
/// not above the list's own. With these two rules each node finds its slots in the levels of its first leaf.
/// </remarks>
internal sealed class ParquetAssembly(IReadOnlyDictionary<int, ParquetColumn> columns, MemoryBudget budget)
{
    public ArrayData Build(ParquetNode node) => Build(node, 0, 0);

    private ArrayData Build(ParquetNode node, int slotDefinition, int slotRepetition) => node switch
    {
        ParquetLeaf leaf => ParquetArrays.Of(leaf, columns[leaf.FirstLeaf], slotDefinition, budget),
        ParquetStruct parts => Struct(parts, slotDefinition, slotRepetition),
        ParquetList list => List(list, slotDefinition, slotRepetition),
        _ => throw new InvalidOperationException($"No such node: {node}."),
    };

    private ArrayData Struct(ParquetStruct node, int slotDefinition, int slotRepetition)
    {
        var children = node.Parts.Select(p => Build(p, slotDefinition, slotRepetition)).ToArray();
        var validity = new Validity(children[0].Length, budget);
        var (definition, repetition) = Levels(node);
        for (var i = 0; i < columns[node.FirstLeaf].Entries; i++)
            if (repetition(i) <= slotRepetition && definition(i) >= slotDefinition) validity.Add(definition(i) >= node.Definition);
        if (children.Any(c => c.Length != validity.Count)) throw new InvalidDataException($"the parts of '{node.Field.Name}' differ in length");
        return new(node.Field.DataType, validity.Count, validity.Nulls, 0, [validity.Buffer], children);
    }

    private ArrayData List(ParquetList node, int slotDefinition, int slotRepetition)
    {
        var column = columns[node.FirstLeaf];
        var (definition, repetition) = Levels(node);
        var slots = 0;
        for (var i = 0; i < column.Entries; i++)
            if (repetition(i) <= slotRepetition && definition(i) >= slotDefinition) slots++;
        budget.Take(4L * slots);
        var offsets = new int[slots + 1];
        var validity = new Validity(slots, budget);
        for (var i = 0; i < column.Entries; i++)
        {
            if (definition(i) < slotDefinition) continue;
            if (repetition(i) <= slotRepetition)
            {
                validity.Add(definition(i) >= node.Definition);
                offsets[validity.Count] = offsets[validity.Count - 1];
            }
            if (validity.Count == 0) throw new InvalidDataException($"the first entry of '{node.Field.Name}' continues a list");
            if (repetition(i) <= node.ItemRepetition && definition(i) >= node.ItemDefinition) offsets[validity.Count]++;
        }
        var items = Build(node.Item, node.ItemDefinition, node.ItemRepetition);
        if (items.Length != offsets[slots]) throw new InvalidDataException($"the lists of '{node.Field.Name}' have {offsets[slots]} items, {items.Length} are there");
        return new(node.Field.DataType, slots, validity.Nulls, 0, [validity.Buffer, Buffers.Of(offsets)], [items]);
    }

    private (Func<int, int> Definition, Func<int, int> Repetition) Levels(ParquetNode node)
    {
        var column = columns[node.FirstLeaf];
        var (definition, repetition) = (column.Definition, column.Repetition);
        return (definition is null ? _ => 0 : i => definition[i], repetition is null ? _ => 0 : i => repetition[i]);
    }
}

/// <summary>Which slots of an array have a value.</summary>
internal sealed class Validity
{
    private readonly byte[] _bits;

    public Validity(int capacity, MemoryBudget budget)
    {
        budget.Take(capacity / 8 + 1);
        _bits = new byte[capacity / 8 + 1];
    }

    public int Count { get; private set; }

    public int Nulls { get; private set; }

    /// <summary>The bitmap; empty where nothing is missing.</summary>
    public ArrowBuffer Buffer => Nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_bits.AsMemory(0, (Count + 7) / 8));

    public void Add(bool isValid)
    {
        if (Count >= _bits.Length * 8) throw new InvalidDataException("the parts of a column differ in length");
        if (isValid) Bits.Set(_bits, Count);
        else Nulls++;
        Count++;
    }
}
