using System.Text.Json.Nodes;
using LineaSharp.Mlflow;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>The call of our stores that a recorded request stands for. It gives the answer in MLflow's words, for comparison.</summary>
internal sealed class RecordedCalls(ITrackingStore tracking, IModelRegistryStore registry, Reading reading)
{
    private const string Json = "/api/2.0/mlflow/";
    private const string ForBrowsers = "/ajax-api/2.0/mlflow/";

    /// <exception cref="NotSendable">It stands for no call of a store.</exception>
    public Func<Task<JsonNode?>> Find(Exchange exchange)
    {
        var name = exchange.Path.StartsWith(Json, StringComparison.Ordinal) ? exchange.Path[Json.Length..]
            : reading == Reading.AsTheServerDid && exchange.Path.StartsWith(ForBrowsers, StringComparison.Ordinal) ? exchange.Path[ForBrowsers.Length..]
            : throw new NotSendable(WhatIsAt(exchange.Path));
        if (exchange.Method == "DELETE" && exchange.Query is not null) throw new NotSendable("a query on DELETE, which servers do not read");
        var arguments = exchange.Method == "GET" || (exchange.Method == "DELETE" && exchange.RequestBody.Length == 0)
            ? RecordedArguments.OfQuery(exchange, reading)
            : RecordedArguments.OfBody(exchange, reading);
        return name.StartsWith("logged-models", StringComparison.Ordinal) && name != "logged-models/search" && name != "logged-models"
            ? OfLoggedModel(exchange.Method, name["logged-models/".Length..].Split('/').Select(Uri.UnescapeDataString).ToArray(), arguments)
            : Find(Verb(exchange.Method, name), arguments);
    }

    // The server answers to either verb here, and means the same.
    private string Verb(string method, string name) =>
        reading == Reading.AsTheServerDid && name is "experiments/search" or "registered-models/get-latest-versions" ? $"POST {name}" : $"{method} {name}";

    private static string WhatIsAt(string path)
    {
        if (path.Contains("mlflow-artifacts/", StringComparison.Ordinal)) return "the artifact proxy's, not a store's";
        if (path.Contains("get-artifact", StringComparison.Ordinal) || path.EndsWith("/artifacts/files", StringComparison.Ordinal)) return "files read through the server, not a store's";
        if (path.StartsWith(ForBrowsers, StringComparison.Ordinal)) return "asked by MLflow's web pages only";
        return path is "/version" or "/health" || path.EndsWith("server-info", StringComparison.Ordinal) ? "about the server itself" : "no address of MLflow's";
    }

    private static string WhyNot(string call) => call switch
    {
        "GET artifacts/list" or "POST artifacts/presigned-upload-url" => $"no method for {call}, which is about files and not a store's",
        "GET metrics/get-history-bulk-interval" => $"no method for {call}, asked by MLflow's web pages only",
        _ => $"no method for {call}",
    };

