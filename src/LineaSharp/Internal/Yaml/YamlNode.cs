namespace LineaSharp.Internal.Yaml;

/// <summary>A value of a YAML file and the place where it stands.</summary>
/// <param name="Value">
/// A plain value as <see cref="Models.MLmodel"/> lists them, a <c>YamlNode[]</c>, or an <c>OrderedDictionary&lt;string, YamlNode&gt;</c>.
/// </param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Weight">How many values this is when every alias is written out.</param>
/// <param name="Height">How many levels of lists and maps lie below.</param>
internal sealed record YamlNode(object? Value, long Line, int Weight, int Height)
{
    public OrderedDictionary<string, YamlNode>? Map => Value as OrderedDictionary<string, YamlNode>;

    public YamlNode[]? List => Value as YamlNode[];

    /// <summary>The kind of value, as messages say it.</summary>
    public string Kind => Value switch
    {
        null => "nothing",
        string => "text",
        bool => "a truth value",
        long or System.Numerics.BigInteger => "a whole number",
        double => "a number",
        YamlNode[] => "a list",
        OrderedDictionary<string, YamlNode> => "a map",
        _ => "a date or time",
    };

    /// <summary>The value without places: lists and maps of plain values.</summary>
    public object? ToPlain() => Value switch
    {
        YamlNode[] list => Array.AsReadOnly(Array.ConvertAll(list, n => n.ToPlain())),
        OrderedDictionary<string, YamlNode> map => PlainMap(map),
        _ => Value,
    };

    private static System.Collections.ObjectModel.ReadOnlyDictionary<string, object?> PlainMap(OrderedDictionary<string, YamlNode> map)
    {
        var plain = new OrderedDictionary<string, object?>(map.Count, StringComparer.Ordinal);
        foreach (var (key, node) in map) plain.Add(key, node.ToPlain());
        return new(plain);
    }
}
