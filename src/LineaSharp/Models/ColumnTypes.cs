using System.Collections;

namespace LineaSharp.Models;

/// <summary>MLflow's types of .NET's values.</summary>
internal static class ColumnTypes
{
    private static readonly Dictionary<Type, ColumnType> Simple = new()
    {
        [typeof(bool)] = ColumnType.Boolean,
        [typeof(sbyte)] = ColumnType.Integer, [typeof(byte)] = ColumnType.Integer, [typeof(short)] = ColumnType.Integer, [typeof(ushort)] = ColumnType.Integer,
        [typeof(int)] = ColumnType.Integer, [typeof(uint)] = ColumnType.Long, [typeof(long)] = ColumnType.Long, [typeof(ulong)] = ColumnType.Long,
        [typeof(Half)] = ColumnType.Float, [typeof(float)] = ColumnType.Float, [typeof(double)] = ColumnType.Double, [typeof(decimal)] = ColumnType.Double,
        [typeof(string)] = ColumnType.String, [typeof(byte[])] = ColumnType.Binary,
        [typeof(DateTime)] = ColumnType.DateTime, [typeof(DateTimeOffset)] = ColumnType.DateTime, [typeof(DateOnly)] = ColumnType.DateTime,
        // MLflow has no type for these; as text they survive.
        [typeof(TimeOnly)] = ColumnType.String, [typeof(TimeSpan)] = ColumnType.String,
    };

    /// <summary>The type of a column, by its elements' type and, where that is object, by the values; null when MLflow has none.</summary>
    public static ColumnType? Of(Type element, IEnumerable values)
    {
        if (Simple.TryGetValue(element, out var simple)) return simple;
        if (element.IsArray) return OfValues(values);
        return element == typeof(object) || typeof(IEnumerable).IsAssignableFrom(element) ? OfValues(values) : null;
    }

    // Null values say nothing; values that disagree make it any.
    private static ColumnType? OfValues(IEnumerable values)
    {
        ColumnType? all = null;
        foreach (var value in values)
        {
            if (value is null) continue;
            if (OfValue(value) is not { } type) return null;
            if (all is not null && all != type) return ColumnType.Any;
            all = type;
        }
        return all ?? ColumnType.Any;
    }

    private static ColumnType? OfValue(object value) => value switch
    {
        _ when Simple.TryGetValue(value.GetType(), out var simple) => simple,
        IReadOnlyDictionary<string, object?> map => ColumnType.Object(map.Select(p => new ObjectProperty(p.Key, p.Value is null ? ColumnType.Any : OfValue(p.Value) ?? ColumnType.Any)).ToArray()),
        Array array => Of(Nullable.GetUnderlyingType(array.GetType().GetElementType()!) ?? array.GetType().GetElementType()!, array) is { } items ? ColumnType.ArrayOf(items) : null,
        IEnumerable list => OfValues(list) is { } items ? ColumnType.ArrayOf(items) : null,
        _ => null,
    };
}
