using System.Buffers;
using System.Data.Common;
using System.Globalization;
using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlTrackingStore
{
    // Every database that we open has the table.
    public Task<bool> HasLoggedModelsAsync(CancellationToken ct) => Task.FromResult(true);

    private static readonly Sql LoggedModelColumns = Sql.Raw(
        """
        model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, status_message,
        model_type, source_run_id
        """);

    private static readonly SearchValues<char> NotInModelNames = SearchValues.Create("/:.%\"'");

    public Task<LoggedModel> CreateLoggedModelAsync(string experimentId, LoggedModelOptions model, CancellationToken ct)
    {
        if (model.Name?.AsSpan().ContainsAny(NotInModelNames) == true) throw MlflowErrors.BadLoggedModelName(model.Name);
        return database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveExperimentAsync(session, experimentId, ct).ConfigureAwait(false);
                var id = "m-" + NewId();
                var experimentNumber = ExperimentNumber(experiment.Id);
                var now = database.Now();
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms,
                        status, lifecycle_stage, model_type, source_run_id)
                    VALUES ({id}, {experimentNumber}, {(string.IsNullOrEmpty(model.Name) ? RandomNames.Next() : model.Name)},
                        {ArtifactLocations.Append(experiment.ArtifactLocation, "models", id, ArtifactsFolder)}, {now}, {now},
                        {WireNames.Number(LoggedModelStatus.Pending)}, {WireNames.Active}, {model.ModelType ?? ""}, {model.SourceRunId ?? ""})
                    """,
                    ct).ConfigureAwait(false);
                await InsertAsync(
                    session, "INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value)",
                    model.Params.Select(p => Sql.Of($"({id}, {experimentNumber}, {p.Key}, {p.Value})")), "", ct).ConfigureAwait(false);
                await InsertAsync(
                    session, "INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)",
                    model.Tags.Select(t => Sql.Of($"({id}, {experimentNumber}, {t.Key}, {t.Value})")), "", ct).ConfigureAwait(false);
                return await GetLoggedModelAsync(session, id, deletedToo: false, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<LoggedModel> GetLoggedModelAsync(string modelId, CancellationToken ct) =>
        database.ReadAsync(session => GetLoggedModelAsync(session, modelId, deletedToo: false, ct), ct);

    public Task<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await ChangeLoggedModelAsync(session, modelId, $"status = {WireNames.Number(status)}", ct).ConfigureAwait(false);
                return await GetLoggedModelAsync(session, modelId, deletedToo: true, ct).ConfigureAwait(false);
            },
            ct);

    public Task DeleteLoggedModelAsync(string modelId, CancellationToken ct) =>
        database.WriteAsync(session => ChangeLoggedModelAsync(session, modelId, $"lifecycle_stage = {WireNames.Deleted}", ct), ct);

    public Task LogLoggedModelParamsAsync(string modelId, IReadOnlyDictionary<string, string> parameters, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var experiment = await RequireLoggedModelAsync(session, modelId, ct).ConfigureAwait(false);
                foreach (var (key, value) in parameters)
                {
                    var added = await session.ExecuteAsync(
                        $"""
                        INSERT INTO logged_model_params (model_id, experiment_id, param_key, param_value) VALUES ({modelId}, {experiment}, {key}, {value})
                        ON CONFLICT DO NOTHING
                        """,
                        ct).ConfigureAwait(false);
                    if (added == 0) throw MlflowErrors.LoggedModelParamExists(modelId, key);
                }
            },
            ct);

    public Task SetLoggedModelTagsAsync(string modelId, IReadOnlyDictionary<string, string> tags, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var experiment = await RequireLoggedModelAsync(session, modelId, ct).ConfigureAwait(false);
                await InsertAsync(
                    session, "INSERT INTO logged_model_tags (model_id, experiment_id, tag_key, tag_value)",
                    tags.Select(t => Sql.Of($"({modelId}, {experiment}, {t.Key}, {t.Value})")),
                    "ON CONFLICT (model_id, tag_key) DO UPDATE SET tag_value = excluded.tag_value", ct).ConfigureAwait(false);
            },
            ct);

    public Task DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await RequireLoggedModelAsync(session, modelId, ct).ConfigureAwait(false);
                var removed = await session.ExecuteAsync($"DELETE FROM logged_model_tags WHERE model_id = {modelId} AND tag_key = {key}", ct).ConfigureAwait(false);
                if (removed == 0) throw MlflowErrors.NoLoggedModelTag(modelId, key);
            },
            ct);

    public Task<Page<LoggedModel>> SearchLoggedModelsAsync(LoggedModelSearch search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults, limit: null);
        if (search.ExperimentIds.Count == 0) throw MlflowErrors.NothingToSearch();
        var query = SearchQuery.Of(search);
        var experiments = search.ExperimentIds.Select(ExperimentNumber).ToList();
        return database.ReadAsync(
            async session =>
            {
                var found = await LoadLoggedModelsAsync(
                    session,
                    $"""
                    SELECT {LoggedModelColumns} FROM logged_models
                    WHERE experiment_id IN ({Sql.List(experiments)}) AND lifecycle_stage <> {WireNames.Deleted} AND {query.Where}
                    ORDER BY {query.OrderBy} {query.Page}
                    """,
                    ct).ConfigureAwait(false);
                return query.PageOf(found);
            },
            ct);
    }

    private async Task ChangeLoggedModelAsync(SqlSession session, string modelId, Sql change, CancellationToken ct)
    {
        var changed = await session.ExecuteAsync(
            $"UPDATE logged_models SET {change}, last_updated_timestamp_ms = {database.Now()} WHERE model_id = {modelId}", ct).ConfigureAwait(false);
        if (changed == 0) throw MlflowErrors.NoLoggedModel(modelId);
    }

    private static async Task<long> RequireLoggedModelAsync(SqlSession session, string modelId, CancellationToken ct) =>
        await session.LongAsync($"SELECT experiment_id FROM logged_models WHERE model_id = {modelId} {session.ForChange}", ct).ConfigureAwait(false)
        ?? throw MlflowErrors.NoLoggedModel(modelId);

    private static async Task<LoggedModel> GetLoggedModelAsync(SqlSession session, string modelId, bool deletedToo, CancellationToken ct)
    {
        var found = await LoadLoggedModelsAsync(
            session,
            $"""
            SELECT {LoggedModelColumns} FROM logged_models WHERE model_id = {modelId}
            AND lifecycle_stage IN ({Sql.List(WireNames.Stages(deletedToo ? ViewType.All : ViewType.ActiveOnly))})
            """,
            ct).ConfigureAwait(false);
        return found.SingleOrDefault() ?? throw MlflowErrors.NoLoggedModel(modelId);
    }

    private static async Task<List<LoggedModel>> LoadLoggedModelsAsync(SqlSession session, Sql select, CancellationToken ct)
    {
        var models = await session.QueryAsync(select, ReadLoggedModel, ct).ConfigureAwait(false);
        var ids = models.ConvertAll(m => m.Id);
        var parameters = await LoadPairsAsync(session, "model_id", "logged_model_params", "param_key", "param_value", ids, ct).ConfigureAwait(false);
        var tags = await LoadPairsAsync(session, "model_id", "logged_model_tags", "tag_key", "tag_value", ids, ct).ConfigureAwait(false);
        var metrics = await LoadModelMetricsAsync(session, ids, ct).ConfigureAwait(false);
        return models.ConvertAll(m => m with { Params = parameters.Of(m.Id), Tags = tags.Of(m.Id), Metrics = [.. metrics[m.Id]] });
    }

    private static async Task<ILookup<string, Metric>> LoadModelMetricsAsync(SqlSession session, IEnumerable<string> models, CancellationToken ct)
    {
        var metrics = new List<Metric>();
        await ForEachAsync(
            session, models,
            some =>
                $"""
                SELECT metric_name, metric_value, metric_timestamp_ms, metric_step, model_id, run_id, dataset_name, dataset_digest
                FROM logged_model_metrics WHERE model_id IN ({some}) ORDER BY metric_name, metric_timestamp_ms, metric_step
                """,
            row => metrics.Add(
                new Metric(row.GetString(0), row.IsDBNull(1) ? double.NaN : row.GetDouble(1), Epoch.ToTime(row.GetInt64(2)), row.GetInt64(3))
                {
                    ModelId = row.GetString(4),
                    RunId = row.GetString(5),
                    DatasetName = row.TextOrNull(6),
                    DatasetDigest = row.TextOrNull(7),
                }),
            ct).ConfigureAwait(false);
        return metrics.ToLookup(m => m.ModelId!);
    }

    private static LoggedModel ReadLoggedModel(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        ExperimentId = row.GetInt64(1).ToString(CultureInfo.InvariantCulture),
        Name = row.GetString(2),
        ArtifactLocation = row.GetString(3),
        CreationTime = Epoch.ToTime(row.GetInt64(4)),
        LastUpdateTime = Epoch.ToTime(row.GetInt64(5)),
        Status = WireNames.LoggedModelStatus(row.GetInt64(6)),
        StatusMessage = row.TextOrNull(7),
        ModelType = row.TextOrNull(8) ?? "",
        SourceRunId = row.TextOrNull(9) is { Length: > 0 } run ? run : null,
    };
}
