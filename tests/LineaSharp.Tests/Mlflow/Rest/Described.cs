using System.Text.Json.Nodes;
using LineaSharp.Mlflow;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Our entities in MLflow's words again, so that nothing of an answer can be lost or bent on the way without being seen.</summary>
internal static class Described
{
    /// <summary>What a server says that our entities leave out on purpose.</summary>
    private static readonly HashSet<string> NotKept = new(StringComparer.Ordinal) { "workspace", "run_uuid", "creator_id", "registrations", "deployment_job_id", "deployment_job_state", "metric_id" };

    public static JsonNode Of(Experiment experiment) => new JsonObject
    {
        ["experiment_id"] = experiment.Id, ["name"] = experiment.Name, ["artifact_location"] = experiment.ArtifactLocation, ["lifecycle_stage"] = Stage(experiment.LifecycleStage),
        ["creation_time"] = Time(experiment.CreationTime), ["last_update_time"] = Time(experiment.LastUpdateTime), ["tags"] = Pairs(experiment.Tags),
    };

    public static JsonNode Of(Run run) => new JsonObject
    {
        ["info"] = new JsonObject
        {
            ["run_id"] = run.Id, ["run_name"] = run.Name, ["experiment_id"] = run.ExperimentId, ["user_id"] = run.UserId, ["status"] = run.Status.ToString().ToUpperInvariant(),
            ["start_time"] = Time(run.StartTime), ["end_time"] = Time(run.EndTime), ["artifact_uri"] = run.ArtifactUri, ["lifecycle_stage"] = Stage(run.LifecycleStage),
        },
        ["data"] = new JsonObject { ["metrics"] = List(run.LatestMetrics, Of), ["params"] = Pairs(run.Params), ["tags"] = Pairs(run.Tags) },
        ["inputs"] = new JsonObject
        {
            ["dataset_inputs"] = List(run.DatasetInputs, Of), ["model_inputs"] = List(run.ModelInputs, m => new JsonObject { ["model_id"] = m.ModelId }),
        },
        ["outputs"] = new JsonObject { ["model_outputs"] = List(run.ModelOutputs, m => new JsonObject { ["model_id"] = m.ModelId, ["step"] = m.Step }) },
    };

    public static JsonNode Of(Metric metric) => new JsonObject
    {
        ["key"] = metric.Key, ["value"] = double.IsNaN(metric.Value) ? "NaN" : metric.Value, ["timestamp"] = Time(metric.Timestamp), ["step"] = metric.Step,
        ["model_id"] = metric.ModelId, ["dataset_name"] = metric.DatasetName, ["dataset_digest"] = metric.DatasetDigest, ["run_id"] = metric.RunId,
    };

    public static JsonNode Of(LoggedModel model) => new JsonObject
    {
        ["info"] = new JsonObject
        {
            ["model_id"] = model.Id, ["experiment_id"] = model.ExperimentId, ["name"] = model.Name, ["artifact_uri"] = model.ArtifactLocation,
            ["creation_timestamp_ms"] = Time(model.CreationTime), ["last_updated_timestamp_ms"] = Time(model.LastUpdateTime), ["status"] = StatusName(model.Status),
            ["status_message"] = model.StatusMessage, ["model_type"] = model.ModelType, ["source_run_id"] = model.SourceRunId, ["tags"] = Pairs(model.Tags),
        },
        ["data"] = new JsonObject { ["params"] = Pairs(model.Params), ["metrics"] = List(model.Metrics, Of) },
    };

    public static JsonNode Of(RegisteredModel model) => new JsonObject
    {
        ["name"] = model.Name, ["creation_timestamp"] = Time(model.CreationTime), ["last_updated_timestamp"] = Time(model.LastUpdateTime), ["description"] = model.Description,
        ["tags"] = Pairs(model.Tags), ["latest_versions"] = List(model.LatestVersions, Of),
        ["aliases"] = List(model.Aliases.ToList(), a => new JsonObject { ["alias"] = a.Key, ["version"] = $"{a.Value}" }),
    };

    public static JsonNode Of(ModelVersion version) => new JsonObject
    {
        ["name"] = version.Name, ["version"] = $"{version.Version}", ["creation_timestamp"] = Time(version.CreationTime), ["last_updated_timestamp"] = Time(version.LastUpdateTime),
        ["current_stage"] = version.Stage, ["description"] = version.Description, ["user_id"] = version.UserId, ["source"] = version.Source, ["run_id"] = version.RunId,
        ["run_link"] = version.RunLink, ["status"] = version.Status == ModelVersionStatus.Ready ? "READY" : "?", ["status_message"] = version.StatusMessage,
        ["tags"] = Pairs(version.Tags), ["aliases"] = new JsonArray(version.Aliases.Select(a => (JsonNode)a).ToArray()),
    };

    public static JsonNode List<T>(IReadOnlyList<T> items, Func<T, JsonNode> of) => new JsonArray(items.Select(of).ToArray());

    /// <summary>A recorded answer without what is not kept.</summary>
    public static JsonNode? Kept(JsonNode? answer)
    {
        switch (answer)
        {
            case JsonObject map:
                return new JsonObject(map.Where(p => !NotKept.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, Kept(p.Value))));
            case JsonArray list:
                return new JsonArray(list.Select(Kept).ToArray());
            default:
                return answer?.DeepClone();
        }
    }

    private static JsonObject Of(DatasetInput input) => new()
    {
        ["tags"] = new JsonArray(input.Tags.Select(t => (JsonNode)new JsonObject { ["key"] = t.Key, ["value"] = t.Value }).ToArray()),
        ["dataset"] = new JsonObject
        {
            ["name"] = input.Dataset.Name, ["digest"] = input.Dataset.Digest, ["source_type"] = input.Dataset.SourceType, ["source"] = input.Dataset.Source,
            ["schema"] = input.Dataset.Schema, ["profile"] = input.Dataset.Profile,
        },
    };

    private static JsonArray Pairs(IReadOnlyDictionary<string, string> pairs) =>
        new(pairs.Select(p => (JsonNode)new JsonObject { ["key"] = p.Key, ["value"] = p.Value }).ToArray());

    private static string Stage(LifecycleStage stage) => stage == LifecycleStage.Active ? "active" : "deleted";

    private static string StatusName(LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Pending => "LOGGED_MODEL_PENDING",
        LoggedModelStatus.Ready => "LOGGED_MODEL_READY",
        LoggedModelStatus.UploadFailed => "LOGGED_MODEL_UPLOAD_FAILED",
        _ => "LOGGED_MODEL_STATUS_UNSPECIFIED",
    };

    private static JsonValue? Time(DateTimeOffset? time) => time is { } some ? JsonValue.Create(some.ToUnixTimeMilliseconds()) : null;
}
