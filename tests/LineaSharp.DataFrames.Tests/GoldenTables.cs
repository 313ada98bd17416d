using System.Globalization;
using System.Text.Json;
using LineaSharp.Testing;

namespace LineaSharp.DataFrames.Tests;

/// <summary>The files that other libraries wrote, and the values that they put in (Golden/README.md).</summary>
internal static class GoldenTables
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllText(PathOf("expected.json"))).RootElement;

    public static readonly string[] All = Directory.GetFiles(PathOf("")).Select(f => Path.GetFileName(f)!).Where(f => f.EndsWith(".parquet", StringComparison.Ordinal) || f.Contains(".arrow", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();

    public static IEnumerable<string> Columns => Expected.EnumerateObject().Select(c => c.Name);

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(PathOf(file));

    public static Task<T> LoadAsync<T>(string file, params string[] columns) => LoadBytesAsync<T>(file, Bytes(file), columns);

    public static async Task<T> LoadBytesAsync<T>(string file, byte[] bytes, params string[] columns)
    {
        var options = new TableFileOptions { Columns = columns.Length == 0 ? null : columns };
        using var saved = await SavedFiles.OfAsync(file.EndsWith(".parquet", StringComparison.Ordinal) ? new ParquetFormat(options) : new ArrowFormat(options), ("some.file", bytes));
        return await saved.LoadAsync<T>();
    }

    /// <summary>The values of a column as texts that do not depend on the type that holds them.</summary>
    public static string[] ExpectedTexts(string column) => Expected.GetProperty(column).GetProperty("values").EnumerateArray().Select(v => Text(column, v)).ToArray();

    /// <summary>A value of a table as such a text.</summary>
    public static string Text(string column, object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        double d => Number(d),
        float f => Number(f),
        string s => $"'{s}'",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        // Ticks, as what is expected is counted in other units.
        DateTime time => $"{(time - DateTime.UnixEpoch).Ticks} {time.Kind}",
        TimeSpan time => time.Ticks.ToString(CultureInfo.InvariantCulture),
        decimal number => Trimmed(number.ToString(CultureInfo.InvariantCulture)),
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(", ", map.Select(p => $"{p.Key}: {Text(column, p.Value)}"))}}}",
        Array list => $"[{string.Join(", ", list.Cast<object?>().Select(v => Text(column, v)))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static string Text(string column, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.String => $"'{value.GetString()}'",
        JsonValueKind.Number => Number(column, value.GetRawText()),
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(v => Text(column, v)))}]",
        _ when value.TryGetProperty("int", out var v) => Number(column, v.GetString()!),
        _ when value.TryGetProperty("hex", out var v) => v.GetString()!,
        _ when value.TryGetProperty("iso", out var v) => column == "time_us" ? TimeOnly.Parse(v.GetString()!, CultureInfo.InvariantCulture).ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture) : v.GetString()!,
        _ when value.TryGetProperty("decimal", out var v) => Trimmed(v.GetString()!.StartsWith("0E", StringComparison.Ordinal) ? "0" : v.GetString()!),
        _ when value.TryGetProperty("float", out var v) => Number(v.GetString() switch { "nan" => double.NaN, "-inf" => double.NegativeInfinity, _ => double.PositiveInfinity }),
        _ => $"{{{string.Join(", ", value.EnumerateObject().Select(p => $"{p.Name}: {Text(column, p.Value)}"))}}}",
    };

    private static string Number(string column, string text) => column switch
    {
        "ts_ms" => $"{Int128.Parse(text, CultureInfo.InvariantCulture) * 10_000} Unspecified",
        "ts_us" => $"{Int128.Parse(text, CultureInfo.InvariantCulture) * 10} Unspecified",
        // .NET counts hundreds of nanoseconds; what is below is cut off, towards the past.
        "ts_ns_utc" => $"{Math.Floor(decimal.Parse(text, CultureInfo.InvariantCulture) / 100)} Utc",
        "duration_ms" => $"{long.Parse(text, CultureInfo.InvariantCulture) * 10_000}",
        "float32" or "float64" => Number(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => text,
    };

    private static string Number(double value) => double.IsNegative(value) && value == 0 ? "-0" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Trimmed(string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;
}
