using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;
using Array = System.Array;

namespace LineaSharp.DataFrames;

/// <summary>.NET arrays of Arrow's.</summary>
internal static class ArrowValues
{
    private static readonly BigInteger MaxMantissa = (BigInteger.One << 96) - 1;

    /// <summary>The values of a column of any number of parts; elements can be null where one is.</summary>
    public static Array Of(string column, ChunkedArray chunks)
    {
        var parts = Enumerable.Range(0, chunks.ArrayCount).Select(chunks.ArrowArray).ToArray();
        var hasNulls = parts.Any(p => p.NullCount > 0 || p is DictionaryArray { Dictionary.NullCount: > 0 });
        if (parts.Length == 1) return Of(parts[0], hasNulls, column);
        if (parts.Length > 1 && chunks.DataType is NestedType) return Of(ArrowArrayConcatenator.Concatenate(parts), hasNulls, column);
        var arrays = parts.Select(p => Of(p, hasNulls, column)).ToArray();
        var element = arrays.Length > 0 ? arrays[0].GetType().GetElementType()! : Of(ArrowBuild.Empty(chunks.DataType), false, column).GetType().GetElementType()!;
        var all = Array.CreateInstance(element, arrays.Sum(a => a.Length));
        var at = 0;
        foreach (var array in arrays)
        {
            Array.Copy(array, 0, all, at, array.Length);
            at += array.Length;
        }
        return all;
    }

    public static Array Of(IArrowArray array, bool hasNulls, string column) => array switch
    {
        NullArray => new object?[array.Length],
        BooleanArray a => Each(a, hasNulls, i => a.GetValue(i)!.Value),
        Int8Array a => Same(a, hasNulls),
        UInt8Array a => Same(a, hasNulls),
        Int16Array a => Same(a, hasNulls),
        UInt16Array a => Same(a, hasNulls),
        Int32Array a => Same(a, hasNulls),
        UInt32Array a => Same(a, hasNulls),
        Int64Array a => Same(a, hasNulls),
        UInt64Array a => Same(a, hasNulls),
        HalfFloatArray a => Same(a, hasNulls),
        FloatArray a => Same(a, hasNulls),
        DoubleArray a => Same(a, hasNulls),
        Date32Array a => Each(a, hasNulls, i => UnixTimes.Date(a.Values[i], column)),
        Date64Array a => Each(a, hasNulls, i => UnixTimes.Date(Math.DivRem(a.Values[i], 86_400_000) is var (days, rest) && rest < 0 ? days - 1 : a.Values[i] / 86_400_000, column)),
        TimestampArray a => Each(a, hasNulls, i => UnixTimes.DateTime(a.Values[i], (TimestampType)a.Data.DataType, column)),
        Time32Array a => Each(a, hasNulls, i => UnixTimes.Time(a.Values[i], ((Time32Type)a.Data.DataType).Unit, column)),
        Time64Array a => Each(a, hasNulls, i => UnixTimes.Time(a.Values[i], ((Time64Type)a.Data.DataType).Unit, column)),
        DurationArray a => Each(a, hasNulls, i => new TimeSpan(UnixTimes.Ticks(a.Values[i], a.DataType.Unit, column))),
        Decimal32Array or Decimal64Array or Decimal128Array or Decimal256Array => Decimals((FixedSizeBinaryArray)array, hasNulls, column),
        FixedSizeBinaryArray a => Objects(a, i => a.GetBytes(i).ToArray()),
        StringArray a => Objects(a, i => a.GetString(i)),
        LargeStringArray a => Objects(a, i => a.GetString(i)),
        StringViewArray a => Objects(a, i => a.GetString(i)),
        BinaryArray a => Objects(a, i => a.GetBytes(i).ToArray()),
        LargeBinaryArray a => Objects(a, i => a.GetBytes(i).ToArray()),
        BinaryViewArray a => Objects(a, i => a.GetBytes(i).ToArray()),
        DictionaryArray a => Looked(a, hasNulls, column),
        MapArray a => Maps(a, column),
        ListArray a => Lists(a, Of(a.Values, a.Values.NullCount > 0, column), i => (a.ValueOffsets[i], a.ValueOffsets[i + 1])),
        LargeListArray a => Lists(a, Of(a.Values, a.Values.NullCount > 0, column), i => ((int)a.ValueOffsets[i], (int)a.ValueOffsets[i + 1])),
        FixedSizeListArray a => Lists(a, Of(a.Values, a.Values.NullCount > 0, column), i => ((a.Offset + i) * Size(a), (a.Offset + i + 1) * Size(a))),
        StructArray a => Structs(a, column),
        _ => throw FrameErrors.CannotHold(column, array.Data.DataType.Name, "table", "there is no such type in .NET's tables"),
    };

