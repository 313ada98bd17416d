using System.Text.Json;
using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

internal sealed partial class RestTrackingStore
{
    private const int HistoryPage = 25_000;
    private const string ModelHistoryTag = "mlflow.log-model.history";

    public Task LogMetricAsync(string runId, Metric metric, CancellationToken ct)
    {
        var wire = WireMetric.Of(metric);
        var body = new LogMetric(runId, metric.Key, metric.Value, metric.Timestamp.ToUnixTimeMilliseconds(), metric.Step, wire.ModelId, wire.DatasetName, wire.DatasetDigest);
        return LogAsync(Api.Post("runs/log-metric", body), runId, new RunBatch { Metrics = [metric] }, ct);
    }

    public Task LogParamAsync(string runId, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post("runs/log-parameter", new LogParam(runId, key, value)), ct);

    public Task SetTagAsync(string runId, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post("runs/set-tag", new RunTag(runId, key, value)), ct);

    public Task DeleteTagAsync(string runId, string key, CancellationToken ct) =>
        http.RemoveAsync(Api.Post("runs/delete-tag", new RunTag(runId, key, null)), ct);

    public Task LogBatchAsync(string runId, RunBatch batch, CancellationToken ct) => PrepareBatch(runId, batch)(ct);

    public Func<CancellationToken, Task> PrepareBatch(string runId, RunBatch batch)
    {
        var call = Batch(runId, batch);
        return ct => LogAsync(call, runId, batch, ct);
    }

    public async Task<Page<Metric>> GetMetricHistoryAsync(string runId, string key, int? maxResults, string? pageToken, CancellationToken ct)
    {
        if (maxResults is { } max) Limits.CheckMaxResults(max, limit: null);
        if (maxResults is null) return await GetWholeHistoryAsync(runId, key, pageToken, ct).ConfigureAwait(false);
        // Without max_results, MLflow 3.11 answers with a token and no values.
        var call = Api.Get(
            "metrics/get-history", ("run_id", runId), ("metric_key", key),
            ("max_results", maxResults.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("page_token", Given(pageToken)));
        var answer = await http.ReadAsync<MetricsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.Metrics, m => m.ToMetric() with { RunId = m.RunId ?? runId }, answer.NextPageToken, pageToken, call);
    }

    public Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<LoggedModelInput> models, CancellationToken ct)
    {
        var body = new LogInputs(
            runId, Given<WireDatasetInput>(datasets.Select(WireDatasetInput.Of).ToList()), Given<WireModelInput>(models.Select(m => new WireModelInput(m.ModelId)).ToList()));
        return http.SendAsync(Api.Post("runs/log-inputs", body), ct);
    }

    public Task LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken ct)
    {
        var call = Api.Post("runs/outputs", new LogOutputs(runId, models.Select(m => new WireModelOutput(m.ModelId, m.Step)).ToList()));
        return OnMlflow3Async(
            LoggedModels,
            async () =>
            {
                try
                {
                    await http.SendAsync(call, ct).ConfigureAwait(false);
                }
                catch (MlflowException e) when (e.MayBeDoneAlready && e.Code == ErrorCode.InvalidArgument)
                {
                    // A second time, servers refuse the same output.
                    var run = await GetRunAsync(runId, ct).ConfigureAwait(false);
                    if (!models.All(run.ModelOutputs.Contains)) throw;
                }
            },
            ct);
    }

    public async Task RecordModelAsync(string runId, string mlmodelJson, CancellationToken ct)
    {
        // The server adds to a list: sent twice, the model would stand in it twice.
        var call = Api.Post("runs/log-model", new LogModel(runId, mlmodelJson), Repeat.WouldDouble);
        try
        {
            await http.SendAsync(call, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.OutcomeIsUnknown)
        {
            var run = await GetRunAsync(runId, ct).ConfigureAwait(false);
            if (!ListsModel(run.Tags.GetValueOrDefault(ModelHistoryTag), mlmodelJson)) throw;
        }
    }

    /// <summary>
    /// Values of metrics are stored once however often they are sent, but for NaN: MLflow 3.11 does not see that it has one already, and refuses the lot.
    /// So the NaNs that are there are left out, and the rest is sent again.
    /// </summary>
    private async Task LogAsync(MlflowCall call, string runId, RunBatch batch, CancellationToken ct)
    {
        try
        {
            await http.SendAsync(call, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.MlflowErrorCode == MlflowErrorCodes.BadRequest && batch.Metrics.Any(m => double.IsNaN(m.Value)))
        {
            var rest = await WithoutLoggedNaNsAsync(runId, batch.Metrics, ct).ConfigureAwait(false);
            if (rest.Count == batch.Metrics.Count) throw;
            if (rest.Count + batch.Params.Count + batch.Tags.Count > 0)
                await http.SendAsync(Batch(runId, batch with { Metrics = rest }), ct).ConfigureAwait(false);
        }
    }

    private static MlflowCall Batch(string runId, RunBatch batch) => Api.Post(
        "runs/log-batch",
        new LogBatch(runId, Given<WireMetric>(batch.Metrics.Select(WireMetric.Of).ToList()), WireTag.List(batch.Params), WireTag.List(batch.Tags)));

    private async Task<List<Metric>> WithoutLoggedNaNsAsync(string runId, IReadOnlyList<Metric> metrics, CancellationToken ct)
    {
        var logged = new HashSet<(string, long, long)>();
        foreach (var key in metrics.Where(m => double.IsNaN(m.Value)).Select(m => m.Key).Distinct())
            foreach (var metric in await GetWholeHistoryAsync(runId, key, null, ct).ConfigureAwait(false))
                if (double.IsNaN(metric.Value)) logged.Add(Place(metric));
        return metrics.Where(m => !double.IsNaN(m.Value) || !logged.Contains(Place(m))).ToList();

        static (string, long, long) Place(Metric metric) => (metric.Key, metric.Step, metric.Timestamp.ToUnixTimeMilliseconds());
    }

    private async Task<Page<Metric>> GetWholeHistoryAsync(string runId, string key, string? pageToken, CancellationToken ct)
    {
        var all = new List<Metric>();
        do
        {
            var page = await GetMetricHistoryAsync(runId, key, HistoryPage, pageToken, ct).ConfigureAwait(false);
            all.AddRange(page.Items);
            pageToken = page.NextPageToken;
        }
        while (pageToken is not null);
        return new Page<Metric>(all);
    }

    private static bool ListsModel(string? history, string mlmodelJson)
    {
        try
        {
            using var sent = JsonDocument.Parse(mlmodelJson);
            using var listed = JsonDocument.Parse(history ?? "[]");
            return listed.RootElement.EnumerateArray().Any(
                model => Part(model, "artifact_path") == Part(sent.RootElement, "artifact_path") && Part(model, "utc_time_created") == Part(sent.RootElement, "utc_time_created"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Part(JsonElement model, string name) => model.TryGetProperty(name, out var value) ? value.ToString() : null;
}
