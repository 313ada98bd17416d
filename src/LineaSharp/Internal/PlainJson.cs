using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace LineaSharp.Internal;

/// <summary>Reads JSON text as plain values: those that <see cref="Models.MLmodel"/> lists.</summary>
internal static class PlainJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 100 };

    /// <exception cref="FormatException">The text is no JSON, or has a key twice.</exception>
    public static object? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Plain(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"is no valid JSON: {e.Message}", e);
        }
    }

    public static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => Text(element),
        JsonValueKind.Number => Number(element),
        JsonValueKind.Array => Array.AsReadOnly(element.EnumerateArray().Select(Plain).ToArray()),
        _ => Map(element),
    };

    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("has text that is no Unicode", e);
        }
    }

    private static object Number(JsonElement element)
    {
        var raw = element.GetRawText();
        if (raw.Length > 4_000) throw new FormatException("has a number of more than 4,000 digits");
        if (raw.AsSpan().IndexOfAny(".eE") < 0) return long.TryParse(raw, CultureInfo.InvariantCulture, out var whole) ? (object)whole : BigInteger.Parse(raw, CultureInfo.InvariantCulture);
        var number = double.Parse(raw, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw new FormatException($"has the number {raw}, which is too large");
    }

    private static System.Collections.ObjectModel.ReadOnlyDictionary<string, object?> Map(JsonElement element)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject()) map.Add(Key(property), Plain(property.Value));
        return new(map);
    }

    private static string Key(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("has a key that is no Unicode", e);
        }
    }
}
