using System.Globalization;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>The categories of each column of an encoder, in the order of their numbers.</summary>
internal sealed class Categories
{
    private readonly KnownValues[] _known;
    private readonly int[]?[] _groups;

    public Categories(PyObject source)
    {
        _known = source.Sequence("categories_").Items.Select(c => new KnownValues(c as PyArray ?? throw source.Other("categories_", "arrays of categories"))).ToArray();
        Counts = Array.ConvertAll(_known, k => k.Count);
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
            Counts[i] = _groups[i]!.DefaultIfEmpty(-1).Max() + 1;
        }
    }

    /// <summary>How many numbers each column has.</summary>
    public int[] Counts { get; }

    /// <summary>Whether all categories are numbers, or missing.</summary>
    public bool AreNumbers => _known.All(k => k.AreNumbers);

    /// <summary>The number of the rare categories of a column, or -1 when none are.</summary>
    public int RareOf(int column) => _groups[column] is null ? -1 : Counts[column] - 1;

    /// <summary>The number of a value; -1 when it is unknown.</summary>
    public int Find(int column, object? value) => Grouped(column, _known[column].Find(value));

    /// <inheritdoc cref="Find(int, object?)"/>
    public int Find(int column, double value) => Grouped(column, _known[column].Find(value));

    private int Grouped(int column, int number) => number < 0 ? -1 : _groups[column]?[number] ?? number;

    /// <summary>The numbers of one column's categories. None and NaN are both what is missing in a table.</summary>
    private sealed class KnownValues
    {
        private readonly Dictionary<double, int> _numbers = [];
        private readonly Dictionary<object, int> _others = [];

        public KnownValues(PyArray categories)
        {
            var values = categories.ToValues();
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] is null or double.NaN) Missing = i;
                else if (AsNumber(values[i]!) is { } number) _numbers[number] = i;
                else _others[values[i]!] = i;
            }
            Count = values.Length;
        }

        public int Count { get; }

        public int Missing { get; } = -1;

        public bool AreNumbers => _others.Count == 0;

        public int Find(object? value) =>
            value is null ? Missing : AsNumber(value) is { } number ? Find(number) : _others.GetValueOrDefault(value, -1);

        public int Find(double value) => double.IsNaN(value) ? Missing : _numbers.GetValueOrDefault(value, -1);

        // Whole and other numbers are compared as numbers, as Python does.
        private static double? AsNumber(object value) => value switch
        {
            double number => number,
            string or DateTime => null,
            _ => PyValue.AsNumber(value) ?? (value is IConvertible other ? Convert.ToDouble(other, CultureInfo.InvariantCulture) : null),
        };
    }
}
