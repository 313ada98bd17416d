using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using Microsoft.Extensions.Time.Testing;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Makes the calls of a recorded history on a client, and tells what came of each in the recording's own words.</summary>
internal sealed class HistoryReplay(MlflowClient client, FakeTimeProvider clock)
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<string, string> _symbols = [];

    /// <summary>What the client made of a call: <c>error CODE</c>, or the result as JSON.</summary>
    public async Task<string> CallAsync(JsonObject call)
    {
        clock.Advance(TimeSpan.FromMilliseconds(2));
        try
        {
            return (await ResultAsync(call))?.ToJsonString() ?? "null";
        }
        catch (MlflowException e)
        {
            return "error " + e.MlflowErrorCode;
        }
    }

    /// <summary>What the recorded server made of it, in the same form.</summary>
    public static string Recorded(JsonObject call) => call["error"] is { } error ? "error " + (string?)error : call["expect"]?.ToJsonString() ?? "null";

    private async Task<JsonNode?> ResultAsync(JsonObject call)
    {
        var op = Text(call, "op");
        if (op.Contains("registered_model", StringComparison.Ordinal) || op.Contains("model_version", StringComparison.Ordinal) || op == "get_latest_versions")
            return await RegistryAsync(op, call);
        if (op.Contains("logged_model", StringComparison.Ordinal)) return await LoggedModelsAsync(op, call);
        if (op.Contains("experiment", StringComparison.Ordinal)) return await ExperimentsAsync(op, call);
        return await RunsAsync(op, call);
    }

    private async Task<JsonNode?> ExperimentsAsync(string op, JsonObject call)
    {
        switch (op)
        {
            case "create_experiment": return Name(call, await client.CreateExperimentAsync(Text(call, "name"), tags: Pairs(call, "tags")));
            case "get_experiment": return Show(await client.GetExperimentAsync(Id(call, "experiment")));
            case "get_experiment_by_name": return await client.FindExperimentByNameAsync(Text(call, "name")) is { } found ? Show(found) : null;
            case "rename_experiment": await client.RenameExperimentAsync(Id(call, "experiment"), Text(call, "name")); return null;
            case "delete_experiment": await client.DeleteExperimentAsync(Id(call, "experiment")); return null;
            case "restore_experiment": await client.RestoreExperimentAsync(Id(call, "experiment")); return null;
            case "set_experiment_tag": await client.SetExperimentTagAsync(Id(call, "experiment"), Text(call, "key"), Text(call, "value")); return null;
            case "search_experiments":
                var page = await client.SearchExperimentsAsync(Text(call, "filter"), View(call), Number(call, "max"), Texts(call, "order_by"));
                return List(page.Select(e => Symbol(e.Id)));
            default: throw new InvalidOperationException(op);
        }
    }

    private async Task<JsonNode?> RunsAsync(string op, JsonObject call)
    {
        switch (op)
        {
            case "create_run":
                var options = new RunOptions { Name = Text(call, "name"), StartTime = Time(call["start"]), Tags = Pairs(call, "tags") };
                return Name(call, (await client.CreateRunAsync(Id(call, "experiment"), options)).Id);
            case "get_run": return Show(await client.GetRunAsync(Id(call, "run")));
            case "update_run":
                await client.UpdateRunAsync(Id(call, "run"), call["status"] is { } s ? Status((string)s!) : null, Text(call, "name"));
                return null;
            case "set_terminated": await client.SetTerminatedAsync(Id(call, "run"), Status(Text(call, "status")), Time(call["end"])); return null;
            case "delete_run": await client.DeleteRunAsync(Id(call, "run")); return null;
            case "restore_run": await client.RestoreRunAsync(Id(call, "run")); return null;
            case "log_param":
                await client.LogParamAsync(Id(call, "run"), Text(call, "key"), Text(call, "value"));
                // Python's client gives the value back.
                return call["expect"]?.DeepClone();
            case "log_metric": await client.LogMetricAsync(Id(call, "run"), Metric(call["key"], call["value"], call["timestamp"], call["step"])); return null;
            case "log_batch": await client.LogBatchAsync(Id(call, "run"), Batch(call)); return null;
            case "set_tag": await client.SetTagAsync(Id(call, "run"), Text(call, "key"), Text(call, "value")); return null;
            case "delete_tag": await client.DeleteTagAsync(Id(call, "run"), Text(call, "key")); return null;
            case "get_metric_history":
                var history = await client.GetMetricHistoryAsync(Id(call, "run"), Text(call, "key"));
                return List(history.Select(m => (JsonNode)new JsonArray(Show(m.Value), m.Timestamp.ToUnixTimeMilliseconds(), m.Step)));
            case "search_runs":
                var page = await client.SearchRunsAsync(
                    [.. call["experiments"]!.AsArray().Select(e => Id((string)e!))], Text(call, "filter"), View(call), Number(call, "max"), Texts(call, "order_by"));
                return List(page.Select(r => Symbol(r.Id)));
            default: throw new InvalidOperationException(op);
        }
    }

    private async Task<JsonNode?> LoggedModelsAsync(string op, JsonObject call)
    {
        switch (op)
        {
            case "create_logged_model":
                var options = new LoggedModelOptions
                {
                    Name = Text(call, "name"), SourceRunId = call["run"] is { } run ? Id((string)run!) : null, ModelType = Text(call, "type"),
                    Params = Pairs(call, "params"), Tags = Pairs(call, "tags"),
                };
                return Name(call, (await client.CreateLoggedModelAsync(Id(call, "experiment"), options)).Id);
            case "get_logged_model": return Show(await client.GetLoggedModelAsync(Id(call, "model")));
            case "finalize_logged_model":
                var status = Text(call, "status") == "READY" ? LoggedModelStatus.Ready : LoggedModelStatus.UploadFailed;
                return Show(await client.FinalizeLoggedModelAsync(Id(call, "model"), status));
            case "delete_logged_model": await client.DeleteLoggedModelAsync(Id(call, "model")); return null;
            case "set_logged_model_tags": await client.SetLoggedModelTagsAsync(Id(call, "model"), Pairs(call, "tags")); return null;
            case "delete_logged_model_tag": await client.DeleteLoggedModelTagAsync(Id(call, "model"), Text(call, "key")); return null;
            case "search_logged_models":
                var page = await client.SearchLoggedModelsAsync(new LoggedModelSearch
                {
                    ExperimentIds = [.. call["experiments"]!.AsArray().Select(e => Id((string)e!))],
                    Filter = Text(call, "filter"),
                    OrderBy = [.. (call["order_by"]?.AsArray() ?? []).Select(o => new LoggedModelOrder((string)o!["field_name"]!, (bool)o["ascending"]!))],
                });
                return List(page.Select(m => Symbol(m.Id)));
            default: throw new InvalidOperationException(op);
        }
    }

    private async Task<JsonNode?> RegistryAsync(string op, JsonObject call)
    {
        var name = call["name"] is { } n ? (string)n! : "";
        var version = call["version"] is { } v ? int.Parse((string)v!, CultureInfo.InvariantCulture) : 0;
        switch (op)
        {
            case "create_registered_model": return Show(await client.CreateRegisteredModelAsync(name, Pairs(call, "tags"), Text(call, "description")));
            case "get_registered_model": return Show(await client.GetRegisteredModelAsync(name));
            case "update_registered_model": return Show(await client.UpdateRegisteredModelAsync(name, Text(call, "description")));
            case "rename_registered_model": await client.RenameRegisteredModelAsync(name, Text(call, "new_name")); return null;
            case "delete_registered_model": await client.DeleteRegisteredModelAsync(name); return null;
            case "set_registered_model_tag": await client.SetRegisteredModelTagAsync(name, Text(call, "key"), Text(call, "value")); return null;
            case "delete_registered_model_tag": await client.DeleteRegisteredModelTagAsync(name, Text(call, "key")); return null;
            case "set_registered_model_alias": await client.SetRegisteredModelAliasAsync(name, Text(call, "alias"), version); return null;
            case "delete_registered_model_alias": await client.DeleteRegisteredModelAliasAsync(name, Text(call, "alias")); return null;
            case "get_latest_versions": return Latest(await client.GetLatestVersionsAsync(name));
            case "create_model_version":
                return Show(await client.CreateModelVersionAsync(
                    name, Text(call, "source"), new ModelVersionOptions { RunId = call["run"] is { } run ? Id((string)run!) : null, Tags = Pairs(call, "tags") }));
            case "get_model_version": return Show(await client.GetModelVersionAsync(name, version));
            case "get_model_version_by_alias": return Show(await client.GetModelVersionByAliasAsync(name, Text(call, "alias")));
            case "update_model_version": return Show(await client.UpdateModelVersionAsync(name, version, Text(call, "description")));
            case "transition_model_version_stage": return Show(await client.TransitionModelVersionStageAsync(name, version, Text(call, "stage"), (bool)call["archive"]!));
            case "delete_model_version": await client.DeleteModelVersionAsync(name, version); return null;
            case "set_model_version_tag": await client.SetModelVersionTagAsync(name, version, Text(call, "key"), Text(call, "value")); return null;
            case "search_registered_models":
                return List((await client.SearchRegisteredModelsAsync(Text(call, "filter"), Number(call, "max"), Texts(call, "order_by"))).Select(m => (JsonNode)m.Name!));
            case "search_model_versions":
                var page = await client.SearchModelVersionsAsync(Text(call, "filter"), Number(call, "max"), Texts(call, "order_by"));
                return List(page.Select(m => (JsonNode)new JsonArray(m.Name, Show(m.Version))));
            default: throw new InvalidOperationException(op);
        }
    }

    // Symbols stand for ids in the order of creation; one never created, for an id that does not exist.
    private JsonNode Name(JsonObject call, string id)
    {
        var symbol = (string?)call["expect"] ?? "unexpected";
        _ids[symbol] = id;
        _symbols[id] = symbol;
        return symbol;
    }

    private string Id(JsonObject call, string key) => Id(Text(call, key));

    private string Id(string symbol) => _ids.TryGetValue(symbol, out var id) ? id : symbol[0] switch
    {
        'E' => "999999",
        'L' => "m-ffffffffffffffffffffffffffffffff",
        _ => "ffffffffffffffffffffffffffffffff",
    };

    // The experiment Default, which nobody created, gets its symbol when a search first shows it.
    private JsonNode Symbol(string id)
    {
        if (!_symbols.TryGetValue(id, out var symbol) && id == "0")
        {
            symbol = "E" + Show(_ids.Keys.Count(s => s[0] == 'E'));
            _ids[symbol] = id;
            _symbols[id] = symbol;
        }
        return symbol ?? id;
    }

    private JsonObject Show(Experiment e) => new() { ["id"] = Symbol(e.Id), ["name"] = e.Name, ["stage"] = Stage(e.LifecycleStage), ["tags"] = Show(e.Tags) };

    private JsonObject Show(Run r) => new()
    {
        ["id"] = Symbol(r.Id), ["name"] = r.Name, ["status"] = r.Status.ToString().ToUpperInvariant(), ["start"] = r.StartTime?.ToUnixTimeMilliseconds(),
        ["end"] = r.EndTime?.ToUnixTimeMilliseconds(), ["stage"] = Stage(r.LifecycleStage), ["experiment"] = Symbol(r.ExperimentId), ["params"] = Show(r.Params),
        ["metrics"] = new JsonObject(r.Metrics.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)Show(m.Value)))),
        ["tags"] = Show(r.Tags),
    };

    private JsonObject Show(LoggedModel m) => new()
    {
        ["id"] = Symbol(m.Id), ["name"] = m.Name, ["status"] = m.Status == LoggedModelStatus.UploadFailed ? "FAILED" : m.Status.ToString().ToUpperInvariant(),
        ["type"] = m.ModelType, ["run"] = m.SourceRunId is null ? "" : Symbol(m.SourceRunId), ["experiment"] = Symbol(m.ExperimentId),
        ["params"] = Show(m.Params), ["tags"] = Show(m.Tags),
    };

    private static JsonObject Show(RegisteredModel m) => new()
    {
        ["name"] = m.Name, ["description"] = m.Description, ["tags"] = Show(m.Tags),
        ["aliases"] = Show(m.Aliases.ToDictionary(a => a.Key, a => Show(a.Value))), ["latest"] = Latest(m.LatestVersions),
    };

    private JsonObject Show(ModelVersion v) => new()
    {
        ["name"] = v.Name, ["version"] = Show(v.Version), ["stage"] = v.Stage, ["description"] = v.Description, ["source"] = v.Source,
        ["run"] = v.RunId is null ? "" : Symbol(v.RunId), ["status"] = v.Status.ToString().ToUpperInvariant(), ["tags"] = Show(v.Tags),
        ["aliases"] = List(v.Aliases.Order(StringComparer.Ordinal).Select(a => (JsonNode)a!)),
    };

    private static JsonArray Latest(IEnumerable<ModelVersion> versions) =>
        List(versions.OrderBy(v => v.Stage, StringComparer.Ordinal).Select(v => (JsonNode)new JsonArray(v.Stage, Show(v.Version))));

    private static JsonObject Show(IReadOnlyDictionary<string, string> pairs) =>
        new(pairs.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));

    private static string Show(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static JsonNode Show(double value) => double.IsNaN(value) ? "nan" : value;

    private static JsonArray List(IEnumerable<JsonNode> items) => [.. items];

    private static string Stage(LifecycleStage stage) => stage == LifecycleStage.Active ? "active" : "deleted";

    private static string Text(JsonObject call, string key) => (string)call[key]!;

    private static int Number(JsonObject call, string key) => (int)call[key]!;

    private static ViewType View(JsonObject call) => (ViewType)(Number(call, "view") - 1);

    private static string[]? Texts(JsonObject call, string key) => call[key]?.AsArray().Select(t => (string)t!).ToArray();

    private static Dictionary<string, string> Pairs(JsonObject call, string key) => call[key]!.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!);

    private static DateTimeOffset Time(JsonNode? milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds!);

    private static RunStatus Status(string name) => Enum.Parse<RunStatus>(name, ignoreCase: true);

    private static Metric Metric(JsonNode? key, JsonNode? value, JsonNode? timestamp, JsonNode? step) => new((string)key!, Value(value!), Time(timestamp), (long)step!);

    private static double Value(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (double)value : (string)value! switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        var other => throw new InvalidOperationException(other),
    };

    private static RunBatch Batch(JsonObject call) => new()
    {
        Metrics = [.. call["metrics"]!.AsArray().Select(m => Metric(m![0], m[1], m[2], m[3]))],
        Params = [.. call["params"]!.AsArray().Select(p => KeyValuePair.Create((string)p![0]!, (string)p[1]!))],
        Tags = [.. call["tags"]!.AsArray().Select(t => KeyValuePair.Create((string)t![0]!, (string)t[1]!))],
    };
}
