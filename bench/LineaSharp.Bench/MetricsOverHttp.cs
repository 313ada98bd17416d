using System.Text.Json;
using LineaSharp.Mlflow;

namespace LineaSharp.Bench;

/// <summary>100,000 metrics logged to one run of an MLflow server, in the two ways the client has, against the same batches sent bare. The three take turns.</summary>
internal static class MetricsOverHttp
{
    private const int Count = 100_000, BatchSize = 1000, Keys = 10;
    private const double Limit = 1.3;

    public static async Task RunAsync(string folder, Table table)
    {
        using var server = await MlflowServer.StartAsync(folder);
        using var bare = new BareMlflow(server.Address);
        var client = new MlflowClient(server.Address);
        var metrics = NewMetrics();
        var (warmUps, runs) = server.IsStub ? (10, 21) : (1, 5);
        var calls = await HttpCalls.OfAsync(() => LogFluentlyAsync(client, metrics, new Series()));
        var (plain, fluent, direct) = (new Series(), new Series(), new Series());
        for (var i = -warmUps; i < runs; i++)
        {
            if (i == 0) (plain, fluent, direct) = (new Series(), new Series(), new Series());
            var bodies = Bodies((await client.CreateRunAsync("0")).Id, metrics);
            await plain.MeasureAsync(() => bare.LogBatchesAsync(bodies));
            await LogFluentlyAsync(client, metrics, fluent);
            var run = await client.CreateRunAsync("0");
            await direct.MeasureAsync(() => client.LogMetricsAsync(run.Id, metrics));
            await CheckAsync(client, run.Id);
        }

        var (fluentRatio, directRatio) = (fluent.TimesOf(plain), direct.TimesOf(plain));
        table.Add(Table.Text($"{Count / BatchSize} log-batch calls of a plain HttpClient, bodies ready"), plain, Unit.Milliseconds);
        table.Add(Table.Text($"{Count} times ActiveRun.LogMetricAsync, then FlushAsync"), fluent, Unit.Milliseconds, Table.Text($"{fluentRatio:0.00} times the bare calls' time"));
        table.Add(Table.Text($"MlflowClient.LogMetricsAsync of {Count}"), direct, Unit.Milliseconds, Table.Text($"{directRatio:0.00} times the bare calls' time"));
        table.Note($"against {server.Description}; calls of the ActiveRun, start and check included: {string.Join(", ", calls.GroupBy(c => c).Select(c => Table.Text($"{c.Count()} × {c.Key}")))}");
        table.Verdict(Table.Text($"ActiveRun in at most {Limit} times the time of the bare calls"), fluentRatio <= Limit, Table.Text($"{fluentRatio:0.00}"));
        table.Verdict(Table.Text($"LogMetricsAsync in at most {Limit} times the time of the bare calls"), directRatio <= Limit, Table.Text($"{directRatio:0.00}"));
    }

    private static async Task LogFluentlyAsync(MlflowClient client, Metric[] metrics, Series times)
    {
        await using var run = await client.StartRunAsync();
        await times.MeasureAsync(async () =>
        {
            foreach (var metric in metrics) await run.LogMetricAsync(metric.Key, metric.Value, metric.Step, metric.Timestamp);
            await run.FlushAsync();
        });
        await CheckAsync(client, run.Id);
        await run.EndAsync();
    }

    private static async Task CheckAsync(MlflowClient client, string runId)
    {
        var history = await client.GetMetricHistoryAsync(runId, Key(0));
        if (history.Count != Count / Keys) throw new InvalidOperationException($"The server has {history.Count} values of {Count / Keys}.");
    }

    private static Metric[] NewMetrics()
    {
        var start = DateTimeOffset.UtcNow;
        return Enumerable.Range(0, Count).Select(i => new Metric(Key(i % Keys), Random.Shared.NextDouble(), start.AddMilliseconds(i), i / Keys)).ToArray();
    }

    private static List<byte[]> Bodies(string runId, IEnumerable<Metric> metrics) =>
        metrics.Chunk(BatchSize).Select(batch => JsonSerializer.SerializeToUtf8Bytes(new
        {
            run_id = runId,
            metrics = batch.Select(m => new { key = m.Key, value = m.Value, timestamp = m.Timestamp.ToUnixTimeMilliseconds(), step = m.Step }),
        })).ToList();

    private static string Key(int number) => Table.Text($"metric-{number}");
}
