using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LineaSharp.Mlflow;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>How the arguments of a recorded request are read.</summary>
internal enum Reading
{
    /// <summary>As a client would have written them: what has no place in a call of ours is not sendable.</summary>
    Strict,

    /// <summary>
    /// As the server read them: in a request that it accepted, what it does not know is ignored, what cannot be read is the default, and so is everything
    /// behind that. What it refused before its store saw it is no call.
    /// </summary>
    AsTheServerDid,
}

/// <summary>The arguments in a recorded request.</summary>
internal sealed partial class RecordedArguments
{
    private readonly JsonObject _body;
    private readonly HashSet<string> _unread;
    private readonly bool _isLenient;
    private int _lostFrom = int.MaxValue;

    private RecordedArguments(JsonObject body, bool isLenient) =>
        (_body, _isLenient, _unread) = (body, isLenient, body.Select(p => p.Key).ToHashSet(StringComparer.Ordinal));

    public static RecordedArguments OfBody(Exchange exchange, Reading reading)
    {
        var isLenient = IsLenient(exchange, reading);
        try
        {
            // A bare NaN is no JSON, and no number to the server; so is a list.
            var body = JsonNode.Parse(isLenient ? BareNumber().Replace(exchange.RequestText, "[]") : exchange.RequestText);
            if (isLenient && body?.GetValueKind() == JsonValueKind.String) body = JsonNode.Parse((string)body!);
            var arguments = body as JsonObject ?? throw new NotReadable("the body is no JSON object");
            if (isLenient && arguments["run_uuid"] is { } id && arguments["run_id"] is null) arguments.Insert(0, "run_id", id.DeepClone());
            return new(arguments, isLenient);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new NotReadable(exchange.RequestBody.Length == 0 && exchange.Status == 200 ? "the recording leaves out the body" : "the body is no JSON");
        }
    }

