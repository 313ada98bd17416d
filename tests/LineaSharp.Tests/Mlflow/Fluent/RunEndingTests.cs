using System.Runtime.InteropServices;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Fluent;

public sealed class RunEndingTests : IDisposable
{
    private readonly MlflowFiles _files = new();
    private readonly MlflowClient _client;
    private readonly List<string> _started = [];

    public RunEndingTests() => _client = _files.Client();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_run_that_is_ended_is_finished()
    {
        await using var run = await StartAsync();
        await run.EndAsync();

        Assert.Equal([RunStatus.Finished], await EndingsAsync());
        Assert.Equal(RunStatus.Finished, run.Run.Status);
        Assert.NotNull(run.Run.EndTime);
    }

    [Theory]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Killed)]
    public async Task A_run_ends_as_it_is_told_and_the_dispose_leaves_it_so(RunStatus status)
    {
        await using (var run = await StartAsync()) await run.EndAsync(status);

        Assert.Equal([status], await EndingsAsync());
    }

    [Fact]
    public async Task A_block_left_by_an_exception_ends_failed()
    {
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () =>
        {
            await using var run = await StartAsync();
            throw new TimeZoneNotFoundException();
        });

        Assert.Equal([RunStatus.Failed], await EndingsAsync());
    }

    [Fact]
    public async Task A_block_left_by_an_exception_after_an_await_ends_failed()
    {
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () =>
        {
            await using var run = await StartAsync();
            await run.LogMetricAsync("m", 1);
            await Task.Yield();
            await Task.FromException(new TimeZoneNotFoundException());
        });

        Assert.Equal([RunStatus.Failed], await EndingsAsync());
        Assert.Equal(1, (await _client.GetRunAsync(_started[0])).Metrics["m"]);
    }

    [Fact]
    public async Task A_block_left_before_its_end_ends_failed()
    {
        async Task LeaveEarlyAsync(bool early)
        {
            await using var run = await StartAsync();
            if (early) return;
            await run.EndAsync();
        }
        await LeaveEarlyAsync(early: true);

        Assert.Equal([RunStatus.Failed], await EndingsAsync());
    }

    [Fact]
    public async Task An_exception_that_leaves_nested_blocks_ends_all_of_them_failed()
    {
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () =>
        {
            await using var outer = await StartAsync();
            await using var inner = await StartAsync();
            await Task.Yield();
            throw new TimeZoneNotFoundException();
        });

        Assert.Equal([RunStatus.Failed, RunStatus.Failed], await EndingsAsync());
    }

    [Fact]
    public async Task An_exception_caught_inside_a_block_does_not_matter()
    {
        await using (var run = await StartAsync())
        {
            try
            {
                await Task.FromException(new TimeZoneNotFoundException());
            }
            catch (TimeZoneNotFoundException)
            {
                await run.SetTagAsync("caught", "yes");
            }
            await run.EndAsync();
        }

        Assert.Equal([RunStatus.Finished], await EndingsAsync());
    }

    [Fact]
    public async Task A_run_that_is_used_while_another_exception_is_handled_is_finished()
    {
        try
        {
            await Task.FromException(new TimeZoneNotFoundException());
        }
        catch (TimeZoneNotFoundException)
        {
            await using (var run = await StartAsync()) await run.EndAsync();
            await _client.RunAsync(null, Note);
        }

        Assert.Equal([RunStatus.Finished, RunStatus.Finished], await EndingsAsync());
    }

    [Fact]
    public async Task A_block_left_by_the_cancellation_of_its_token_ends_killed()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var run = await StartAsync(stop.Token);
            await run.LogMetricAsync("m", 1, cancellationToken: stop.Token);
            await stop.CancelAsync();
            await run.LogMetricAsync("m", 2, 1, cancellationToken: stop.Token);
        });

        Assert.Equal([RunStatus.Killed], await EndingsAsync());
        Assert.Equal(1, (await _client.GetRunAsync(_started[0])).Metrics["m"]);
    }

    [Fact]
    public async Task Work_that_returns_ends_finished_and_gives_its_result()
    {
        var result = await _client.RunAsync(new StartRunOptions { RunName = "work" }, async run =>
        {
            await Note(run);
            return 42;
        });

        Assert.Equal(42, result);
        Assert.Equal([RunStatus.Finished], await EndingsAsync());
    }

    [Fact]
    public async Task Work_that_throws_ends_failed_and_its_exception_is_thrown_on()
    {
        var mine = new TimeZoneNotFoundException();

        var thrown = await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => _client.RunAsync(null, async run =>
        {
            await Note(run);
            throw mine;
        }));

        Assert.Same(mine, thrown);
        Assert.Equal([RunStatus.Failed], await EndingsAsync());
    }

    [Fact]
    public async Task Work_that_throws_before_it_awaits_ends_failed()
    {
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => _client.RunAsync(null, run =>
        {
            _started.Add(run.Id);
            throw new TimeZoneNotFoundException();
        }));

        Assert.Equal([RunStatus.Failed], await EndingsAsync());
    }

    [Fact]
    public async Task Work_that_is_cancelled_ends_killed()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.RunAsync(
            null,
            async run =>
            {
                await Note(run);
                await stop.CancelAsync();
                await Task.Delay(Timeout.Infinite, stop.Token);
            },
            stop.Token));

        Assert.Equal([RunStatus.Killed], await EndingsAsync());
    }

    [Fact]
    public async Task Work_whose_token_is_cancelled_while_it_ends_is_killed()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.RunAsync(
            null,
            async run =>
            {
                await Note(run);
                await stop.CancelAsync();
            },
            stop.Token));

        Assert.Equal([RunStatus.Killed], await EndingsAsync());
    }

    [Fact]
    public async Task Work_that_meets_a_time_out_failed_and_was_not_killed()
    {
        await Assert.ThrowsAsync<TaskCanceledException>(() => _client.RunAsync(null, async run =>
        {
            await Note(run);
            throw new TaskCanceledException("The request took too long.", new TimeoutException());
        }));

        Assert.Equal([RunStatus.Failed], await EndingsAsync());
    }

    [Fact]
    public async Task Work_that_ends_its_run_itself_decides_how()
    {
        await _client.RunAsync(null, async run =>
        {
            await Note(run);
            await run.EndAsync(RunStatus.Killed);
        });

        Assert.Equal([RunStatus.Killed], await EndingsAsync());
    }

    [Fact]
    public async Task The_first_end_stands()
    {
        await using var run = await StartAsync();
        await run.EndAsync();

        await run.EndAsync();
        var refused = await Assert.ThrowsAsync<MlflowException>(() => run.EndAsync(RunStatus.Failed));

        Assert.Equal(ErrorCode.InvalidState, refused.Code);
        Assert.Equal([RunStatus.Finished], await EndingsAsync());
    }

    [Fact]
    public async Task An_ended_run_takes_no_more_values()
    {
        await using var run = await StartAsync();
        await run.EndAsync();

        Assert.Equal(ErrorCode.InvalidState, (await Assert.ThrowsAsync<MlflowException>(() => run.LogMetricAsync("m", 1))).Code);
    }

    [Fact]
    public async Task A_run_does_not_end_as_running()
    {
        await using var run = await StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => run.EndAsync(RunStatus.Running));
    }

    // Why a run is ended by name (docs/adr/0007-how-a-run-ends.md): what the platform shows in a dispose is wrong both ways.
    [Fact]
    public async Task A_dispose_does_not_see_an_exception_that_leaves_its_block()
    {
        await Task.Run(async () =>
        {
            var dispose = new Witness();
            await Assert.ThrowsAsync<TimeZoneNotFoundException>(async () =>
            {
                await using var _ = dispose;
                throw new TimeZoneNotFoundException();
            });

            Assert.False(dispose.SawAnException);
        });
    }

    [Fact]
    public async Task A_dispose_sees_an_exception_that_was_caught_before_its_block()
    {
        await Task.Run(async () =>
        {
            var later = new TaskCompletionSource();
            var saw = DisposeAfterAsync(FailAsync(later.Task));

            later.SetResult();

            Assert.True(await saw);
        });

        static async Task FailAsync(Task later)
        {
            await later;
            throw new TimeZoneNotFoundException();
        }

        static async Task<bool> DisposeAfterAsync(Task failing)
        {
            try
            {
                await failing;
            }
            catch (TimeZoneNotFoundException)
            {
                // Caught and done with; but this code was resumed from within the other method's handler.
            }
            var dispose = new Witness();
            await using (dispose)
            {
            }
            return dispose.SawAnException;
        }
    }

    private sealed class Witness : IAsyncDisposable
    {
        public bool SawAnException { get; private set; }

        public ValueTask DisposeAsync()
        {
            SawAnException = Marshal.GetExceptionPointers() != 0;
            return default;
        }
    }

    private async Task<ActiveRun> StartAsync(CancellationToken ct = default)
    {
        var run = await _client.StartRunAsync(cancellationToken: ct);
        _started.Add(run.Id);
        return run;
    }

    private Task Note(ActiveRun run)
    {
        _started.Add(run.Id);
        return run.LogMetricAsync("m", 1);
    }

    private async Task<List<RunStatus>> EndingsAsync()
    {
        var endings = new List<RunStatus>();
        foreach (var id in _started) endings.Add((await _client.GetRunAsync(id)).Status);
        return endings;
    }
}
