using LineaSharp.Mlflow;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Fluent;

public sealed class ActiveRunLogTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly List<RunBatch> _sent = [];
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Metrics_go_in_full_batches_and_a_rest()
    {
        var log = Log();

        for (var i = 0; i < 2500; i++) await log.WriteAsync(Metric(i), default);
        await log.CompleteAsync(default);

        Assert.Equal([1000, 1000, 500], _sent.Select(b => b.Metrics.Count));
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => (long)i), _sent.SelectMany(b => b.Metrics).Select(m => m.Step));
    }

    [Fact]
    public async Task Params_and_tags_go_a_hundred_at_a_time()
    {
        var log = Log();

        for (var i = 0; i < 250; i++) await log.WriteAsync(new ActiveRunEntry.OfParam($"p{i}", "1"), default);
        for (var i = 0; i < 250; i++) await log.WriteAsync(new ActiveRunEntry.OfTag($"t{i}", "1"), default);
        await log.CompleteAsync(default);

        Assert.All(_sent, b => Assert.True(b.Params.Count <= 100 && b.Tags.Count <= 100));
        Assert.Equal((250, 250), (_sent.Sum(b => b.Params.Count), _sent.Sum(b => b.Tags.Count)));
    }

    [Fact]
    public async Task No_batch_holds_more_than_a_thousand_entries_of_all_kinds()
    {
        var log = Log();

        for (var i = 0; i < 3000; i++)
        {
            await log.WriteAsync(Metric(i), default);
            if (i % 20 == 0) await log.WriteAsync(new ActiveRunEntry.OfParam($"p{i}", "1"), default);
            if (i % 30 == 0) await log.WriteAsync(new ActiveRunEntry.OfTag($"t{i}", "1"), default);
        }
        await log.CompleteAsync(default);

        Assert.All(_sent, b => Assert.InRange(b.Metrics.Count + b.Params.Count + b.Tags.Count, 1, 1000));
        Assert.Equal((3000, 150, 100), (_sent.Sum(b => b.Metrics.Count), _sent.Sum(b => b.Params.Count), _sent.Sum(b => b.Tags.Count)));
    }

    [Fact]
    public async Task A_param_is_in_a_batch_once_and_another_value_comes_after()
    {
        var log = Log();

        foreach (var value in new[] { "1", "1", "2" }) await log.WriteAsync(new ActiveRunEntry.OfParam("p", value), default);
        await log.CompleteAsync(default);

        Assert.Equal(["1", "2"], _sent.Select(b => Assert.Single(b.Params).Value));
    }

    [Fact]
    public async Task Of_a_tag_that_is_set_twice_the_last_value_is_sent()
    {
        var log = Log();

        foreach (var value in new[] { "1", "2" }) await log.WriteAsync(new ActiveRunEntry.OfTag("t", value), default);
        await log.CompleteAsync(default);

        Assert.Equal("2", Assert.Single(Assert.Single(_sent).Tags).Value);
    }

    [Fact]
    public async Task What_does_not_fill_a_batch_is_sent_after_the_interval()
    {
        var sent = new TaskCompletionSource();
        var log = Log(_ =>
        {
            sent.TrySetResult();
            return Task.CompletedTask;
        });

        await log.WriteAsync(Metric(1), default);
        // The timer starts when the entry is taken from the queue, which is at no time in particular.
        while (!sent.Task.IsCompleted)
        {
            _time.Advance(Interval);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Null(await log.CompleteAsync(default));
    }

    [Fact]
    public async Task A_store_that_is_too_slow_makes_the_caller_wait_and_loses_nothing()
    {
        const int underWay = 2000;
        var (store, prepared) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var log = new ActiveRunLog(
            "a-run",
            batch =>
            {
                if (batch.Metrics[0].Step == underWay / 2) prepared.SetResult();
                return async _ =>
                {
                    await store.Task;
                    _sent.Add(batch);
                };
            },
            Interval, _time);

        for (var i = 0; i < underWay; i++) await log.WriteAsync(Metric(i), default);
        // One batch is on its way and the next is ready: from now on nothing is taken from the queue.
        await prepared.Task;
        for (var i = underWay; i < underWay + ActiveRunLog.Capacity; i++) Assert.True(log.WriteAsync(Metric(i), default).IsCompletedSuccessfully);
        var waiting = log.WriteAsync(Metric(underWay + ActiveRunLog.Capacity), default);
        using var stop = new CancellationTokenSource();
        var stopped = log.WriteAsync(Metric(-1), stop.Token);
        Assert.False(waiting.IsCompleted || stopped.IsCompleted);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        store.SetResult();
        await waiting;
        await log.CompleteAsync(default);
        Assert.Equal(Enumerable.Range(0, underWay + ActiveRunLog.Capacity + 1).Select(i => (long)i), _sent.SelectMany(b => b.Metrics).Select(m => m.Step));
    }

    [Fact]
    public async Task The_next_batch_is_made_ready_while_one_is_on_its_way_but_goes_after_it()
    {
        var (first, prepared, sent) = (new TaskCompletionSource(), new TaskCompletionSource(), new List<int>());
        var log = new ActiveRunLog(
            "a-run",
            batch =>
            {
                var number = (int)batch.Metrics[0].Step / 1000;
                if (number == 1) prepared.SetResult();
                return async _ =>
                {
                    if (number == 0) await first.Task;
                    sent.Add(number);
                };
            },
            Interval, _time);

        for (var i = 0; i < 2000; i++) await log.WriteAsync(Metric(i), default);
        await prepared.Task;
        Assert.Empty(sent);
        first.SetResult();

        Assert.Null(await log.CompleteAsync(default));
        Assert.Equal([0, 1], sent);
    }

    [Fact]
    public async Task A_batch_that_cannot_be_made_ready_is_told_as_one_that_was_refused()
    {
        var log = new ActiveRunLog("a-run", _ => throw new IOException("There is no room."), Interval, _time);

        await log.WriteAsync(Metric(1), default);

        Assert.IsType<IOException>((await log.CompleteAsync(default))?.InnerException);
    }

    [Fact]
    public async Task A_refused_batch_is_told_once_with_the_stores_code()
    {
        var cause = new MlflowException("TEMPORARILY_UNAVAILABLE", "The store is away.");
        var log = Log(_ => Task.FromException(cause));

        await log.WriteAsync(Metric(1), default);
        await log.WriteAsync(Metric(2), default);
        var told = await Assert.ThrowsAsync<MlflowException>(() => log.FlushAsync(default));
        await log.FlushAsync(default);

        Assert.Equal((ErrorCode.Unavailable, true, cause), (told.Code, told.IsTransient, told.InnerException));
        Assert.StartsWith("2 of the values", told.Message, StringComparison.Ordinal);
        Assert.Null(await log.CompleteAsync(default));
    }

    [Fact]
    public async Task A_refused_batch_is_told_by_the_next_write()
    {
        var refused = new TaskCompletionSource();
        var log = Log(_ =>
        {
            refused.TrySetResult();
            throw new IOException("The disk is full.");
        });

        for (var i = 0; i < 1000; i++) await log.WriteAsync(Metric(i), default);
        await refused.Task;
        LineaException? told = null;
        // The refusal is noted some time after the store threw it.
        for (var i = 0; told is null; i++)
        {
            told = await Record.ExceptionAsync(() => log.WriteAsync(Metric(i), default)) as LineaException;
            await Task.Yield();
        }

        Assert.IsType<IOException>(told.InnerException);
    }

    [Fact]
    public async Task Nothing_is_written_after_completion()
    {
        var log = Log();
        await log.CompleteAsync(default);

        var told = await Assert.ThrowsAsync<MlflowException>(() => log.WriteAsync(Metric(1), default));

        Assert.Equal(ErrorCode.InvalidState, told.Code);
    }

    private ActiveRunLog Log(Func<RunBatch, Task>? store = null) => new(
        "a-run",
        batch => async _ =>
        {
            if (store is not null) await store(batch);
            _sent.Add(batch);
        },
        Interval, _time);

    private static ActiveRunEntry.OfMetric Metric(int step) => new(new Metric("m", step, DateTimeOffset.UnixEpoch, step));
}