    private static Array Same<T>(PrimitiveArray<T> array, bool hasNulls) where T : struct, IEquatable<T> =>
        hasNulls ? Each(array, hasNulls, i => array.Values[i]) : array.Values.ToArray();

    private static Array Each<T>(IArrowArray array, bool hasNulls, Func<int, T> at) where T : struct
    {
        if (hasNulls)
        {
            var nullable = new T?[array.Length];
            for (var i = 0; i < nullable.Length; i++) nullable[i] = array.IsNull(i) ? null : at(i);
            return nullable;
        }
        var values = new T[array.Length];
        for (var i = 0; i < values.Length; i++) values[i] = at(i);
        return values;
    }

    private static T?[] Objects<T>(IArrowArray array, Func<int, T?> at) where T : class
    {
        var values = new T?[array.Length];
        for (var i = 0; i < values.Length; i++) values[i] = array.IsNull(i) ? null : at(i);
        return values;
    }

    private static Array Decimals(FixedSizeBinaryArray array, bool hasNulls, string column)
    {
        var (precision, scale) = array.Data.DataType switch
        {
            Decimal32Type t => (t.Precision, t.Scale),
            Decimal64Type t => (t.Precision, t.Scale),
            Decimal128Type t => (t.Precision, t.Scale),
            Decimal256Type t => (t.Precision, t.Scale),
            var type => throw new InvalidOperationException($"{type.Name} is no decimal."),
        };
        return Each(array, hasNulls, i => Decimal(new BigInteger(array.GetBytes(i)), scale)
            ?? throw FrameErrors.CannotHold(column, $"decimal({precision}, {scale})", "decimal", "a value has more than its 28 or 29 digits"));
    }

    // Zeros at the end may go; digits may not.
    private static decimal? Decimal(BigInteger unscaled, int scale)
    {
        var (magnitude, left) = (BigInteger.Abs(unscaled), scale);
        for (; left < 0; left++) magnitude *= 10;
        while (left > 0 && (left > 28 || magnitude > MaxMantissa))
        {
            var shorter = BigInteger.DivRem(magnitude, 10, out var digit);
            if (!digit.IsZero) return null;
            (magnitude, left) = (shorter, left - 1);
        }
        if (magnitude > MaxMantissa) return null;
        var (low, mid, high) = ((uint)(magnitude & uint.MaxValue), (uint)((magnitude >> 32) & uint.MaxValue), (uint)(magnitude >> 64));
        return new decimal(unchecked((int)low), unchecked((int)mid), unchecked((int)high), unscaled.Sign < 0, (byte)left);
    }

    private static Array Looked(DictionaryArray array, bool hasNulls, string column)
    {
        var dictionary = Of(array.Dictionary, hasNulls, column);
        var values = Array.CreateInstance(dictionary.GetType().GetElementType()!, array.Length);
        for (var i = 0; i < values.Length; i++)
            if (!array.Indices.IsNull(i)) values.SetValue(dictionary.GetValue(DictionaryIndex.At(array.Indices, i)), i);
        return values;
    }

    private static int Size(FixedSizeListArray array) => ((FixedSizeListType)array.Data.DataType).ListSize;

    private static Array Lists(IArrowArray array, Array items, Func<int, (int Start, int End)> range)
    {
        var element = items.GetType().GetElementType()!;
        var lists = Array.CreateInstance(items.GetType(), array.Length);
        for (var i = 0; i < lists.Length; i++)
        {
            if (array.IsNull(i)) continue;
            var (start, end) = range(i);
            var list = Array.CreateInstance(element, end - start);
            Array.Copy(items, start, list, 0, list.Length);
            lists.SetValue(list, i);
        }
        return lists;
    }

    private static object?[] Structs(StructArray array, string column)
    {
        var names = ((StructType)array.Data.DataType).Fields.Select(f => f.Name).ToArray();
        var parts = array.Fields.Select((f, i) => Of(f, f.NullCount > 0, $"{column}.{names[i]}")).ToArray();
        return Objects<object>(array, i => names.Zip(parts, (name, part) => (name, Value: part.GetValue(i))).DistinctBy(p => p.name).ToDictionary(p => p.name, p => p.Value, StringComparer.Ordinal));
    }

    private static object?[] Maps(MapArray array, string column)
    {
        var keys = Of(array.Keys, array.Keys.NullCount > 0, column) as string?[]
            ?? throw FrameErrors.CannotHold(column, array.Data.DataType.Name, "table", "only maps with texts as keys become dictionaries");
        var values = Of(array.Values, array.Values.NullCount > 0, column);
        return Objects<object>(array, row =>
        {
            var map = new Dictionary<string, object?>(StringComparer.Ordinal);
            for (var i = array.ValueOffsets[row]; i < array.ValueOffsets[row + 1]; i++) map[keys[i] ?? ""] = values.GetValue(i);
            return map;
        });
    }
}
