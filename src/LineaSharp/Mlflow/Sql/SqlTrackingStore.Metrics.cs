using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlTrackingStore
{
    public Task LogMetricAsync(string runId, Metric metric, CancellationToken ct)
    {
        CheckMetric(metric);
        return database.WriteAsync(
            async session =>
            {
                var experiment = await RequireActiveRunAsync(session, runId, ct).ConfigureAwait(false);
                await LogMetricsAsync(session, runId, experiment, [metric], ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<Page<Metric>> GetMetricHistoryAsync(string runId, string key, int? maxResults, string? pageToken, CancellationToken ct)
    {
        if (maxResults is { } max) Limits.CheckMaxResults(max, limit: null);
        var offset = PageToken.Read(pageToken);
        return database.ReadAsync(
            async session =>
            {
                var history = await session.QueryAsync(
                    $"""
                    SELECT value, is_nan, timestamp, step FROM metrics WHERE run_uuid = {runId} AND key = {key}
                    ORDER BY timestamp, step, value LIMIT {(maxResults ?? int.MaxValue) + 1L} OFFSET {offset}
                    """,
                    row => new Metric(key, row.GetBoolean(1) ? double.NaN : row.GetDouble(0), Epoch.ToTime(row.GetInt64(2)), row.GetInt64(3)) { RunId = runId },
                    ct).ConfigureAwait(false);
                return maxResults is { } size && history.Count > size
                    ? new Page<Metric>(history.GetRange(0, size), PageToken.Write(offset + size))
                    : new Page<Metric>(history);
            },
            ct);
    }

    private static void CheckMetric(Metric metric)
    {
        Limits.CheckKey("metric", metric.Key);
        if (metric.Timestamp < DateTimeOffset.UnixEpoch) throw MlflowErrors.BadTimestamp(metric.Key);
    }

    /// <summary>What is stored of a value: NaN is a flag beside a 0, infinity the greatest double, and zero has no sign, since not every database has them.</summary>
    private static (double Value, bool IsNaN) Stored(double value) =>
        double.IsNaN(value) || value == 0 ? (0, double.IsNaN(value)) : (Math.Clamp(value, double.MinValue, double.MaxValue), false);

    private static async Task LogMetricsAsync(SqlSession session, string runId, long experiment, IReadOnlyList<Metric> metrics, CancellationToken ct)
    {
        await LogModelMetricsAsync(session, runId, experiment, metrics, ct).ConfigureAwait(false);

        var points = metrics.Select(m => new Point(m)).ToList();
        await InsertAsync(
            session, "INSERT INTO metrics (key, value, timestamp, step, is_nan, run_uuid)",
            points.Select(p => Sql.Of($"({p.Key}, {p.Value}, {p.Timestamp}, {p.Step}, {p.IsNaN}, {runId})")), "ON CONFLICT DO NOTHING", ct)
            .ConfigureAwait(false);

        // One row for each key, since a statement may not change a row twice; in the order of the keys, in which MLflow's own server locks them.
        var latest = points.GroupBy(p => p.Key).Select(group => group.MaxBy(p => (p.Step, p.Timestamp, p.Value))!).OrderBy(p => p.Key, StringComparer.Ordinal);
        await InsertAsync(
            session, "INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)",
            latest.Select(p => Sql.Of($"({p.Key}, {p.Value}, {p.Timestamp}, {p.Step}, {p.IsNaN}, {runId})")),
            """
            ON CONFLICT (key, run_uuid) DO UPDATE
            SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
            WHERE (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)
            """,
            ct).ConfigureAwait(false);
    }

    private static async Task LogModelMetricsAsync(
        SqlSession session, string runId, long experiment, IReadOnlyList<Metric> metrics, CancellationToken ct)
    {
        var ofModels = metrics.Where(m => !string.IsNullOrEmpty(m.ModelId)).ToList();
        foreach (var model in ofModels.DistinctBy(m => m.ModelId))
        {
            if (await session.LongAsync($"SELECT 1 FROM logged_models WHERE model_id = {model.ModelId}", ct).ConfigureAwait(false) is null)
                throw MlflowErrors.NoLoggedModelOfMetric(model.ModelId!, model.Key);
        }
        await InsertAsync(
            session,
            """
            INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id,
                dataset_name, dataset_digest)
            """,
            ofModels.Select(m =>
            {
                var point = new Point(m);
                return Sql.Of(
                    $"({m.ModelId}, {point.Key}, {point.Timestamp}, {point.Step}, {point.Value}, {experiment}, {runId}, {m.DatasetName}, {m.DatasetDigest})");
            }),
            "ON CONFLICT DO NOTHING", ct).ConfigureAwait(false);
    }

    private static async Task<ILookup<string, Metric>> LoadLatestMetricsAsync(SqlSession session, IEnumerable<string> runs, CancellationToken ct)
    {
        var metrics = new List<Metric>();
        await ForEachAsync(
            session, runs,
            some => $"SELECT key, value, is_nan, timestamp, step, run_uuid FROM latest_metrics WHERE run_uuid IN ({some}) ORDER BY key",
            row => metrics.Add(
                new Metric(row.GetString(0), row.GetBoolean(2) ? double.NaN : row.GetDouble(1), Epoch.ToTime(row.LongOrNull(3) ?? 0), row.GetInt64(4))
                {
                    RunId = row.GetString(5),
                }),
            ct).ConfigureAwait(false);
        return metrics.ToLookup(m => m.RunId!);
    }

    /// <summary>One value as a row holds it.</summary>
    private sealed record Point(string Key, double Value, bool IsNaN, long Timestamp, long Step)
    {
        public Point(Metric metric)
            : this(metric.Key, Stored(metric.Value).Value, Stored(metric.Value).IsNaN, metric.Timestamp.ToUnixTimeMilliseconds(), metric.Step)
        {
        }
    }
}
