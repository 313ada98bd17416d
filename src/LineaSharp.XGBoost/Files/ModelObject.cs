namespace LineaSharp.XGBoost.Files;

/// <summary>An object of a model file. A value is null, bool, double, text, an array of numbers (double[]), an array of anything (object?[]), or an object.</summary>
/// <remarks>Reading a value of another kind than it is, or one that is not there, is an error that names it.</remarks>
internal sealed class ModelObject(IReadOnlyDictionary<string, object?> entries, string path = "")
{
    public IEnumerable<string> Keys => entries.Keys;

    public bool Has(string key) => entries.ContainsKey(key);

    public bool IsNumeric(string key) => Get(key) is double[];

    public ModelObject Object(string key) => Get(key) is IReadOnlyDictionary<string, object?> inner ? new(inner, Path(key)) : throw Other(key, "an object");

    public string Text(string key) => Get(key) as string ?? throw Other(key, "text");

    /// <summary>A whole number written as text, as XGBoost writes its parameters.</summary>
    public int Count(string key, int? absent = null)
    {
        if (absent is not null && !Has(key)) return absent.Value;
        return int.TryParse(Text(key), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : throw Other(key, "a whole number as text");
    }

    public int Whole(string key) => Get(key) is double number && number == (int)number ? (int)number : throw Other(key, "a whole number");

    public double[] Numbers(string key) => Get(key) switch
    {
        double[] numbers => numbers,
        object?[] { Length: 0 } => [],
        _ => throw Other(key, "an array of numbers"),
    };

    public int[] Wholes(string key)
    {
        var numbers = Numbers(key);
        var wholes = new int[numbers.Length];
        for (var i = 0; i < wholes.Length; i++) wholes[i] = numbers[i] == (int)numbers[i] ? (int)numbers[i] : throw Other(key, "an array of whole numbers");
        return wholes;
    }

    public string[] Texts(string key) => [.. Items(key).Select(item => item as string ?? throw Other(key, "an array of texts"))];

    public ModelObject[] Objects(string key) =>
        [.. Items(key).Select((item, i) => item is IReadOnlyDictionary<string, object?> inner ? new ModelObject(inner, $"{Path(key)}[{i}]") : throw Other(key, "an array of objects"))];

    private object?[] Items(string key) => Get(key) switch
    {
        object?[] items => items,
        double[] { Length: 0 } => [],
        _ => throw Other(key, "an array"),
    };

    private object? Get(string key) => entries.TryGetValue(key, out var value) ? value : throw XGBoostErrors.Damaged($"it has no '{Path(key)}'");

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private LineaException Other(string key, string expected) => XGBoostErrors.Damaged($"'{Path(key)}' is not {expected}");
}
