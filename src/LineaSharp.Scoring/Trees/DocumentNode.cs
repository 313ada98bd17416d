using System.Globalization;

namespace LineaSharp.Scoring.Trees;

/// <summary>A value of a JSON or UBJSON document.</summary>
/// <remarks>Arrays of numbers (and of true and false, as 1 and 0) are kept as one array, which is most of a model.</remarks>
internal sealed class DocumentNode
{
    public const int MaxDepth = 100;

    private readonly string _source;
    private readonly object? _value;

    public DocumentNode(string source, object? value) => (_source, _value) = (source, value);

    public IReadOnlyDictionary<string, DocumentNode>? Members => _value as Dictionary<string, DocumentNode>;

    public string? Text => _value as string;

    /// <summary>The member, or null when there is none or this is no object.</summary>
    public DocumentNode? Find(string name) => Members?.GetValueOrDefault(name);

    public DocumentNode Get(string name) => Find(name) ?? throw TreeErrors.Malformed(_source, $"'{name}' is missing");

    public string GetText(string name) => Get(name).Text ?? throw TreeErrors.Malformed(_source, $"'{name}' is no text");

    /// <summary>A whole number, written as number or text.</summary>
    public int GetInt(string name)
    {
        var node = Get(name);
        if (node._value is double number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue) return (int)number;
        return int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw TreeErrors.Malformed(_source, $"'{name}' is no whole number");
    }

    public double[] GetNumbers(string name) => Get(name).AsNumbers() ?? throw TreeErrors.Malformed(_source, $"'{name}' is no list of numbers");

    /// <summary>The numbers of this list.</summary>
    public double[] ToNumbers() => AsNumbers() ?? throw TreeErrors.Malformed(_source, "a list of numbers is none");

    public int[] GetInts(string name)
    {
        var numbers = GetNumbers(name);
        var whole = new int[numbers.Length];
        for (var i = 0; i < whole.Length; i++)
            whole[i] = numbers[i] == Math.Floor(numbers[i]) && Math.Abs(numbers[i]) <= int.MaxValue ? (int)numbers[i] : throw TreeErrors.Malformed(_source, $"'{name}' holds {numbers[i]}, which is no whole number");
        return whole;
    }

    public IReadOnlyList<DocumentNode> GetItems(string name) => Get(name)._value switch
    {
        List<DocumentNode> items => items,
        double[] numbers => numbers.Select(n => new DocumentNode(_source, n)).ToArray(),
        _ => throw TreeErrors.Malformed(_source, $"'{name}' is no list"),
    };

    public double? Number => _value as double?;

    private double[]? AsNumbers() => _value switch
    {
        double[] numbers => numbers,
        List<DocumentNode> { Count: 0 } => [],
        _ => null,
    };
}
