using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>The categories of each column of an encoder, in the order of their numbers.</summary>
internal sealed class Categories
{
    private static readonly object Missing = new();
    private readonly Dictionary<object, int>[] _numbers;
    private readonly int[]?[] _groups;

    public Categories(PyObject source)
    {
        _numbers = source.Sequence("categories_").Items.Select(c => Numbers(c as PyArray ?? throw source.Other("categories_", "arrays of categories"))).ToArray();
        Counts = _numbers.Select(n => n.Count).ToArray();
        _groups = new int[]?[Counts.Length];
        // Rare categories share a number.
        if (source.Find("_default_to_infrequent_mappings") is not PySequence mappings) return;
        if (mappings.Count != Counts.Length) throw source.Other("_default_to_infrequent_mappings", "a mapping for each feature");
        for (var i = 0; i < Counts.Length; i++)
        {
            if (mappings[i] is not PyArray mapping) continue;
            _groups[i] = mapping.ToInts();
            if (_groups[i]!.Length != Counts[i] || _groups[i]!.Any(g => g < 0 || g >= Counts[i]))
                throw source.Other("_default_to_infrequent_mappings", "a group for each category");
            Counts[i] = _groups[i]!.Max() + 1;
        }
    }

    /// <summary>How many numbers each column has.</summary>
    public int[] Counts { get; }

    /// <summary>The number of a column's missing value, or -1 when it has none.</summary>
    public int MissingOf(int column) => _numbers[column].TryGetValue(Missing, out var number) ? Grouped(column, number) : -1;

    /// <summary>The number of the rare categories of a column, or -1 when none are.</summary>
    public int RareOf(int column) => _groups[column] is null ? -1 : Counts[column] - 1;

    /// <summary>The number of a value; -1 when it is unknown.</summary>
    public int Find(int column, object? value) => _numbers[column].TryGetValue(Key(value), out var number) ? Grouped(column, number) : -1;

    private int Grouped(int column, int number) => _groups[column]?[number] ?? number;

    private static Dictionary<object, int> Numbers(PyArray categories)
    {
        var numbers = new Dictionary<object, int>();
        foreach (var category in categories.ToValues()) numbers[Key(category)] = numbers.Count;
        return numbers;
    }

    // Whole and other numbers are compared as numbers, as Python does. None and NaN are both what is missing in a table.
    private static object Key(object? value) => value switch
    {
        null => Missing,
        double.NaN => Missing,
        string or double => value,
        _ => PyValue.AsNumber(value) ?? (value is IConvertible and not DateTime ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture) : value),
    };
}
