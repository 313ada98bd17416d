using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlTrackingStore
{
    public Task LogParamAsync(string runId, string key, string value, CancellationToken ct)
    {
        Limits.CheckKey("param", key);
        return database.WriteAsync(
            async session =>
            {
                await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                await LogParamsAsync(session, runId, [new(key, value)], ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task SetTagAsync(string runId, string key, string value, CancellationToken ct)
    {
        Limits.CheckKey("tag", key);
        return database.WriteAsync(
            async session =>
            {
                await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                await SetTagAsync(session, runId, key, value, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteTagAsync(string runId, string key, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                if (await session.ExecuteAsync($"DELETE FROM tags WHERE run_uuid = {runId} AND key = {key}", ct).ConfigureAwait(false) == 0)
                    throw MlflowErrors.NoTag(runId, key);
            },
            ct);

    public Task LogBatchAsync(string runId, RunBatch batch, CancellationToken ct)
    {
        CheckBatch(batch);
        return database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                await LogParamsAsync(session, runId, batch.Params, ct).ConfigureAwait(false);
                if (batch.Metrics.Count > 0) await LogMetricsAsync(session, runId, experiment, batch.Metrics, ct).ConfigureAwait(false);
                foreach (var (key, value) in batch.Tags) await SetTagAsync(session, runId, key, value, ct).ConfigureAwait(false);
            },
            ct);
    }

    private static void CheckBatch(RunBatch batch)
    {
        foreach (var metric in batch.Metrics) CheckMetric(metric);
        foreach (var (key, _) in batch.Params) Limits.CheckKey("param", key);
        foreach (var (key, _) in batch.Tags) Limits.CheckKey("tag", key);
        CheckCount("metrics", Limits.BatchMetrics, batch.Metrics.Count);
        CheckCount("params", Limits.BatchParamsOrTags, batch.Params.Count);
        CheckCount("tags", Limits.BatchParamsOrTags, batch.Tags.Count);
        CheckCount("metrics, params and tags", Limits.BatchMetrics, batch.Metrics.Count + batch.Params.Count + batch.Tags.Count);
        var seen = new HashSet<string>();
        foreach (var (key, _) in batch.Params)
            if (!seen.Add(key)) throw MlflowErrors.RepeatedParam(key);
    }

    private static void CheckCount(string what, int limit, int found)
    {
        if (found > limit) throw MlflowErrors.TooMany(what, limit, found);
    }

    // Whoever wrote a param first has written it: the insert does nothing then, and the values are compared.
    private static async Task LogParamsAsync(SqlSession session, string runId, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken ct)
    {
        foreach (var (key, value) in parameters)
        {
            var cut = Limits.Cut(value, Limits.ParamValue);
            var added = await session.ExecuteAsync(
                $"INSERT INTO params (key, value, run_uuid) VALUES ({key}, {cut}, {runId}) ON CONFLICT (key, run_uuid) DO NOTHING", ct).ConfigureAwait(false);
            if (added == 1) continue;
            var old = await session.TextAsync($"SELECT value FROM params WHERE run_uuid = {runId} AND key = {key}", ct).ConfigureAwait(false) ?? "";
            if (old != cut) throw MlflowErrors.ParamChanged(runId, key, old, cut);
        }
    }

    private static async Task SetTagAsync(SqlSession session, string runId, string key, string value, CancellationToken ct)
    {
        var cut = Limits.Cut(value, Limits.TagValue);
        // The name of a run stands in two places, which MLflow keeps equal; an empty one is ignored.
        if (key == RunNameTag)
        {
            if (cut.Length == 0) return;
            await session.ExecuteAsync($"UPDATE runs SET name = {cut} WHERE run_uuid = {runId}", ct).ConfigureAwait(false);
        }
        await session.ExecuteAsync(
            $"INSERT INTO tags (key, value, run_uuid) VALUES ({key}, {cut}, {runId}) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value", ct)
            .ConfigureAwait(false);
    }
}
