using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using LineaSharp.Formats;
using LineaSharp.Models;

namespace LineaSharp.Python;

/// <summary>Makes JSON and blobs of values for a worker; the other side is <c>Decoder</c> in <c>Worker/linea_values.py</c>.</summary>
/// <remarks>
/// Null, bool, text, whole and finite floating-point numbers are JSON's own. Everything else is an object <c>{"$": kind, …}</c>: list, dict, float (NaN, infinities), int (beyond 64
/// bits), decimal, bytes, datetime, date, npy, strings, datetimes, table, ref. A blob is named by its number.
/// </remarks>
internal sealed class ValueWriter(PythonSession session)
{
    private const int MaxDepth = 90;

    private static readonly NpyFormat Numeric = new();
    private readonly List<byte[]> _blobs = [];
    private readonly List<PythonObject> _references = [];

    public IReadOnlyList<byte[]> Blobs => _blobs;

    /// <exception cref="ArgumentException">The value, or one in it, has no form in Python, or is of another session.</exception>
    public JsonNode? Write(object? value, int depth = 0)
    {
        if (depth > MaxDepth) throw new ArgumentException($"The value is nested deeper than {MaxDepth} levels.", nameof(value));
        return value switch
        {
            null => null,
            bool truth => JsonValue.Create(truth),
            string text => Text(text),
            char c => Text(c.ToString()),
            sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            ulong big => Whole(big),
            BigInteger big => Whole(big),
            float or double or Half => Number(value),
            decimal number => Tagged("decimal", number.ToString(CultureInfo.InvariantCulture)),
            byte[] bytes => Tagged("bytes", Blob(bytes)),
            DateTime time => Tagged("datetime", Time(time)),
            DateTimeOffset time => Tagged("datetime", time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture)),
            DateOnly date => Tagged("date", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            PythonObject reference => Reference(reference),
            Table table => Table(table, depth),
            ModelData data => Write((object?)data.Table ?? data.Tensor ?? (object?)data.Tensors ?? data.Json, depth),
            Array array => Tensor(array, depth),
            IReadOnlyDictionary<string, object?> map => Map(map, depth),
            IReadOnlyDictionary<string, Array> map => Map(map.Select(e => KeyValuePair.Create(e.Key, (object?)e.Value)), depth),
            IDictionary map => Map(map.Keys.Cast<object>().Select(k => KeyValuePair.Create(k as string ?? throw PythonErrors.NoSuchArgument(map.GetType()), map[k])), depth),
            IEnumerable list => List(list, depth),
            _ => throw PythonErrors.NoSuchArgument(value.GetType()),
        };
    }

    private JsonObject Reference(PythonObject reference)
    {
        _references.Add(reference);
        return Tagged("ref", reference.NumberIn(session));
    }

    private JsonObject Tensor(Array array, int depth)
    {
        if (array is string?[] or string?[,] || array.GetType().GetElementType() == typeof(string))
            return new() { ["$"] = "strings", ["shape"] = Shape(array), ["v"] = new JsonArray([.. array.Cast<string?>().Select(s => s is null ? null : Text(s))]) };
        if (array is DateTime[] or DateTimeOffset[] or DateTime?[]) return Datetimes(array);
        // byte[] of one dimension is bytes; more dimensions are numbers.
        if (Numeric.CanLoadAs(array.GetType())) return Tagged("npy", Npy(array));
        return array.Rank == 1 ? List(array, depth) : throw PythonErrors.NoSuchArgument(array.GetType());
    }

    private JsonObject Table(Table table, int depth) => new()
    {
        ["$"] = "table",
        ["rows"] = table.RowCount,
        ["v"] = new JsonArray([.. table.Columns.Select(c => new JsonObject { ["name"] = Text(c.Name), ["values"] = Column(c, depth) })]),
    };

