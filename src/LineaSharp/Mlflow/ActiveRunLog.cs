using System.Threading.Channels;

namespace LineaSharp.Mlflow;

/// <summary>
/// What is logged to a run goes through a bounded queue to one task, which sends it in batches and in order: a full batch at once, another after a short time.
/// One batch is on its way at a time, and the next is made ready meanwhile. When the store is slower than the caller, the queue fills up and the caller waits.
/// </summary>
/// <remarks>A batch that the store refuses is told once: at the next write, flush or completion.</remarks>
internal sealed class ActiveRunLog
{
    /// <summary>How many entries may wait, apart from the batch under way and the one after it.</summary>
    public const int Capacity = 10_000;

    private readonly string _runId;
    private readonly Func<RunBatch, Func<CancellationToken, Task>> _prepare;
    private readonly TimeSpan _interval;
    private readonly Channel<ActiveRunEntry> _entries = Channel.CreateBounded<ActiveRunEntry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly ActiveRunBatch _batch = new();
    private readonly ITimer _timer;
    private readonly Task _sending;
    private Task _underWay = Task.CompletedTask;
    private readonly Lock _untold = new();
    private Exception? _cause;
    private int _lost;

    /// <param name="runId">The run, for messages.</param>
    /// <param name="prepare">Makes a batch ready, and gives back what sends it.</param>
    /// <param name="interval">How long a batch that is not full may wait.</param>
    /// <param name="time">The clock.</param>
    public ActiveRunLog(string runId, Func<RunBatch, Func<CancellationToken, Task>> prepare, TimeSpan interval, TimeProvider time)
    {
        _runId = runId;
        _prepare = prepare;
        _interval = interval;
        // A mark that finds the queue full is not needed, or comes again.
        _timer = time.CreateTimer(_ => _entries.Writer.TryWrite(new ActiveRunEntry.Mark()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sending = Task.Run(SendAllAsync);
    }

    /// <summary>Puts an entry into the queue; waits only when it is full.</summary>
    /// <exception cref="LineaException">What was written before is not stored. This is thrown by the call itself, so that a caller who does not await sees it too.</exception>
    public Task WriteAsync(ActiveRunEntry entry, CancellationToken ct)
    {
        if (ct.IsCancellationRequested) return Task.FromCanceled(ct);
        if (TakeFailure() is { } failure) throw failure;
        return _entries.Writer.TryWrite(entry) ? Task.CompletedTask : WriteWhenThereIsRoomAsync(entry, ct);
    }

    /// <summary>Waits until all that was written before is stored.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var mark = new ActiveRunEntry.Mark();
        await WriteAsync(mark, ct).ConfigureAwait(false);
        await mark.Reached.WaitAsync(ct).ConfigureAwait(false);
        if (TakeFailure() is { } failure) throw failure;
    }

    /// <summary>Takes no more, and waits until all that was written is sent.</summary>
    /// <returns>What went wrong and was not told yet; null when nothing did.</returns>
    public async Task<LineaException?> CompleteAsync(CancellationToken ct)
    {
        _entries.Writer.TryComplete();
        await _sending.WaitAsync(ct).ConfigureAwait(false);
        return TakeFailure();
    }

    private async Task WriteWhenThereIsRoomAsync(ActiveRunEntry entry, CancellationToken ct)
    {
        try
        {
            await _entries.Writer.WriteAsync(entry, ct).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw MlflowErrors.RunHasEnded(_runId, status: null);
        }
    }

    private async Task SendAllAsync()
    {
        await foreach (var entry in _entries.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (entry is ActiveRunEntry.Mark mark)
            {
                await SendBatchAsync().ConfigureAwait(false);
                await _underWay.ConfigureAwait(false);
                mark.Reach();
                continue;
            }
            if (!_batch.TryAdd(entry))
            {
                await SendBatchAsync().ConfigureAwait(false);
                _batch.TryAdd(entry);
            }
            if (_batch.IsFull) await SendBatchAsync().ConfigureAwait(false);
            else if (_batch.Count == 1) _timer.Change(_interval, _interval);
        }
        await SendBatchAsync().ConfigureAwait(false);
        await _underWay.ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SendBatchAsync()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_batch.Count == 0) return;
        var batch = _batch.Take();
        var send = Prepare(batch);
        await _underWay.ConfigureAwait(false);
        _underWay = SendAsync(batch, send);
    }

    private async Task SendAsync(RunBatch batch, Func<CancellationToken, Task> send)
    {
        if (await TrySendAsync(send).ConfigureAwait(false) is { } refusal) await SendInPartsAsync(batch, refusal).ConfigureAwait(false);
    }

    // A batch is stored as a whole or not at all, so one bad entry would cost a thousand good ones.
    private async Task SendInPartsAsync(RunBatch batch, Exception refusal)
    {
        var parts = refusal is LineaException { Code: ErrorCode.InvalidArgument } ? ActiveRunBatch.Parts(batch) : [batch];
        if (parts.Count == 1)
        {
            Keep(refusal, batch);
            return;
        }
        foreach (var part in parts)
            if (await TrySendAsync(Prepare(part)).ConfigureAwait(false) is { } cause) Keep(cause, part);
    }

    // Whatever goes wrong here and below is told later; here it would end the sending, and nobody would see why.
    private Func<CancellationToken, Task> Prepare(RunBatch batch)
    {
        try
        {
            return _prepare(batch);
        }
        catch (Exception e)
        {
            return _ => Task.FromException(e);
        }
    }

    private static async Task<Exception?> TrySendAsync(Func<CancellationToken, Task> send)
    {
        try
        {
            await send(CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private void Keep(Exception cause, RunBatch batch)
    {
        lock (_untold)
        {
            _cause ??= cause;
            _lost += batch.Metrics.Count + batch.Params.Count + batch.Tags.Count;
        }
    }

    private LineaException? TakeFailure()
    {
        if (Volatile.Read(ref _lost) == 0) return null;
        lock (_untold)
        {
            if (_cause is null) return null;
            var failure = MlflowErrors.NotLogged(_runId, _lost, _cause);
            (_cause, _lost) = (null, 0);
            return failure;
        }
    }
}
