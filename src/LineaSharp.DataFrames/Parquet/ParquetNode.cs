using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>A column of a Parquet file, or a part of a nested one, as Arrow sees it.</summary>
/// <param name="Field">Its name, type, and whether it can be missing.</param>
/// <param name="Definition">The definition level from which on it is there.</param>
/// <param name="FirstLeaf">The first column of the file that belongs to it.</param>
internal abstract record ParquetNode(ArrowField Field, int Definition, int FirstLeaf);

/// <summary>Values.</summary>
internal sealed record ParquetLeaf(ArrowField Field, int Definition, int FirstLeaf, ParquetElement Element, int Repetition) : ParquetNode(Field, Definition, FirstLeaf);

/// <summary>Named parts.</summary>
internal sealed record ParquetStruct(ArrowField Field, int Definition, int FirstLeaf, IReadOnlyList<ParquetNode> Parts) : ParquetNode(Field, Definition, FirstLeaf);

/// <summary>A list or map.</summary>
/// <param name="Field">As for all.</param>
/// <param name="Definition">As for all.</param>
/// <param name="FirstLeaf">As for all.</param>
/// <param name="Item">Its items; for a map, structs of a key and a value.</param>
/// <param name="ItemDefinition">The definition level from which on there is an item.</param>
/// <param name="ItemRepetition">The repetition level of a further item of the same list.</param>
internal sealed record ParquetList(ArrowField Field, int Definition, int FirstLeaf, ParquetNode Item, int ItemDefinition, int ItemRepetition) : ParquetNode(Field, Definition, FirstLeaf);

/// <summary>Makes the tree of a schema.</summary>
internal sealed class ParquetSchemaReader(IReadOnlyList<ParquetElement> elements, IReadOnlyDictionary<string, IArrowType> hints)
{
    private const int MaxDepth = 50;
    private readonly List<ParquetLeaf> _leaves = [];
    private int _next;

    /// <summary>The columns of the file, in the order of its row groups.</summary>
    public IReadOnlyList<ParquetLeaf> Leaves => _leaves;

    public IReadOnlyList<ParquetNode> Read()
    {
        if (elements.Count == 0) throw new InvalidDataException("the schema is empty");
        var root = Next(0, 0, 0);
        if (_next != elements.Count) throw new InvalidDataException($"the schema has {elements.Count - _next} elements too many");
        return root.Children.Select(c => Interpret(c, isItem: false, isColumn: true)).ToArray();
    }

    // An element with its levels. The root has none.
    private Raw Next(int definition, int repetition, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException("the schema is nested too deeply");
        if (_next >= elements.Count) throw new InvalidDataException("the schema has too few elements");
        var element = elements[_next++];
        if (element.Repetition is < ParquetRepetition.Required or > ParquetRepetition.Repeated) throw new InvalidDataException($"'{element.Name}' has an impossible repetition");
        if (depth > 0 && element.Repetition != ParquetRepetition.Required) definition++;
        if (depth > 0 && element.Repetition == ParquetRepetition.Repeated) repetition++;
        if (element.Children < 0 || element.Children > elements.Count - _next || (element.Type is not null) == (element.Children > 0 || depth == 0))
            throw new InvalidDataException($"'{element.Name}' of the schema has an impossible number of parts");
        var children = new Raw[element.Children];
        for (var i = 0; i < children.Length; i++) children[i] = Next(definition, repetition, depth + 1);
        return new(element, definition, repetition, children);
    }

    // https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types
    private ParquetNode Interpret(Raw raw, bool isItem, bool isColumn = false)
    {
        var element = raw.Element;
        var first = _leaves.Count;
        var isNullable = !isItem && element.Repetition == ParquetRepetition.Optional;
        // A repeated element that no list or map explains is a list of itself, which cannot be missing.
        if (!isItem && element.Repetition == ParquetRepetition.Repeated) return List(element.Name, isNullable: false, raw.Definition - 1, raw, Interpret(raw, isItem: true));
        if (element.Type is not null) return Leaf(raw, isNullable, isColumn);
        if (raw.Children is [{ Element.Repetition: ParquetRepetition.Repeated } repeated])
        {
            if (element.Logical.Meaning == ParquetMeaning.List) return List(element.Name, isNullable, raw.Definition, repeated, Item(repeated));
            if (element.Logical.Meaning == ParquetMeaning.Map && repeated.Children is [var key, var value]) return Map(raw, isNullable, repeated, Interpret(key, isItem: false), Interpret(value, isItem: false));
        }
        var parts = raw.Children.Select(c => Interpret(c, isItem: false)).ToArray();
        return new ParquetStruct(new(element.Name, new StructType(parts.Select(p => p.Field).ToArray()), isNullable), raw.Definition, first, parts);
    }

    // Older writers left a layer of the three out.
    private ParquetNode Item(Raw repeated) =>
        repeated.Children is [var only] && repeated.Element.Name != "array" && !repeated.Element.Name.EndsWith("_tuple", StringComparison.Ordinal) ? Interpret(only, isItem: false) : Interpret(repeated, isItem: true);

    private static ParquetList List(string name, bool isNullable, int definition, Raw repeated, ParquetNode item) =>
        new(new(name, new ListType(item.Field), isNullable), definition, item.FirstLeaf, item, repeated.Definition, repeated.Repetition);

    private static ParquetList Map(Raw raw, bool isNullable, Raw repeated, ParquetNode key, ParquetNode value)
    {
        var type = new MapType(new ArrowField("key", key.Field.DataType, nullable: false), new ArrowField("value", value.Field.DataType, value.Field.IsNullable), keySorted: false);
        var entries = new ParquetStruct(type.Fields[0], repeated.Definition, key.FirstLeaf, [key, value]);
        return new(new(raw.Element.Name, type, isNullable), raw.Definition, key.FirstLeaf, entries, repeated.Definition, repeated.Repetition);
    }

    private ParquetLeaf Leaf(Raw raw, bool isNullable, bool isColumn)
    {
        var type = ParquetTypes.ToArrow(raw.Element, isColumn ? hints.GetValueOrDefault(raw.Element.Name) : null);
        var leaf = new ParquetLeaf(new(raw.Element.Name, type, isNullable), raw.Definition, _leaves.Count, raw.Element, raw.Repetition);
        _leaves.Add(leaf);
        return leaf;
    }

    private sealed record Raw(ParquetElement Element, int Definition, int Repetition, Raw[] Children);
}