    // Missing whole numbers make the column float64 with NaN, as pandas itself does on reading a table; missing truth values make it one of objects.
    private JsonObject Column(TableColumn column, int depth)
    {
        if (column.Values is byte[] numbers) return Tagged("npy", Npy(numbers));
        if (column.ElementType == typeof(decimal)) return Tagged("npy", Npy(column.ToDoubles()));
        if (column.ElementType == typeof(DateTime) || column.ElementType == typeof(DateTimeOffset) || column.ElementType == typeof(DateOnly)) return Datetimes(column.Values);
        var isNullable = Nullable.GetUnderlyingType(column.Values.GetType().GetElementType()!) is not null;
        if (!isNullable) return Tensor(column.Values, depth);
        if (column.ElementType != typeof(bool)) return Tagged("npy", Npy(column.ToDoubles()));
        return column.Values.Cast<bool?>().Any(v => v is null) ? List(column.Values, depth) : Tagged("npy", Npy(column.Values.Cast<bool>().ToArray()));
    }

    // numpy's datetime64[ns]: nanoseconds since 1970, the smallest number for a missing one.
    private JsonObject Datetimes(Array times) => Tagged("datetimes", Npy(times.Cast<object?>().Select(Nanoseconds).ToArray()), key: "v");

    private static long Nanoseconds(object? value)
    {
        var time = value switch
        {
            null => (DateTime?)null,
            DateTimeOffset offset => offset.UtcDateTime,
            DateOnly date => date.ToDateTime(TimeOnly.MinValue),
            _ => (DateTime)value,
        };
        if (time is null) return long.MinValue;
        var ticks = time.Value.Ticks - DateTime.UnixEpoch.Ticks;
        return Math.Abs(ticks) <= long.MaxValue / 100 ? ticks * 100 : throw new ArgumentException($"The time {time:O} lies outside the years 1678 to 2261, which numpy's nanoseconds can hold.");
    }

    private JsonObject Map(IEnumerable<KeyValuePair<string, object?>> entries, int depth) =>
        new() { ["$"] = "dict", ["v"] = new JsonArray([.. entries.Select(e => new JsonArray(Text(e.Key), Write(e.Value, depth + 1)))]) };

    private JsonObject List(IEnumerable items, int depth) =>
        new() { ["$"] = "list", ["v"] = new JsonArray([.. items.Cast<object?>().Select(v => Write(v, depth + 1))]) };

    private int Npy(Array array)
    {
        using var stream = new MemoryStream();
        try
        {
            Formats.Npy.Write(stream, array);
        }
        catch (Exception e) when (e is IOException or OutOfMemoryException)
        {
            throw PythonErrors.TooLarge(array.LongLength, e);
        }
        return Blob(stream.ToArray());
    }

    private int Blob(byte[] bytes)
    {
        _blobs.Add(bytes);
        return _blobs.Count - 1;
    }

    private static JsonArray Shape(Array array) => new([.. Enumerable.Range(0, array.Rank).Select(d => JsonValue.Create(array.GetLength(d)))]);

    private static JsonNode Number(object value)
    {
        var number = value is Half half ? (double)half : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number)) return Tagged("float", double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf");
        // 1.0 stays a float in Python: JSON's 1 would be an int.
        return number == Math.Floor(number) ? Tagged("float", number.ToString("R", CultureInfo.InvariantCulture)) : JsonValue.Create(number);
    }

    private static JsonNode Whole(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? JsonValue.Create((long)number) : Tagged("int", number.ToString(CultureInfo.InvariantCulture));

    private static string Time(DateTime time) => time.ToString(time.Kind == DateTimeKind.Utc ? "yyyy-MM-ddTHH:mm:ss.ffffff+00:00" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static JsonValue Text(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) throw new ArgumentException("The text has half a surrogate pair, which is no Unicode.");
            i++;
        }
        return JsonValue.Create(text);
    }

    private static JsonObject Tagged<T>(string kind, T value, string key = "v") => new() { ["$"] = kind, [key] = JsonValue.Create(value) };
}
