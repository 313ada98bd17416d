using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Rest;

namespace LineaSharp.Tests.Mlflow;

/// <summary>What a recorded server answered, to be held against what a store of ours does.</summary>
internal sealed partial class RecordedAnswer
{
    // Of each pair only whether the second is later counts: clocks differ.
    private static readonly (string Created, string Updated)[] Times =
    [
        ("creation_time", "last_update_time"), ("creation_timestamp", "last_updated_timestamp"), ("creation_timestamp_ms", "last_updated_timestamp_ms"),
    ];

    private readonly Exchange _exchange;
    private readonly JsonNode? _json;

    public RecordedAnswer(Exchange exchange)
    {
        _exchange = exchange;
        var isJson = exchange.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true;
        _json = isJson ? JsonNode.Parse(exchange.ResponseText) : null;
    }

    public JsonNode? Json => _json;

    public string? ErrorCode => _exchange.Status >= 400 ? (string?)_json?["error_code"] ?? $"HTTP {_exchange.Status}" : null;

    /// <summary>Whether the server stumbled: its answer tells nothing of what is right.</summary>
    public bool IsFailure => _exchange.Status >= 500 && ErrorCode is "INTERNAL_ERROR" or "HTTP 500";

    /// <summary>How a result of ours, in recorded ids, differs; null when it does not.</summary>
    public string? DifferenceOf(JsonNode? ours)
    {
        if (ErrorCode is { } code) return ours is null && code == MlflowErrorCodes.ResourceDoesNotExist ? null : $"ours gives {Short(Meaning.Of(ours))}, recorded {code}: {(string?)_json?["message"]}";
        // Calls that answer with nothing to compare.
        if (ours is null) return null;
        var (mine, theirs) = (Meaning.Of(Comparable(ours, "")), Meaning.Of(Comparable(Described.Kept(WithoutRunOfHistory()), "")));
        return mine == theirs ? null : $"ours {Short(mine, theirs)}, recorded {Short(theirs, mine)}";
    }

    /// <summary>How an error of ours, its message in recorded ids, differs: by its code, or by naming less of what the request held and of what is allowed.</summary>
    public string? DifferenceOf(MlflowException error, string message)
    {
        if (ErrorCode is not { } code) return $"ours refuses: {error.MlflowErrorCode}: {message}";
        if (IsFailure) return null;
        var recorded = (string?)_json?["message"] ?? "";
        if (error.MlflowErrorCode != code) return $"ours {error.MlflowErrorCode}: {message}, recorded {code}: {Short(recorded)}";
        var unnamed = Named(recorded).Where(word => !message.Contains(word, StringComparison.Ordinal)).ToList();
        return unnamed.Count == 0 ? null : $"ours does not name {string.Join(", ", unnamed)}: {message}, recorded {Short(recorded)}";
    }

    private JsonNode? WithoutRunOfHistory()
    {
        var answer = _json?.DeepClone();
        if (_exchange.Path.EndsWith("get-history", StringComparison.Ordinal))
            foreach (var metric in answer!["metrics"]?.AsArray() ?? []) metric!.AsObject().Remove("run_id");
        return answer;
    }

    // What a message names: numbers of two digits and more, and whatever stands in quotes and stood in the request.
    private IEnumerable<string> Named(string message)
    {
        var own = DriversWords().Split(message)[0];
        var request = Uri.UnescapeDataString((_exchange.Query ?? "").Replace('+', ' ')) + Regex.Unescape(_exchange.RequestText.Replace(@"\u", "u", StringComparison.Ordinal));
        var quoted = Quoted().Matches(own).Select(m => m.Groups["text"].Value).Where(text => text.Length is > 1 and <= 100 && text.Any(char.IsLetterOrDigit) && IsValue(request, text));
        return quoted.Concat(Numbers().Matches(own).Select(m => m.Value)).Distinct();
    }

    // The names of arguments are the wire's.
    private static bool IsValue(string request, string text) =>
        request.Contains(text, StringComparison.Ordinal) && !request.Contains($"\"{text}\":", StringComparison.Ordinal) && !request.Contains($"{text}=", StringComparison.Ordinal);

    // Pairs have no order that a client may count on; and the two clocks are left out.
    private static JsonNode? Comparable(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject map:
                var comparable = new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, p.Key == "next_page_token" && p.Value is not null ? "more" : Comparable(p.Value, name == "data" ? $"data.{p.Key}" : p.Key))));
                // Whose metric it is stands beside it; the server says it for logged models only.
                if (name == "data.metrics") comparable.Remove("run_id");
                foreach (var (created, updated) in Times)
                {
                    if (comparable[created] is not { } first || comparable[updated] is not { } last) continue;
                    comparable.Remove(created);
                    comparable[updated] = (long)last > (long)first ? "later" : "as created";
                }
                return comparable;
            case JsonArray list:
                var items = list.Select(item => Comparable(item, name));
                if (name is "tags" or "aliases" or "data.params" or "data.tags" or "data.metrics") items = items.OrderBy(item => item!.ToJsonString(), StringComparer.Ordinal);
                // One for each stage; the server itself has them by stage in a search, and by version elsewhere.
                if (name == "latest_versions") items = items.OrderBy(item => (string?)item!["current_stage"], StringComparer.Ordinal);
                return new JsonArray(items.Select(item => item?.DeepClone()).ToArray());
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && ((string)value!).StartsWith("[{", StringComparison.Ordinal):
                // JSON in a tag, in which spaces mean nothing.
                return JsonNode.Parse((string)value!);
            default:
                return node?.DeepClone();
        }
    }

    private static string Short(string? text) => text is null ? "nothing" : text.Length <= 300 ? text : text[..300] + "…";

    // From a little before the first difference on.
    private static string Short(string? text, string? other)
    {
        if (text is null || other is null) return Short(text);
        var same = text.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return "…" + Short(text[Math.Max(0, same - 120)..]);
    }

    [GeneratedRegex(@"\(raised as|\(sqlite3\.|\(psycopg|\[SQL")]
    private static partial Regex DriversWords();

    [GeneratedRegex("""'(?<text>[^']+)'|"(?<text>[^"]+)"|=(?<text>[\w-]+)\b""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w.-])[0-9]{2,}(?![\w-])")]
    private static partial Regex Numbers();
}
