using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>The arguments in a recorded request, read strictly: what has no place in a call of ours is not sendable.</summary>
internal sealed class RecordedArguments
{
    private readonly JsonObject _body;
    private readonly HashSet<string> _unread;

    private RecordedArguments(JsonObject body) => (_body, _unread) = (body, body.Select(p => p.Key).ToHashSet(StringComparer.Ordinal));

    public static RecordedArguments OfBody(Exchange exchange)
    {
        try
        {
            return new(JsonNode.Parse(exchange.RequestText) as JsonObject ?? throw new NotSendable("the body is no JSON object"));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new NotSendable("the body is no JSON");
        }
    }

    public static RecordedArguments OfQuery(Exchange exchange)
    {
        var arguments = new JsonObject();
        foreach (var pair in (exchange.Query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v.Replace('+', ' '))) : (pair, "");
            if (name == "run_uuid") name = "run_id";
            if (name == "order_by") ((JsonArray)(arguments[name] ??= new JsonArray())).Add(value);
            else arguments[name] = value;
        }
        return new(arguments);
    }

    public string Text(string name) => Optional(name) ?? throw new NotSendable($"no {name}");

    public string? Optional(string name)
    {
        _unread.Remove(name);
        if (_body[name] is not { } value) return null;
        return value.GetValueKind() == JsonValueKind.String ? (string)value! : throw new NotSendable($"{name} is no text");
    }

    public long? Whole(string name)
    {
        _unread.Remove(name);
        if (_body[name] is not { } value) return null;
        var text = value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : throw new NotSendable($"{name} is no whole number");
    }

    public int Count(string name, int otherwise) => Whole(name) is { } whole ? whole is >= int.MinValue and <= int.MaxValue ? (int)whole : throw new NotSendable($"{name} is too large") : otherwise;

    public double Number(string name)
    {
        _unread.Remove(name);
        var text = _body[name] is { } value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? _body[name]!.ToString() : "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw new NotSendable($"{name} is no number");
    }

    public DateTimeOffset? Time(string name) => Whole(name) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    public bool Flag(string name, bool otherwise = false)
    {
        _unread.Remove(name);
        return _body[name] switch
        {
            null => otherwise,
            var v when v.GetValueKind() is JsonValueKind.True => true,
            var v when v.GetValueKind() is JsonValueKind.False => false,
            _ => throw new NotSendable($"{name} is no true or false"),
        };
    }

    public IReadOnlyList<string> Texts(string name)
    {
        _unread.Remove(name);
        if (_body[name] is not { } value) return [];
        if (value is not JsonArray list || list.Any(v => v?.GetValueKind() != JsonValueKind.String)) throw new NotSendable($"{name} is no list of texts");
        return list.Select(v => (string)v!).ToList();
    }

    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string name)
    {
        _unread.Remove(name);
        if (_body[name] is not { } value) return [];
        if (value is not JsonArray list) throw new NotSendable($"{name} is no list");
        return list.Select(item => item is JsonObject pair && pair["key"]?.GetValueKind() == JsonValueKind.String && pair["value"]?.GetValueKind() is null or JsonValueKind.String
            ? KeyValuePair.Create((string)item!["key"]!, (string?)item["value"] ?? "")
            : throw new NotSendable($"{name} is no list of pairs")).ToList();
    }

    public IReadOnlyDictionary<string, string> Dictionary(string name)
    {
        var pairs = Pairs(name);
        if (pairs.Select(p => p.Key).Distinct().Count() < pairs.Count) throw new NotSendable($"{name} has a key twice");
        return pairs.ToDictionary();
    }

    public IReadOnlyList<RecordedArguments> Objects(string name)
    {
        _unread.Remove(name);
        if (_body[name] is not { } value) return [];
        return value is JsonArray list ? list.Select(item => new RecordedArguments(item as JsonObject ?? throw new NotSendable($"{name} holds no objects"))).ToList() : throw new NotSendable($"{name} is no list");
    }

    public RecordedArguments? Object(string name)
    {
        _unread.Remove(name);
        return _body[name] is JsonObject map ? new RecordedArguments(map) : null;
    }

    public int Version()
    {
        var text = Text("version");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && $"{version}" == text ? version : throw new NotSendable("the version is no number");
    }

    public ViewType View(string name) => Optional(name) switch
    {
        null or "" or "ACTIVE_ONLY" => ViewType.ActiveOnly,
        "DELETED_ONLY" => ViewType.DeletedOnly,
        "ALL" => ViewType.All,
        _ => throw new NotSendable("no such view"),
    };

    public Metric Metric()
    {
        var metric = new Metric(Text("key"), Number("value"), Time("timestamp") ?? throw new NotSendable("no timestamp"), Whole("step") ?? 0)
        {
            ModelId = Optional("model_id"), DatasetName = Optional("dataset_name"), DatasetDigest = Optional("dataset_digest"),
        };
        Optional("run_id");
        return metric;
    }

    /// <summary>Gives the value when everything was read.</summary>
    public T All<T>(T value) => _unread.Count == 0 ? value : throw new NotSendable($"unknown: {string.Join(", ", _unread)}");
}
