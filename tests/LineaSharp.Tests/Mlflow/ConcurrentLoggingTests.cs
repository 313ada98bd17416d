using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class ConcurrentLoggingTests : IDisposable
{
    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Many_clients_that_log_at_once_lose_nothing()
    {
        const int clients = 8, steps = 25;
        var run = await _files.Client().CreateRunAsync("0");

        // A client each, so that they meet in the database and not in this process.
        await Task.WhenAll(Enumerable.Range(0, clients).Select(i => Task.Run(async () =>
        {
            var client = _files.Client();
            for (var step = 0; step < steps; step++)
            {
                await client.LogMetricAsync(run.Id, "shared", i, i * steps + step);
                await client.LogBatchAsync(run.Id, new RunBatch { Metrics = [new Metric($"own-{i}", step, DateTimeOffset.UnixEpoch, step)], Tags = [new($"tag-{i}", $"{step}")] });
            }
        })));

        var logged = await _files.Client().GetRunAsync(run.Id);
        Assert.Equal(clients * steps, (await _files.Client().GetMetricHistoryAsync(run.Id, "shared")).Count);
        Assert.Equal(clients - 1, logged.Metrics["shared"]);
        for (var i = 0; i < clients; i++) Assert.Equal((steps - 1, $"{steps - 1}"), (logged.Metrics[$"own-{i}"], logged.Tags[$"tag-{i}"]));
    }

    [Fact]
    public async Task Of_many_that_write_one_param_at_once_exactly_one_wins()
    {
        var run = await _files.Client().CreateRunAsync("0");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await _files.Client().LogParamAsync(run.Id, "p", $"{i}");
                return $"{i}";
            }
            catch (MlflowException e) when (e.Code == ErrorCode.InvalidArgument)
            {
                return null;
            }
        })));

        Assert.Equal(Assert.Single(outcomes, o => o is not null), (await _files.Client().GetRunAsync(run.Id)).Params["p"]);
    }

    [Fact]
    public async Task Of_many_that_create_one_experiment_at_once_exactly_one_wins()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                return await _files.Client().CreateExperimentAsync("wanted");
            }
            catch (MlflowException e) when (e.Code == ErrorCode.AlreadyExists)
            {
                return null;
            }
        })));

        Assert.Single(created, id => id is not null);
    }

    [Fact]
    public async Task A_reader_never_sees_half_of_a_batch()
    {
        var run = await _files.Client().CreateRunAsync("0");
        var client = _files.Client();
        using var done = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
                await client.LogBatchAsync(run.Id, new RunBatch { Metrics = [new Metric("a", i, DateTimeOffset.UnixEpoch, i)], Tags = [new("b", $"{i}")] });
            await done.CancelAsync();
        });

        while (!done.IsCancellationRequested)
        {
            var seen = await _files.Client().GetRunAsync(run.Id);
            Assert.Equal(seen.Metrics.TryGetValue("a", out var a) ? $"{a}" : "", seen.Tags.GetValueOrDefault("b", ""));
        }
        await writer;
    }
}
