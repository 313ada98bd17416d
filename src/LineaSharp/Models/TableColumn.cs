using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>One column of a <see cref="Table"/>.</summary>
/// <remarks>
/// The values are a one-dimensional array of bool, whole numbers, <see cref="Half"/>, float, double, decimal, string, byte[], <see cref="DateTime"/>,
/// <see cref="DateTimeOffset"/>, <see cref="DateOnly"/>, <see cref="TimeOnly"/> or <see cref="TimeSpan"/>; of the nullable forms of these; or of object or arrays, for lists and maps. A null is a missing value,
/// and so is NaN, as in pandas. The array is not copied.
/// </remarks>
public sealed class TableColumn
{
    /// <summary>Names a column of values.</summary>
    /// <exception cref="ArgumentException">The array has more than one dimension, or elements of a type that no column has.</exception>
    public TableColumn(string name, Array values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Rank != 1) throw new ArgumentException($"The column '{name}' has {values.Rank} dimensions; one was expected.", nameof(values));
        var element = values.GetType().GetElementType()!;
        ElementType = Nullable.GetUnderlyingType(element) ?? element;
        Type = ColumnTypes.Of(ElementType, values)
            ?? throw new ArgumentException($"The column '{name}' has values of type {TypeName.Of(element)}, which MLflow has no type for.", nameof(values));
        Name = name;
        Values = values;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>The values, one a row.</summary>
    public Array Values { get; }

    /// <summary>MLflow's type of the values.</summary>
    public ColumnType Type { get; }

    /// <summary>The type of the elements, without <c>?</c>.</summary>
    public Type ElementType { get; }

    /// <summary>The number of values.</summary>
    public int Length => Values.Length;

    /// <summary>Whether any value is missing: null or NaN.</summary>
    public bool HasMissing => Values switch
    {
        double[] numbers => numbers.AsSpan().ContainsAnyNaN(),
        float[] numbers => numbers.AsSpan().ContainsAnyNaN(),
        bool[] or int[] or long[] or DateTime[] => false,
        _ => FirstMissing() >= 0,
    };

    /// <summary>The value in a row; null where it is missing and the array can hold null.</summary>
    public object? this[int row] => Values.GetValue(row);

    /// <summary>The values as double, missing ones as NaN.</summary>
    /// <exception cref="ArgumentException">The column holds no numbers.</exception>
    public double[] ToDoubles() => Values as double[] ?? ColumnConversion.Doubles(this);

    /// <summary>The same values under another name.</summary>
    public TableColumn Named(string name) => new(name, Values);

    /// <summary>The first row whose value is missing, or -1.</summary>
    internal int FirstMissing()
    {
        for (var row = 0; row < Length; row++)
            if (Values.GetValue(row) is null or double.NaN or float.NaN) return row;
        return -1;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({TypeName.Of(Values.GetType())}, {Length} values)";
}

file static class NaNs
{
    public static bool ContainsAnyNaN(this Span<double> numbers)
    {
        foreach (var number in numbers)
            if (double.IsNaN(number)) return true;
        return false;
    }

    public static bool ContainsAnyNaN(this Span<float> numbers)
    {
        foreach (var number in numbers)
            if (float.IsNaN(number)) return true;
        return false;
    }
}
