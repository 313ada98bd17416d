using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>What a JSON text or query means to MLflow: absent fields are defaults, numbers may stand in strings, order of fields does not count.</summary>
internal static class Meaning
{
    private static readonly HashSet<string> Numeric = new(StringComparer.Ordinal)
    {
        "start_time", "end_time", "timestamp", "step", "value", "max_results", "file_size",
    };

    /// <summary>The text in one spelling; null for what means nothing.</summary>
    public static string? Of(JsonNode? node) => Normal(node, "")?.ToJsonString();

    public static string? OfJson(string text) => text.Length == 0 ? null : Of(JsonNode.Parse(text));

    public static string OfQuery(string? query) => string.Join(
        "&", (query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => Uri.UnescapeDataString(pair.Replace('+', ' '))).Select(pair => pair.StartsWith("run_uuid=", StringComparison.Ordinal) ? "run_id=" + pair[9..] : pair)
            .Where(pair => !pair.EndsWith('=')).Distinct());

    private static JsonNode? Normal(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject map:
                var normal = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
                foreach (var (key, value) in map)
                    if (Normal(value, key) is { } some) normal[key] = some;
                return normal.Count == 0 && name.Length > 0 ? null : new JsonObject(normal);
            case JsonArray list:
                // A pair of an empty value is still a pair.
                return list.Count == 0 ? null : new JsonArray(list.Select(item => Normal(item, "") ?? item?.DeepClone()).ToArray());
            case JsonValue value:
                return Normal(value, name);
            default:
                return null;
        }
    }

    private static JsonNode? Normal(JsonValue value, string name)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                if (text.Length == 0 || text == "ACTIVE_ONLY") return null;
                return Numeric.Contains(name) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed)
                    ? Number(text)
                    : JsonValue.Create(text);
            case JsonValueKind.Number:
                return Number(value.ToJsonString());
            case JsonValueKind.True:
                return name == "ascending" ? null : JsonValue.Create(true);
            case JsonValueKind.False when name == "ascending":
                return JsonValue.Create(false);
            default:
                return null;
        }
    }

    private static JsonNode? Number(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole == 0 ? null : JsonValue.Create(whole);
        var number = double.Parse(text, CultureInfo.InvariantCulture);
        if (number == 0) return null;
        return number == Math.Floor(number) && Math.Abs(number) < 1e15 ? JsonValue.Create((long)number) : JsonValue.Create(number);
    }
}