    public static RecordedArguments OfQuery(Exchange exchange, Reading reading)
    {
        var arguments = new JsonObject();
        foreach (var pair in (exchange.Query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v.Replace('+', ' '))) : (pair, "");
            if (name == "run_uuid") name = "run_id";
            if (name is "order_by" or "stages") ((JsonArray)(arguments[name] ??= new JsonArray())).Add(value);
            else arguments[name] = value;
        }
        return new(arguments, IsLenient(exchange, reading));
    }

    public string Text(string name) => Optional(name) ?? (_isLenient ? "" : throw new NotReadable($"no {name}"));

    public string? Optional(string name)
    {
        if (Read(name) is not { } value) return null;
        return value.GetValueKind() == JsonValueKind.String ? (string)value! : Unreadable<string?>(name, "text", null);
    }

    public long? Whole(string name)
    {
        if (Read(name) is not { } value) return null;
        var text = value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : Unreadable<long?>(name, "whole number", null);
    }

    public int Count(string name, int otherwise) => Whole(name) is { } whole ? whole is >= int.MinValue and <= int.MaxValue ? (int)whole : throw new NotReadable($"{name} is too large") : otherwise;

    public double Number(string name)
    {
        var value = Read(name);
        if (_isLenient && value?.GetValueKind() is JsonValueKind.True) return 1;
        var text = value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : Unreadable(name, "number", 0d);
    }

    public DateTimeOffset? Time(string name) => Whole(name) is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    public bool Flag(string name, bool otherwise = false) => Read(name) switch
    {
        null => otherwise,
        var v when v.GetValueKind() is JsonValueKind.True => true,
        var v when v.GetValueKind() is JsonValueKind.False => false,
        _ => Unreadable(name, "true or false", otherwise),
    };

    public IReadOnlyList<string> Texts(string name)
    {
        if (Read(name) is not { } value) return [];
        if (value is not JsonArray list || list.Any(v => v?.GetValueKind() != JsonValueKind.String)) return Unreadable<IReadOnlyList<string>>(name, "list of texts", []);
        return list.Select(v => (string)v!).ToList();
    }

    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string name)
    {
        if (Read(name) is not { } value) return [];
        if (value is not JsonArray list) return Unreadable<IReadOnlyList<KeyValuePair<string, string>>>(name, "list", []);
        return list.Select(item => item is JsonObject pair && pair["key"]?.GetValueKind() == JsonValueKind.String && pair["value"]?.GetValueKind() is null or JsonValueKind.String
            ? KeyValuePair.Create((string)item!["key"]!, (string?)item["value"] ?? "")
            : throw new NotReadable($"{name} is no list of pairs")).ToList();
    }

    public IReadOnlyDictionary<string, string> Dictionary(string name)
    {
        var pairs = Pairs(name);
        if (pairs.Select(p => p.Key).Distinct().Count() < pairs.Count) throw new NotReadable($"{name} has a key twice");
        return pairs.ToDictionary();
    }

    public IReadOnlyList<RecordedArguments> Objects(string name)
    {
        if (Read(name) is not { } value) return [];
        return value is JsonArray list
            ? list.Select(item => new RecordedArguments(item as JsonObject ?? throw new NotReadable($"{name} holds no objects"), _isLenient)).ToList()
            : Unreadable<IReadOnlyList<RecordedArguments>>(name, "list", []);
    }

    public RecordedArguments? Object(string name) => Read(name) is JsonObject map ? new RecordedArguments(map, _isLenient) : null;

    public int Version()
    {
        var text = Text("version");
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        return isNumber && (_isLenient || $"{version}" == text) ? version : throw new NotReadable("the version is no number");
    }

    public ViewType View(string name) => Optional(name) switch
    {
        null or "" or "ACTIVE_ONLY" => ViewType.ActiveOnly,
        "DELETED_ONLY" => ViewType.DeletedOnly,
        "ALL" => ViewType.All,
        _ => Unreadable(name, "view", ViewType.ActiveOnly),
    };

    public RunStatus? StatusOfRun()
    {
        // The numbers of MLflow's protocol are the server's to read.
        if (_isLenient && Read("status") is JsonValue value && value.TryGetValue<int>(out var number)) return (RunStatus)(number - 1);
        var name = Optional("status");
        if (string.IsNullOrEmpty(name)) return null;
        return Enum.TryParse<RunStatus>(name, ignoreCase: true, out var status) ? status : Unreadable<RunStatus?>("status", "such status", null);
    }

    public LoggedModelStatus StatusOfLoggedModel() => Text("status") switch
    {
        "LOGGED_MODEL_READY" => LoggedModelStatus.Ready,
        "LOGGED_MODEL_UPLOAD_FAILED" => LoggedModelStatus.UploadFailed,
        "LOGGED_MODEL_PENDING" => LoggedModelStatus.Pending,
        _ => Unreadable("status", "such status", LoggedModelStatus.Unspecified),
    };

    public Metric Metric()
    {
        var (key, value) = (Text("key"), Number("value"));
        var time = Time("timestamp") ?? (_isLenient ? DateTimeOffset.UnixEpoch : throw new NotReadable("no timestamp"));
        var metric = new Metric(key, value, time, Whole("step") ?? 0)
        {
            ModelId = Optional("model_id"), DatasetName = Optional("dataset_name"), DatasetDigest = Optional("dataset_digest"),
        };
        Optional("run_id");
        return metric;
    }

    /// <summary>Gives the value when everything was read.</summary>
    public T All<T>(T value) => _isLenient || _unread.Count == 0 ? value : throw new NotReadable($"unknown: {string.Join(", ", _unread)}");

    private static bool IsLenient(Exchange exchange, Reading reading) => reading == Reading.AsTheServerDid && exchange.Status < 400;

    private JsonNode? Read(string name)
    {
        _unread.Remove(name);
        return _body[name] is { } value && _body.IndexOf(name) < _lostFrom ? value : null;
    }

    private T Unreadable<T>(string name, string what, T otherwise)
    {
        if (!_isLenient) throw new NotReadable($"{name} is no {what}");
        _lostFrom = Math.Min(_lostFrom, _body.IndexOf(name) is >= 0 and var at ? at : int.MaxValue);
        return otherwise;
    }

    [GeneratedRegex(@"(?<=: )(?:NaN|-?Infinity)(?=[,}])")]
    private static partial Regex BareNumber();
}
