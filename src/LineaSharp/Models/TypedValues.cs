using System.Globalization;
using LineaSharp.Internal;

namespace LineaSharp.Models;

/// <summary>Values of a column that came one by one, as an array of their type.</summary>
internal static class TypedValues
{
    /// <exception cref="ArgumentException">The values are of types that do not go together; the message names the column.</exception>
    public static Array Of(string column, IReadOnlyList<object?> values)
    {
        var types = values.Where(v => v is not null).Select(v => v!.GetType()).Distinct().ToArray();
        var hasNull = values.Any(v => v is null);
        if (types.Length == 0) return values.ToArray();
        if (types.All(IsNumber)) return Numbers(types, values, hasNull);
        if (types.Length > 1 && types.All(t => t == typeof(string) || t == typeof(bool) || IsNumber(t) || t == typeof(DateTime)))
            throw new ArgumentException($"The column '{column}' mixes {string.Join(" and ", types.Select(TypeName.Of))} values. Give all of them in one type.");
        if (types is [var one])
        {
            if (one == typeof(string)) return Array(values, v => (string?)v);
            if (one == typeof(bool)) return hasNull ? Array(values, v => (bool?)v) : Array(values, v => (bool)v!);
            if (one == typeof(DateTime)) return hasNull ? Array(values, v => (DateTime?)v) : Array(values, v => (DateTime)v!);
            if (one == typeof(byte[])) return Array(values, v => (byte[]?)v);
        }
        return values.ToArray();
    }

    private static Array Numbers(Type[] types, IReadOnlyList<object?> values, bool hasNull)
    {
        if (types is [var one] && one == typeof(int)) return hasNull ? Array(values, v => (int?)v) : Array(values, v => (int)v!);
        if (types is [var single] && single == typeof(float) && !hasNull) return Array(values, v => (float)v!);
        if (types.All(IsWhole)) return hasNull ? Array(values, v => v is null ? null : Long(v)) : Array(values, v => Long(v!)!.Value);
        return Array(values, v => v is null ? double.NaN : v is Half half ? (double)half : Convert.ToDouble(v, CultureInfo.InvariantCulture));
    }

    private static long? Long(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static bool IsWhole(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Int64;

    private static bool IsNumber(Type type) => !type.IsEnum && (Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal || type == typeof(Half));

    private static T[] Array<T>(IReadOnlyList<object?> values, Func<object?, T> convert)
    {
        var array = new T[values.Count];
        for (var i = 0; i < array.Length; i++) array[i] = convert(values[i]);
        return array;
    }
}
