using System.Collections;
using System.Numerics;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Array = System.Array;

namespace LineaSharp.DataFrames;

/// <summary>Arrow arrays of .NET's.</summary>
internal static class ArrowBuild
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IArrowArray Array(ArrowField field, Array values, string column) => ArrowArrayFactory.BuildArray(Data(field.DataType, values, column));

    /// <summary>An array without values, of any type.</summary>
    public static IArrowArray Empty(IArrowType type) => ArrowArrayFactory.BuildArray(EmptyData(type));

    private static ArrayData EmptyData(IArrowType type)
    {
        ArrowBuffer[] buffers = type switch
        {
            NullType => [],
            StructType or FixedSizeListType => [ArrowBuffer.Empty],
            StringType or BinaryType or LargeStringType or LargeBinaryType => [ArrowBuffer.Empty, new(new byte[8]), ArrowBuffer.Empty],
            ListType or LargeListType => [ArrowBuffer.Empty, new(new byte[8])],
            _ => [ArrowBuffer.Empty, ArrowBuffer.Empty],
        };
        var children = type is NestedType nested ? nested.Fields.Select(f => EmptyData(f.DataType)).ToArray() : [];
        return new(type, 0, 0, 0, buffers, children, type is DictionaryType dictionary ? EmptyData(dictionary.ValueType) : null);
    }

    private static ArrayData Data(IArrowType type, Array values, string column) => type switch
    {
        NullType => new(type, values.Length, values.Length, 0, System.Array.Empty<ArrowBuffer>()),
        BooleanType => Booleans(values),
        Int8Type => Fixed<sbyte, sbyte>(type, values, v => v),
        UInt8Type => Fixed<byte, byte>(type, values, v => v),
        Int16Type => Fixed<short, short>(type, values, v => v),
        UInt16Type => Fixed<ushort, ushort>(type, values, v => v),
        Int32Type => Fixed<int, int>(type, values, v => v),
        UInt32Type => Fixed<uint, uint>(type, values, v => v),
        Int64Type => Fixed<long, long>(type, values, v => v),
        UInt64Type => Fixed<ulong, ulong>(type, values, v => v),
        HalfFloatType => Fixed<Half, Half>(type, values, v => v),
        FloatType => Fixed<float, float>(type, values, v => v),
        DoubleType => Fixed<double, double>(type, values, v => v),
        Date32Type => Fixed<DateOnly, int>(type, values, v => v.DayNumber - UnixTimes.EpochDay),
        TimestampType time when Element(values) == typeof(DateTimeOffset) || First(values) is DateTimeOffset => Fixed<DateTimeOffset, long>(type, values, v => UnixTimes.Since(v.UtcTicks - UnixTimes.EpochTicks, time.Unit, column)),
        // A local time is the instant that it names on this machine.
        TimestampType time => Fixed<DateTime, long>(type, values, v => UnixTimes.Since((v.Kind == DateTimeKind.Local ? v.ToUniversalTime() : v).Ticks - UnixTimes.EpochTicks, time.Unit, column)),
        Time64Type time => Fixed<TimeOnly, long>(type, values, v => UnixTimes.Since(v.Ticks, time.Unit, column)),
        DurationType time => Fixed<TimeSpan, long>(type, values, v => UnixTimes.Since(v.Ticks, time.Unit, column)),
        Decimal128Type number => Fixed<decimal, Int128>(type, values, v => (Int128)Unscaled(v, number.Scale)),
        Decimal256Type number => Decimals256(number, values),
        StringType => Runs(type, values, v => Encode((string)v, column)),
        BinaryType => Runs(type, values, v => (byte[])v),
        ListType list => Lists(list, values, column),
        StructType parts => Structs(parts, values, column),
        _ => throw new InvalidOperationException($"No array of {type.Name}."),
    };

    private static ArrayData Fixed<T, TStored>(IArrowType type, Array values, Func<T, TStored> store) where T : struct where TStored : unmanaged
    {
        var stored = new TStored[values.Length];
        var validity = new Validity(values.Length);
        if (values is T[] all)
            for (var i = 0; i < all.Length; i++)
            {
                stored[i] = store(all[i]);
                validity.Add(true);
            }
        else
            foreach (var value in values.Cast<T?>())
            {
                if (value is { } there) stored[validity.Count] = store(there);
                validity.Add(value is not null);
            }
        return new(type, values.Length, validity.Nulls, 0, [validity.Buffer, Buffers.Of(stored)]);
    }

    private static ArrayData Booleans(Array values)
    {
        var bits = new byte[values.Length / 8 + 1];
        var validity = new Validity(values.Length);
        foreach (var value in values.Cast<bool?>())
        {
            if (value == true) Bits.Set(bits, validity.Count);
            validity.Add(value is not null);
        }
        return new(BooleanType.Default, values.Length, validity.Nulls, 0, [validity.Buffer, new ArrowBuffer(bits)]);
    }

    private static ArrayData Runs(IArrowType type, Array values, Func<object, byte[]> bytesOf)
    {
        var offsets = new int[values.Length + 1];
        var validity = new Validity(values.Length);
        using var bytes = new MemoryStream();
        foreach (var value in values)
        {
            if (value is not null) bytes.Write(bytesOf(value));
            validity.Add(value is not null);
            offsets[validity.Count] = checked((int)bytes.Length);
        }
        return new(type, values.Length, validity.Nulls, 0, [validity.Buffer, Buffers.Of(offsets), new ArrowBuffer(bytes.GetBuffer().AsMemory(0, (int)bytes.Length))]);
    }

    private static byte[] Encode(string text, string column)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw FrameErrors.CannotSave(column, "string", $"a text has half of a surrogate pair at {e.Index}, which UTF-8 cannot say");
        }
    }

    private static ArrayData Decimals256(Decimal256Type type, Array values)
    {
        var bytes = new byte[values.Length * 32];
        var validity = new Validity(values.Length);
        foreach (var value in values.Cast<decimal?>())
        {
            if (value is { } number)
            {
                var to = bytes.AsSpan(validity.Count * 32, 32);
                var unscaled = Unscaled(number, type.Scale);
                to.Fill(unscaled.Sign < 0 ? (byte)0xFF : (byte)0);
                unscaled.TryWriteBytes(to, out _);
            }
            validity.Add(value is not null);
        }
        return new(type, values.Length, validity.Nulls, 0, [validity.Buffer, new ArrowBuffer(bytes)]);
    }

    private static BigInteger Unscaled(decimal number, int scale)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(number, parts);
        var whole = ((BigInteger)(uint)parts[2] << 64) | ((BigInteger)(uint)parts[1] << 32) | (uint)parts[0];
        return (parts[3] < 0 ? -whole : whole) * BigInteger.Pow(10, scale - number.Scale);
    }

    private static ArrayData Lists(ListType type, Array values, string column)
    {
        var rows = values.Cast<object?>().Select(v => v as Array ?? (v as IEnumerable)?.Cast<object?>().ToArray()).ToArray();
        var offsets = new int[rows.Length + 1];
        var validity = new Validity(rows.Length);
        foreach (var row in rows)
        {
            validity.Add(row is not null);
            offsets[validity.Count] = checked(offsets[validity.Count - 1] + (row?.Length ?? 0));
        }
        // One array of the items' own type where the rows agree on it.
        var element = rows.Select(r => r?.GetType().GetElementType()).Where(t => t is not null).Distinct().ToArray() is [{ } one] ? one : typeof(object);
        var items = System.Array.CreateInstance(element, offsets[^1]);
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] is { } row) System.Array.Copy(row, 0, items, offsets[i], row.Length);
        return new(type, rows.Length, validity.Nulls, 0, [validity.Buffer, Buffers.Of(offsets)], [Data(type.ValueDataType, items, column)]);
    }

    private static ArrayData Structs(StructType type, Array values, string column)
    {
        var rows = values.Cast<IReadOnlyDictionary<string, object?>?>().ToArray();
        var validity = new Validity(rows.Length);
        foreach (var row in rows) validity.Add(row is not null);
        var parts = type.Fields.Select(f => Data(f.DataType, rows.Select(r => r?.GetValueOrDefault(f.Name)).ToArray(), $"{column}.{f.Name}"));
        return new(type, rows.Length, validity.Nulls, 0, [validity.Buffer], parts.ToArray());
    }

    private static Type Element(Array values) => values.GetType().GetElementType() is { } e ? Nullable.GetUnderlyingType(e) ?? e : typeof(object);

    private static object? First(Array values) => values.Cast<object?>().FirstOrDefault(v => v is not null);
}