    private Func<Task<JsonNode?>> Find(string call, RecordedArguments a)
    {
        var ct = CancellationToken.None;
        switch (call)
        {
            case "POST experiments/create":
                var create = a.All((Name: a.Text("name"), Location: a.Optional("artifact_location"), Tags: a.Dictionary("tags")));
                return async () => new JsonObject { ["experiment_id"] = await tracking.CreateExperimentAsync(create.Name, create.Location, create.Tags, ct) };
            case "GET experiments/get":
                var experiment = a.All(a.Text("experiment_id"));
                return async () => new JsonObject { ["experiment"] = Described.Of(await tracking.GetExperimentAsync(experiment, ct)) };
            case "GET experiments/get-by-name":
                var experimentName = a.All(a.Text("experiment_name"));
                return async () => await tracking.FindExperimentByNameAsync(experimentName, ct) is { } found ? new JsonObject { ["experiment"] = Described.Of(found) } : null;
            case "POST experiments/search":
                var experiments = a.All(new ExperimentSearch
                {
                    MaxResults = a.Count("max_results", 0), Filter = a.Optional("filter"), OrderBy = a.Texts("order_by"), PageToken = a.Optional("page_token"), ViewType = a.View("view_type"),
                });
                return async () => Page("experiments", await tracking.SearchExperimentsAsync(experiments, ct), Described.Of);
            case "POST experiments/update":
                var rename = a.All((Id: a.Text("experiment_id"), Name: a.Text("new_name")));
                return () => Done(tracking.RenameExperimentAsync(rename.Id, rename.Name, ct));
            case "POST experiments/delete":
                var deleted = a.All(a.Text("experiment_id"));
                return () => Done(tracking.DeleteExperimentAsync(deleted, ct));
            case "POST experiments/restore":
                var restored = a.All(a.Text("experiment_id"));
                return () => Done(tracking.RestoreExperimentAsync(restored, ct));
            case "POST experiments/set-experiment-tag":
                var experimentTag = a.All((Id: a.Text("experiment_id"), Key: a.Text("key"), Value: a.Optional("value") ?? ""));
                return () => Done(tracking.SetExperimentTagAsync(experimentTag.Id, experimentTag.Key, experimentTag.Value, ct));
            case "POST experiments/delete-experiment-tag":
                var oldTag = a.All((Id: a.Text("experiment_id"), Key: a.Text("key")));
                return () => Done(tracking.DeleteExperimentTagAsync(oldTag.Id, oldTag.Key, ct));

            case "POST runs/create":
                var newRun = a.All((Id: a.Text("experiment_id"), Options: new RunOptions { Name = a.Optional("run_name"), StartTime = a.Time("start_time"), UserId = a.Optional("user_id"), Tags = a.Dictionary("tags") }));
                return async () => new JsonObject { ["run"] = Described.Of(await tracking.CreateRunAsync(newRun.Id, newRun.Options, ct)) };
            case "GET runs/get":
                var run = a.All(a.Text("run_id"));
                return async () => new JsonObject { ["run"] = Described.Of(await tracking.GetRunAsync(run, ct)) };
            case "POST runs/update":
                var update = a.All((Id: a.Text("run_id"), Status: a.StatusOfRun(), End: a.Time("end_time"), Name: a.Optional("run_name")));
                return async () => new JsonObject { ["run_info"] = Described.Of(await tracking.UpdateRunAsync(update.Id, update.Status, update.End, update.Name, ct))["info"]!.DeepClone() };
            case "POST runs/delete":
                var oldRun = a.All(a.Text("run_id"));
                return () => Done(tracking.DeleteRunAsync(oldRun, ct));
            case "POST runs/restore":
                var restoredRun = a.All(a.Text("run_id"));
                return () => Done(tracking.RestoreRunAsync(restoredRun, ct));
            case "POST runs/search":
                var runs = a.All(new RunSearch
                {
                    ExperimentIds = a.Texts("experiment_ids"), MaxResults = a.Count("max_results", 1000), Filter = a.Optional("filter"), OrderBy = a.Texts("order_by"),
                    PageToken = a.Optional("page_token"), ViewType = a.View("run_view_type"),
                });
                return async () => Page("runs", await tracking.SearchRunsAsync(runs, ct), Described.Of);
            case "POST runs/log-metric":
                var metric = (Run: a.Text("run_id"), Metric: a.Metric());
                a.All(0);
                return () => Done(tracking.LogMetricAsync(metric.Run, metric.Metric, ct));
            case "POST runs/log-parameter":
                var param = a.All((Run: a.Text("run_id"), Key: a.Text("key"), Value: a.Optional("value") ?? ""));
                return () => Done(tracking.LogParamAsync(param.Run, param.Key, param.Value, ct));
            case "POST runs/set-tag":
                var tag = a.All((Run: a.Text("run_id"), Key: a.Text("key"), Value: a.Optional("value") ?? ""));
                return () => Done(tracking.SetTagAsync(tag.Run, tag.Key, tag.Value, ct));
            case "POST runs/delete-tag":
                var oldRunTag = a.All((Run: a.Text("run_id"), Key: a.Text("key")));
                return () => Done(tracking.DeleteTagAsync(oldRunTag.Run, oldRunTag.Key, ct));
            case "POST runs/log-batch":
                var batch = a.All((Run: a.Text("run_id"), Batch: new RunBatch { Metrics = a.Objects("metrics").Select(m => m.All(m.Metric())).ToList(), Params = a.Pairs("params"), Tags = a.Pairs("tags") }));
                return () => Done(tracking.LogBatchAsync(batch.Run, batch.Batch, ct));
            case "GET metrics/get-history":
                var history = a.All((Run: a.Text("run_id"), Key: a.Text("metric_key"), Max: a.Whole("max_results"), Token: a.Optional("page_token")));
                if (reading == Reading.Strict && history.Max is null or < 1) throw new NotSendable("max_results is always sent, and at least 1");
                return async () => Page("metrics", await tracking.GetMetricHistoryAsync(history.Run, history.Key, (int?)history.Max, history.Token, ct), m => Described.Of(m with { RunId = null }));
            case "POST runs/log-inputs":
                var inputs = a.All((Run: a.Text("run_id"), Datasets: a.Objects("datasets").Select(Dataset).ToList(), Models: a.Objects("models").Select(m => new LoggedModelInput(m.All(m.Text("model_id")))).ToList()));
                return () => Done(tracking.LogInputsAsync(inputs.Run, inputs.Datasets, inputs.Models, ct));
            case "POST runs/outputs":
                var outputs = a.All((Run: a.Text("run_id"), Models: a.Objects("models").Select(m => m.All(new LoggedModelOutput(m.Text("model_id"), m.Whole("step") ?? 0))).ToList()));
                return () => Done(tracking.LogOutputsAsync(outputs.Run, outputs.Models, ct));
            case "POST runs/log-model":
                var logged = a.All((Run: a.Text("run_id"), Json: a.Text("model_json")));
                return () => Done(tracking.RecordModelAsync(logged.Run, logged.Json, ct));

            case "POST logged-models":
                var newModel = a.All((Id: a.Text("experiment_id"), Options: new LoggedModelOptions
                {
                    Name = a.Optional("name"), ModelType = a.Optional("model_type"), SourceRunId = a.Optional("source_run_id"), Params = a.Dictionary("params"), Tags = a.Dictionary("tags"),
                }));
                return async () => new JsonObject { ["model"] = Described.Of(await tracking.CreateLoggedModelAsync(newModel.Id, newModel.Options, ct)) };
            case "POST logged-models/search":
                var models = a.All(new LoggedModelSearch
                {
                    ExperimentIds = a.Texts("experiment_ids"), Filter = a.Optional("filter"), MaxResults = a.Count("max_results", 0), PageToken = a.Optional("page_token"),
                    Datasets = a.Objects("datasets").Select(d => d.All(new LoggedModelDataset(d.Text("dataset_name"), d.Optional("dataset_digest")))).ToList(),
                    OrderBy = a.Objects("order_by").Select(o => o.All(new LoggedModelOrder(o.Text("field_name"), o.Flag("ascending", otherwise: true)) { DatasetName = o.Optional("dataset_name"), DatasetDigest = o.Optional("dataset_digest") })).ToList(),
                });
                return async () => Page("models", await tracking.SearchLoggedModelsAsync(models, ct), Described.Of);

            case "POST registered-models/create":
                var newRegistered = a.All((Name: a.Text("name"), Tags: a.Dictionary("tags"), Description: a.Optional("description")));
                return async () => new JsonObject { ["registered_model"] = Described.Of(await registry.CreateRegisteredModelAsync(newRegistered.Name, newRegistered.Tags, newRegistered.Description, ct)) };
            case "GET registered-models/get":
                var registered = a.All(a.Text("name"));
                return async () => new JsonObject { ["registered_model"] = Described.Of(await registry.GetRegisteredModelAsync(registered, ct)) };
            case "PATCH registered-models/update":
                var updated = a.All((Name: a.Text("name"), Description: a.Optional("description")));
                return async () => new JsonObject { ["registered_model"] = Described.Of(await registry.UpdateRegisteredModelAsync(updated.Name, updated.Description, ct)) };
            case "POST registered-models/rename":
                var renamed = a.All((Name: a.Text("name"), New: a.Text("new_name")));
                return async () => new JsonObject { ["registered_model"] = Described.Of(await registry.RenameRegisteredModelAsync(renamed.Name, renamed.New, ct)) };
            case "DELETE registered-models/delete":
                var unregistered = a.All(a.Text("name"));
                return () => Done(registry.DeleteRegisteredModelAsync(unregistered, ct));
            case "GET registered-models/search":
                var registeredSearch = a.All(Search(a, 100));
                return async () => Page("registered_models", await registry.SearchRegisteredModelsAsync(registeredSearch, ct), Described.Of);
            case "POST registered-models/set-tag":
                var modelTag = a.All((Name: a.Text("name"), Key: a.Text("key"), Value: a.Optional("value") ?? ""));
                return () => Done(registry.SetRegisteredModelTagAsync(modelTag.Name, modelTag.Key, modelTag.Value, ct));
            case "DELETE registered-models/delete-tag":
                var oldModelTag = a.All((Name: a.Text("name"), Key: a.Text("key")));
                return () => Done(registry.DeleteRegisteredModelTagAsync(oldModelTag.Name, oldModelTag.Key, ct));
            case "POST registered-models/get-latest-versions":
                var latest = a.All((Name: a.Text("name"), Stages: a.Texts("stages")));
                return async () => new JsonObject { ["model_versions"] = Described.List(await registry.GetLatestVersionsAsync(latest.Name, latest.Stages, ct), Described.Of) };
            case "POST registered-models/alias":
                var alias = a.All((Name: a.Text("name"), Alias: a.Text("alias"), Version: a.Version()));
                return () => Done(registry.SetAliasAsync(alias.Name, alias.Alias, alias.Version, ct));
            case "DELETE registered-models/alias":
                var oldAlias = a.All((Name: a.Text("name"), Alias: a.Text("alias")));
                return () => Done(registry.DeleteAliasAsync(oldAlias.Name, oldAlias.Alias, ct));
            case "GET registered-models/alias":
                var byAlias = a.All((Name: a.Text("name"), Alias: a.Text("alias")));
                if (reading == Reading.Strict && byAlias.Alias == "latest") throw new NotSendable("the alias latest is looked up as the newest version");
                return async () => new JsonObject { ["model_version"] = Described.Of(await registry.GetModelVersionByAliasAsync(byAlias.Name, byAlias.Alias, ct)) };

            case "POST model-versions/create":
                var newVersion = a.All((Name: a.Text("name"), Source: a.Text("source"), Options: new ModelVersionOptions
                {
                    RunId = a.Optional("run_id"), RunLink = a.Optional("run_link"), Description = a.Optional("description"), ModelId = a.Optional("model_id"), Tags = a.Dictionary("tags"),
                }));
                return async () => new JsonObject { ["model_version"] = Described.Of(await registry.CreateModelVersionAsync(newVersion.Name, newVersion.Source, newVersion.Options, ct)) };
            case "GET model-versions/get":
                var version = a.All((Name: a.Text("name"), Number: a.Version()));
                return async () => new JsonObject { ["model_version"] = Described.Of(await registry.GetModelVersionAsync(version.Name, version.Number, ct)) };
            case "PATCH model-versions/update":
                var changed = a.All((Name: a.Text("name"), Number: a.Version(), Description: a.Optional("description")));
                return async () => new JsonObject { ["model_version"] = Described.Of(await registry.UpdateModelVersionAsync(changed.Name, changed.Number, changed.Description, ct)) };
            case "POST model-versions/transition-stage":
                var moved = a.All((Name: a.Text("name"), Number: a.Version(), Stage: a.Text("stage"), Archive: a.Flag("archive_existing_versions")));
                return async () => new JsonObject { ["model_version"] = Described.Of(await registry.TransitionStageAsync(moved.Name, moved.Number, moved.Stage, moved.Archive, ct)) };
            case "DELETE model-versions/delete":
                var oldVersion = a.All((Name: a.Text("name"), Number: a.Version()));
                return () => Done(registry.DeleteModelVersionAsync(oldVersion.Name, oldVersion.Number, ct));
            case "GET model-versions/search":
                var versionSearch = a.All(Search(a, 10_000));
                return async () => Page("model_versions", await registry.SearchModelVersionsAsync(versionSearch, ct), Described.Of);
            case "POST model-versions/set-tag":
                var versionTag = a.All((Name: a.Text("name"), Number: a.Version(), Key: a.Text("key"), Value: a.Optional("value") ?? ""));
                return () => Done(registry.SetModelVersionTagAsync(versionTag.Name, versionTag.Number, versionTag.Key, versionTag.Value, ct));
            case "DELETE model-versions/delete-tag":
                var oldVersionTag = a.All((Name: a.Text("name"), Number: a.Version(), Key: a.Text("key")));
                return () => Done(registry.DeleteModelVersionTagAsync(oldVersionTag.Name, oldVersionTag.Number, oldVersionTag.Key, ct));
            case "GET model-versions/get-download-uri":
                var download = a.All((Name: a.Text("name"), Number: a.Version()));
                return async () => new JsonObject { ["artifact_uri"] = await registry.GetDownloadUriAsync(download.Name, download.Number, ct) };
            default:
                throw new NotSendable(WhyNot(call));
        }
    }

