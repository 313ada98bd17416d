using System.Globalization;
using LineaSharp.Models;

namespace LineaSharp.Python;

/// <summary>A value of Python as the type that a caller asks for, where nothing is lost.</summary>
internal static class ValueConversion
{
    /// <exception cref="LineaException">TypeMismatch: the value is of another type; the message names it.</exception>
    public static T To<T>(object? value, string pythonType)
    {
        if (value is T fitting) return fitting;
        if (value is null && default(T) is null) return default!;
        return Convert(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) is T converted ? converted : throw PythonErrors.IsAnother(pythonType, value, typeof(T));
    }

    /// <summary>A prediction, or an input, as a model has it.</summary>
    public static ModelData ToModelData(object? value) => value switch
    {
        Table table => ModelData.OfTable(table),
        byte[] bytes => ModelData.OfJson(System.Convert.ToBase64String(bytes)),
        Array array => ModelData.OfTensor(array),
        IReadOnlyDictionary<string, object?> map when map.Count > 0 && map.Values.All(v => v is Array and not byte[]) => ModelData.OfTensors(map.ToDictionary(e => e.Key, e => (Array)e.Value!, StringComparer.Ordinal)),
        _ => ModelData.OfJson(value),
    };

    private static object? Convert(object? value, Type type)
    {
        if (type == typeof(ModelData)) return ToModelData(value);
        return value switch
        {
            long whole => Whole(whole, type),
            double number when type == typeof(float) => (float)number,
            bool or string or null => null,
            DateTimeOffset time when type == typeof(DateTime) => time.UtcDateTime,
            IReadOnlyList<object?> list => ListAs(list, type),
            _ => null,
        };
    }

    private static object? Whole(long whole, Type type)
    {
        if (type == typeof(double)) return (double)whole;
        if (type == typeof(System.Numerics.BigInteger)) return (System.Numerics.BigInteger)whole;
        if (type == typeof(decimal)) return (decimal)whole;
        try
        {
            return Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 ? System.Convert.ChangeType(whole, type, CultureInfo.InvariantCulture) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static Array? ListAs(IReadOnlyList<object?> list, Type type)
    {
        if (type == typeof(long[]) && list.All(v => v is long)) return list.Cast<long>().ToArray();
        if (type == typeof(int[]) && list.All(v => v is >= (long)int.MinValue and <= (long)int.MaxValue)) return list.Select(v => (int)(long)v!).ToArray();
        if (type == typeof(double[]) && list.All(v => v is long or double)) return list.Select(v => System.Convert.ToDouble(v, CultureInfo.InvariantCulture)).ToArray();
        if (type == typeof(string[]) && list.All(v => v is string)) return list.Cast<string>().ToArray();
        if (type == typeof(bool[]) && list.All(v => v is bool)) return list.Cast<bool>().ToArray();
        return type == typeof(object[]) ? list.ToArray() : null;
    }
}
