using System.Data.Common;
using System.Globalization;
using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlTrackingStore
{
    private static readonly Sql RunColumns = Sql.Raw(
        "run_uuid, name, experiment_id, user_id, status, start_time, end_time, artifact_uri, lifecycle_stage");

    public Task<Run> CreateRunAsync(string experimentId, RunOptions run, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveExperimentAsync(session, experimentId, ct).ConfigureAwait(false);
                var tagged = run.Tags.GetValueOrDefault(RunNameTag);
                var given = string.IsNullOrEmpty(run.Name) ? null : run.Name;
                if (given is not null && !string.IsNullOrEmpty(tagged) && given != tagged) throw MlflowErrors.TwoRunNames(given, tagged);
                var name = given ?? (string.IsNullOrEmpty(tagged) ? RandomNames.Next() : tagged);

                var id = NewId();
                var artifacts = ArtifactLocations.Append(experiment.ArtifactLocation, id, ArtifactsFolder);
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version,
                        lifecycle_stage, artifact_uri, experiment_id)
                    VALUES ({id}, {name}, 'UNKNOWN', '', '', {run.UserId ?? ""}, {WireNames.Name(RunStatus.Running)},
                        {run.StartTime?.ToUnixTimeMilliseconds() ?? 0}, '', {WireNames.Active}, {artifacts}, {ExperimentNumber(experiment.Id)})
                    """,
                    ct).ConfigureAwait(false);
                var tags = run.Tags.Where(t => t.Key != RunNameTag).Append(new(RunNameTag, name));
                await InsertAsync(session, "INSERT INTO tags (key, value, run_uuid)", tags.Select(t => Sql.Of($"({t.Key}, {t.Value}, {id})")), "", ct)
                    .ConfigureAwait(false);
                return await GetRunAsync(session, id, ct).ConfigureAwait(false);
            },
            ct);

    public Task<Run> GetRunAsync(string runId, CancellationToken ct) => database.ReadAsync(session => GetRunAsync(session, runId, ct), ct);

    public Task<Run> UpdateRunAsync(string runId, RunStatus? status, DateTimeOffset? endTime, string? name, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                if (status is { } s) await session.ExecuteAsync($"UPDATE runs SET status = {WireNames.Name(s)} WHERE run_uuid = {runId}", ct).ConfigureAwait(false);
                if (endTime is { } end)
                    await session.ExecuteAsync($"UPDATE runs SET end_time = {end.ToUnixTimeMilliseconds()} WHERE run_uuid = {runId}", ct).ConfigureAwait(false);
                if (!string.IsNullOrEmpty(name)) await SetTagAsync(session, runId, RunNameTag, name, ct).ConfigureAwait(false);
                return await GetRunAsync(session, runId, ct).ConfigureAwait(false);
            },
            ct);

    public Task DeleteRunAsync(string runId, CancellationToken ct) => MoveRunAsync(runId, WireNames.Deleted, database.Now(), ct);

    public Task RestoreRunAsync(string runId, CancellationToken ct) => MoveRunAsync(runId, WireNames.Active, deletedTime: null, ct);

    public Task<Page<Run>> SearchRunsAsync(RunSearch search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults);
        var query = SearchQuery.Of(SearchVocabulary.Runs, search);
        var experiments = search.ExperimentIds.Select(ExperimentNumber).ToList();
        return database.ReadAsync(
            async session =>
            {
                var runs = await LoadRunsAsync(
                    session,
                    $"""
                    SELECT {RunColumns} FROM runs
                    WHERE experiment_id IN ({Sql.List(experiments)}) AND lifecycle_stage IN ({Sql.List(WireNames.Stages(search.ViewType))}) AND {query.Where}
                    ORDER BY {query.OrderBy} {query.Page}
                    """,
                    ct).ConfigureAwait(false);
                return query.PageOf(runs);
            },
            ct);
    }

    private Task MoveRunAsync(string runId, string to, long? deletedTime, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var moved = await session.ExecuteAsync(
                    $"UPDATE runs SET lifecycle_stage = {to}, deleted_time = {deletedTime} WHERE run_uuid = {runId}", ct).ConfigureAwait(false);
                if (moved == 0) throw MlflowErrors.NoRun(runId);
            },
            ct);

    private static async Task<Run> GetRunAsync(SqlSession session, string runId, CancellationToken ct)
    {
        var found = await LoadRunsAsync(session, $"SELECT {RunColumns} FROM runs WHERE run_uuid = {runId}", ct).ConfigureAwait(false);
        return found.SingleOrDefault() ?? throw MlflowErrors.NoRun(runId);
    }

    // A handful of queries, however many runs there are.
    private static async Task<List<Run>> LoadRunsAsync(SqlSession session, Sql select, CancellationToken ct)
    {
        var runs = await session.QueryAsync(select, ReadRun, ct).ConfigureAwait(false);
        var ids = runs.ConvertAll(r => r.Id);
        var metrics = await LoadLatestMetricsAsync(session, ids, ct).ConfigureAwait(false);
        var parameters = await LoadPairsAsync(session, "run_uuid", "params", "key", "value", ids, ct).ConfigureAwait(false);
        var tags = await LoadPairsAsync(session, "run_uuid", "tags", "key", "value", ids, ct).ConfigureAwait(false);
        var datasets = await LoadDatasetInputsAsync(session, ids, ct).ConfigureAwait(false);
        var inputs = await LoadModelLinksAsync(session, ids, "RUN_INPUT", "MODEL_INPUT", ct).ConfigureAwait(false);
        var outputs = await LoadModelLinksAsync(session, ids, "RUN_OUTPUT", "MODEL_OUTPUT", ct).ConfigureAwait(false);
        return runs.ConvertAll(run => run with
        {
            Name = run.Name.Length > 0 ? run.Name : tags.Of(run.Id).GetValueOrDefault(RunNameTag, ""),
            LatestMetrics = [.. metrics[run.Id]],
            Params = parameters.Of(run.Id),
            Tags = tags.Of(run.Id),
            DatasetInputs = [.. datasets[run.Id]],
            ModelInputs = [.. inputs[run.Id].Select(o => new LoggedModelInput(o.ModelId))],
            ModelOutputs = [.. outputs[run.Id]],
        });
    }

    private static Run ReadRun(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.TextOrNull(1) ?? "",
        ExperimentId = row.GetInt64(2).ToString(CultureInfo.InvariantCulture),
        UserId = row.TextOrNull(3) ?? "",
        Status = WireNames.Status(row.TextOrNull(4)),
        StartTime = Epoch.ToTime(row.LongOrNull(5)),
        EndTime = Epoch.ToTime(row.LongOrNull(6)),
        ArtifactUri = row.TextOrNull(7) ?? "",
        LifecycleStage = WireNames.Stage(row.TextOrNull(8)),
    };
}