    private Func<Task<JsonNode?>> OfLoggedModel(string method, string[] path, RecordedArguments a)
    {
        var ct = CancellationToken.None;
        var id = path[0];
        if (method is "PATCH" or "POST" && a.Optional("model_id") is null) throw new NotSendable("no model_id in the body");
        switch (method, path.Length, path.ElementAtOrDefault(1))
        {
            case ("GET", 1, _):
                return async () => new JsonObject { ["model"] = Described.Of(await tracking.GetLoggedModelAsync(id, ct)) };
            case ("PATCH", 1, _):
                var status = a.All(a.StatusOfLoggedModel());
                return async () => new JsonObject { ["model"] = Described.Of(await tracking.FinalizeLoggedModelAsync(id, status, ct)) };
            case ("DELETE", 1, _):
                return () => Done(tracking.DeleteLoggedModelAsync(id, ct));
            case ("PATCH", 2, "tags"):
                var tags = a.All(a.Dictionary("tags"));
                return async () =>
                {
                    await tracking.SetLoggedModelTagsAsync(id, tags, ct);
                    return null;
                };
            case ("DELETE", 3, "tags"):
                return () => Done(tracking.DeleteLoggedModelTagAsync(id, path[2], ct));
            case ("POST", 2, "params"):
                var parameters = a.All(a.Dictionary("params"));
                return async () =>
                {
                    await tracking.LogLoggedModelParamsAsync(id, parameters, ct);
                    return null;
                };
            default:
                throw new NotSendable("no method for this address of a logged model");
        }
    }

    private static SearchRequest Search(RecordedArguments a, int otherwise) => new()
    {
        MaxResults = a.Count("max_results", otherwise),
        Filter = a.Optional("filter"), OrderBy = a.Texts("order_by"), PageToken = a.Optional("page_token"),
    };

    private static DatasetInput Dataset(RecordedArguments input)
    {
        var dataset = input.Object("dataset") ?? throw new NotSendable("no dataset");
        var read = dataset.All(new Dataset
        {
            Name = dataset.Text("name"), Digest = dataset.Text("digest"), SourceType = dataset.Text("source_type"), Source = dataset.Text("source"),
            Schema = dataset.Optional("schema"), Profile = dataset.Optional("profile"),
        });
        return input.All(new DatasetInput(read) { Tags = input.Pairs("tags").Select(t => new InputTag(t.Key, t.Value)).ToList() });
    }

    private static JsonObject Page<T>(string name, Page<T> page, Func<T, JsonNode> of) => new() { [name] = Described.List(page.Items, of), ["next_page_token"] = page.NextPageToken };

    private static async Task<JsonNode?> Done(Task call)
    {
        await call;
        return new JsonObject();
    }
}
