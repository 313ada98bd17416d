using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using LineaSharp.Formats;
using LineaSharp.Models;

namespace LineaSharp.Python;

/// <summary>Makes values of a worker's JSON and blobs; the other side is <c>Encoder</c> in <c>Worker/linea_values.py</c>.</summary>
/// <remarks>
/// Null, bool, long, double, string, BigInteger, decimal, byte[], DateTime, DateTimeOffset and DateOnly; arrays of numbers, bool, string and DateTime for numpy's; <see cref="Table"/> for
/// pandas' DataFrame and Series; <c>IReadOnlyList&lt;object?&gt;</c> for lists and tuples; <c>IReadOnlyDictionary&lt;string, object?&gt;</c> for dicts.
/// </remarks>
internal sealed class ValueReader(IReadOnlyList<byte[]> blobs)
{
    public object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => Number(json),
        _ => Tagged(json),
    };

    private object? Tagged(JsonElement json)
    {
        var kind = json.GetProperty("$").GetString();
        var value = json.GetProperty("v");
        return kind switch
        {
            "list" => List(value),
            "dict" => Map(value),
            "float" => value.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity },
            "int" => BigInteger.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            "decimal" => decimal.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture),
            "bytes" => blobs[value.GetInt32()],
            "datetime" => Time(value.GetString()!),
            "date" => DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            "npy" => Npy(value),
            "strings" => Strings(json),
            "datetimes" => Datetimes(json),
            "table" => Table(json),
            _ => throw new FormatException($"the value is of the unknown kind '{kind}'"),
        };
    }

    private static object Number(JsonElement json) =>
        json.GetRawText().AsSpan().IndexOfAny(".eE") < 0 && json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble();

    private ReadOnlyCollection<object?> List(JsonElement items) => new(items.EnumerateArray().Select(Read).ToArray());

    private ReadOnlyDictionary<string, object?> Map(JsonElement entries)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var entry in entries.EnumerateArray()) map[entry[0].GetString()!] = Read(entry[1]);
        return new(map);
    }

    private static object Time(string text) => text.Length > 19 && text.AsSpan(19).IndexOfAny('+', '-') >= 0
        ? (object)DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
        : DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.None);

    private Array Npy(JsonElement blob)
    {
        using var stream = new MemoryStream(blobs[blob.GetInt32()], writable: false);
        return Formats.Npy.Read(stream);
    }

    private static Array Strings(JsonElement json)
    {
        var values = json.GetProperty("v").EnumerateArray().Select(v => v.GetString()).ToArray();
        return Shaped(values, json.GetProperty("shape"));
    }

    private Array Datetimes(JsonElement json)
    {
        var nanoseconds = Npy(json.GetProperty("v")).Cast<long>().ToArray();
        var times = nanoseconds.Select(n => n == long.MinValue ? (DateTime?)null : new DateTime(DateTime.UnixEpoch.Ticks + (n / 100), DateTimeKind.Unspecified)).ToArray();
        return times.All(t => t is not null) ? Shaped(times.Select(t => t!.Value).ToArray(), json.GetProperty("shape")) : Shaped(times, json.GetProperty("shape"));
    }

    private static Array Shaped<T>(T[] flat, JsonElement shape)
    {
        var lengths = shape.EnumerateArray().Select(n => n.GetInt32()).ToArray();
        if (lengths.Length == 1) return flat;
        var array = Array.CreateInstance(typeof(T), lengths);
        var index = new int[lengths.Length];
        foreach (var value in flat)
        {
            array.SetValue(value, index);
            for (var d = index.Length - 1; d >= 0 && ++index[d] == lengths[d]; d--) index[d] = 0;
        }
        return array;
    }

    private Table Table(JsonElement json) => new(json.GetProperty("v").EnumerateArray()
        .Select(c => new TableColumn(c.GetProperty("name").GetString()!, Read(c.GetProperty("values")) switch
        {
            Array array => array,
            IReadOnlyList<object?> values => Typed(values),
            var other => throw new FormatException($"a column is a {other?.GetType().Name ?? "null"}"),
        })).ToArray());

    // A column that pandas keeps as objects: of one type where all values are.
    private static Array Typed(IReadOnlyList<object?> values)
    {
        var types = values.Where(v => v is not null).Select(v => v!.GetType()).Distinct().ToArray();
        if (types is not [var one]) return values.ToArray();
        if (one == typeof(long)) return values.Select(v => (long?)v).ToArray();
        if (one == typeof(double)) return values.Select(v => v is null ? double.NaN : (double)v).ToArray();
        if (one == typeof(bool)) return values.Any(v => v is null) ? values.Select(v => (bool?)v).ToArray() : values.Select(v => (bool)v!).ToArray();
        if (one == typeof(DateTime)) return values.Select(v => (DateTime?)v).ToArray();
        if (one == typeof(DateOnly)) return values.Select(v => (DateOnly?)v).ToArray();
        return one == typeof(byte[]) ? values.Select(v => (byte[]?)v).ToArray() : values.ToArray();
    }
}
