using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlTrackingStore
{
    private const string ModelHistoryTag = "mlflow.log-model.history";

    public Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<LoggedModelInput> models, CancellationToken ct)
    {
        foreach (var input in datasets) CheckDataset(input);
        return database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                foreach (var input in datasets.DistinctBy(i => (i.Dataset.Name, i.Dataset.Digest)).OrderBy(i => i.Dataset.Name, StringComparer.Ordinal).ThenBy(i => i.Dataset.Digest, StringComparer.Ordinal))
                    await LogDatasetAsync(session, runId, experiment, input, ct).ConfigureAwait(false);
                foreach (var model in models)
                    await LinkAsync(session, NewId(), "RUN_INPUT", runId, "MODEL_INPUT", model.ModelId, 0, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                foreach (var model in models)
                    await LinkAsync(session, NewId(), "RUN_OUTPUT", runId, "MODEL_OUTPUT", model.ModelId, model.Step, ct).ConfigureAwait(false);
            },
            ct);

    public Task RecordModelAsync(string runId, string mlmodelJson, CancellationToken ct)
    {
        var entry = ModelHistoryEntry(mlmodelJson);
        return database.WriteAsync(
            async session =>
            {
                await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                var before = await session.TextAsync($"SELECT value FROM tags WHERE run_uuid = {runId} AND key = {ModelHistoryTag}", ct).ConfigureAwait(false);
                var history = before is null ? [] : JsonNode.Parse(before)!.AsArray();
                history.Add((JsonNode)entry);
                var value = history.ToJsonString();
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO tags (key, value, run_uuid) VALUES ({ModelHistoryTag}, {value}, {runId})
                    ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value
                    """,
                    ct).ConfigureAwait(false);
            },
            ct);
    }

    // What MLflow keeps of an MLmodel in the tag.
    private static JsonObject ModelHistoryEntry(string mlmodelJson)
    {
        JsonObject model;
        try
        {
            model = JsonNode.Parse(mlmodelJson) as JsonObject ?? throw MlflowErrors.BadModelJson("it is no object");
        }
        catch (JsonException e)
        {
            throw MlflowErrors.BadModelJson(e.Message, e);
        }
        string[] needed = ["artifact_path", "flavors", "utc_time_created", "run_id"];
        if (needed.FirstOrDefault(key => !model.ContainsKey(key)) is { } missing) throw MlflowErrors.BadModelJson($"it has no {missing}");

        var entry = new JsonObject();
        foreach (var key in (string[])["run_id", "artifact_path", "utc_time_created", "model_uuid"])
            if (model[key] is { } value) entry[key] = value.DeepClone();
        var flavors = (JsonObject?)(model["flavors"] as JsonObject)?.DeepClone() ?? throw MlflowErrors.BadModelJson("flavors is no object");
        foreach (var (_, flavor) in flavors) (flavor as JsonObject)?.Remove("config");
        entry["flavors"] = flavors;
        return entry;
    }

    private static void CheckDataset(DatasetInput input)
    {
        var dataset = input.Dataset;
        Limits.CheckLength("name of a dataset", dataset.Name, 500);
        Limits.CheckLength("digest of a dataset", dataset.Digest, 36);
        Limits.CheckLength("source of a dataset", dataset.Source, 65_535);
        Limits.CheckLength("schema of a dataset", dataset.Schema, 1_048_575);
        Limits.CheckLength("profile of a dataset", dataset.Profile, 16_777_215);
        foreach (var tag in input.Tags)
        {
            Limits.CheckLength("key of a dataset's tag", tag.Key, 255);
            Limits.CheckLength("value of a dataset's tag", tag.Value, 500);
        }
    }

    private static async Task LogDatasetAsync(SqlSession session, string runId, long experiment, DatasetInput input, CancellationToken ct)
    {
        var dataset = input.Dataset;
        await session.ExecuteAsync(
            $"""
            INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile)
            VALUES ({NewId()}, {experiment}, {dataset.Name}, {dataset.Digest}, {dataset.SourceType}, {dataset.Source}, {dataset.Schema}, {dataset.Profile})
            ON CONFLICT (experiment_id, name, digest) DO NOTHING
            """,
            ct).ConfigureAwait(false);
        var datasetId = await session.TextAsync(
            $"SELECT dataset_uuid FROM datasets WHERE experiment_id = {experiment} AND name = {dataset.Name} AND digest = {dataset.Digest}", ct)
            .ConfigureAwait(false);

        // Tags belong to the first time that the run logged this dataset.
        var inputId = NewId();
        if (!await LinkAsync(session, inputId, "DATASET", datasetId!, "RUN", runId, 0, ct).ConfigureAwait(false)) return;
        await InsertAsync(
            session, "INSERT INTO input_tags (input_uuid, name, value)", input.Tags.Select(t => Sql.Of($"({inputId}, {t.Key}, {t.Value})")), "", ct)
            .ConfigureAwait(false);
    }

    private static async Task<bool> LinkAsync(
        SqlSession session, string id, string sourceType, string source, string destinationType, string destination, long step, CancellationToken ct) =>
        await session.ExecuteAsync(
            $"""
            INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)
            VALUES ({id}, {sourceType}, {source}, {destinationType}, {destination}, {step})
            ON CONFLICT (source_type, source_id, destination_type, destination_id) DO NOTHING
            """,
            ct).ConfigureAwait(false) == 1;

    private static async Task<ILookup<string, DatasetInput>> LoadDatasetInputsAsync(SqlSession session, IEnumerable<string> runs, CancellationToken ct)
    {
        var inputs = new List<(string Run, string Id, Dataset Dataset)>();
        await ForEachAsync(
            session, runs,
            some =>
                $"""
                SELECT i.destination_id, i.input_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, d.dataset_schema, d.dataset_profile
                FROM inputs i JOIN datasets d ON i.source_id = d.dataset_uuid
                WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN' AND i.destination_id IN ({some})
                ORDER BY d.name, d.digest
                """,
            row => inputs.Add((row.GetString(0), row.GetString(1), new Dataset
            {
                Name = row.GetString(2),
                Digest = row.GetString(3),
                SourceType = row.GetString(4),
                Source = row.GetString(5),
                Schema = row.TextOrNull(6),
                Profile = row.TextOrNull(7),
            })),
            ct).ConfigureAwait(false);
        var tags = new List<(string Input, InputTag Tag)>();
        await ForEachAsync(
            session, inputs.Select(i => i.Id), some => $"SELECT input_uuid, name, value FROM input_tags WHERE input_uuid IN ({some}) ORDER BY name",
            row => tags.Add((row.GetString(0), new InputTag(row.GetString(1), row.GetString(2)))), ct).ConfigureAwait(false);
        var tagsOf = tags.ToLookup(t => t.Input, t => t.Tag);
        return inputs.ToLookup(i => i.Run, i => new DatasetInput(i.Dataset) { Tags = [.. tagsOf[i.Id]] });
    }

    private static async Task<ILookup<string, LoggedModelOutput>> LoadModelLinksAsync(
        SqlSession session, IEnumerable<string> runs, string sourceType, string destinationType, CancellationToken ct)
    {
        var links = new List<(string Run, LoggedModelOutput Model)>();
        await ForEachAsync(
            session, runs,
            some =>
                $"""
                SELECT source_id, destination_id, step FROM inputs
                WHERE source_type = {sourceType} AND destination_type = {destinationType} AND source_id IN ({some}) ORDER BY step, destination_id
                """,
            row => links.Add((row.GetString(0), new LoggedModelOutput(row.GetString(1), row.GetInt64(2)))), ct).ConfigureAwait(false);
        return links.ToLookup(l => l.Run, l => l.Model);
    }
}
