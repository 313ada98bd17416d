using System.Globalization;

namespace LineaSharp.Models;

/// <summary>Tables in a scoring request, in the types that the signature names.</summary>
internal static class ServingTable
{
    public static Table OfSplit(object? value, ModelSignature? signature)
    {
        if (value is not IReadOnlyDictionary<string, object?> split || split.GetValueOrDefault("data") is not IReadOnlyList<object?> data)
            throw new ArgumentException("dataframe_split is an object with data (a list of rows), and columns and index where there are any.");
        var rows = data.Select((row, i) => row as IReadOnlyList<object?> ?? throw new ArgumentException($"dataframe_split: row {i} is no list.")).ToArray();
        var names = split.GetValueOrDefault("columns") switch
        {
            IReadOnlyList<object?> columns => columns.Select(c => c as string ?? Convert.ToString(c, CultureInfo.InvariantCulture) ?? "").ToArray(),
            null => Enumerable.Range(0, rows.FirstOrDefault()?.Count ?? 0).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray(),
            _ => throw new ArgumentException("dataframe_split: columns is a list of names."),
        };
        if (Array.FindIndex(rows, r => r.Count != names.Length) is >= 0 and var wrong) throw new ArgumentException($"dataframe_split: row {wrong} has {rows[wrong].Count} values for {names.Length} columns.");
        return new Table(names.Select((name, i) => Column(name, rows.Select(r => r[i]).ToArray(), signature)).ToArray());
    }

    public static Table OfRecords(object? value, ModelSignature? signature)
    {
        if (value is not IReadOnlyList<object?> list) throw new ArgumentException("dataframe_records is a list of objects, one for each row.");
        var rows = list.Select((row, i) => row as IReadOnlyDictionary<string, object?> ?? throw new ArgumentException($"dataframe_records: row {i} is no object.")).ToArray();
        var names = rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal);
        return new Table(names.Select(name => Column(name, rows.Select(r => r.GetValueOrDefault(name)).ToArray(), signature)).ToArray());
    }

    public static TableColumn Column(string name, IReadOnlyList<object?> values, ModelSignature? signature)
    {
        var spec = signature?.Inputs?.OfType<ColumnSpec>().FirstOrDefault(c => c.Name == name)?.Type;
        var hasNull = values.Any(v => v is null);
        return new TableColumn(name, spec switch
        {
            _ when spec == ColumnType.Double => Each(values, v => Number(name, v) ?? double.NaN),
            _ when spec == ColumnType.Float => Each(values, v => (float)(Number(name, v) ?? double.NaN)),
            _ when spec == ColumnType.Long && hasNull => Each(values, v => Whole(name, v)),
            _ when spec == ColumnType.Long => Each(values, v => Whole(name, v)!.Value),
            _ when spec == ColumnType.Integer && hasNull => Each(values, v => (int?)Whole(name, v)),
            _ when spec == ColumnType.Integer => Each(values, v => checked((int)Whole(name, v)!.Value)),
            _ when spec == ColumnType.DateTime && hasNull => Each(values, v => Time(name, v)),
            _ when spec == ColumnType.DateTime => Each(values, v => Time(name, v)!.Value),
            _ when spec == ColumnType.Binary => Each(values, v => v is null ? null : Bytes(name, v)),
            _ => TypedValues.Of(name, values),
        });
    }

    public static double? Number(string name, object? value) => value switch
    {
        null => null,
        double number => number,
        long whole => whole,
        System.Numerics.BigInteger big => (double)big,
        _ => throw Unfit(name, value, "a number"),
    };

    private static long? Whole(string name, object? value) => value switch
    {
        null => null,
        long whole => whole,
        double number when Math.Floor(number) == number && Math.Abs(number) < 1L << 53 => (long)number,
        _ => throw Unfit(name, value, "a whole number"),
    };

    private static DateTime? Time(string name, object? value) => value switch
    {
        null => null,
        string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) => time,
        _ => throw Unfit(name, value, "a date and time in the form of ISO 8601"),
    };

    private static byte[] Bytes(string name, object value)
    {
        if (value is not string text) throw Unfit(name, value, "bytes in Base64");
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Unfit(name, value, "bytes in Base64");
        }
    }

    private static ArgumentException Unfit(string name, object value, string wanted) =>
        new($"The column '{name}' takes {wanted}; {(value is string text ? $"\"{(text.Length > 40 ? text[..40] + "…" : text)}\"" : Convert.ToString(value, CultureInfo.InvariantCulture))} was given.");

    private static T[] Each<T>(IReadOnlyList<object?> values, Func<object?, T> convert)
    {
        var array = new T[values.Count];
        for (var i = 0; i < array.Length; i++) array[i] = convert(values[i]);
        return array;
    }
}
