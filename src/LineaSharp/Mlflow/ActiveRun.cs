namespace LineaSharp.Mlflow;

/// <summary>A run under way: what is logged to it is sent in the background, and it must be ended.</summary>
/// <remarks>
/// <para>
/// <see cref="EndAsync"/> is what ends a run as <see cref="RunStatus.Finished"/>. A run that is disposed before that was left by an exception or an early
/// return, and ends as <see cref="RunStatus.Failed"/>, or as <see cref="RunStatus.Killed"/> when the token that it was started with is cancelled.
/// <see cref="MlflowClient.RunAsync(StartRunOptions, Func{ActiveRun, Task}, CancellationToken)"/> does all of that by itself.
/// </para>
/// <para>
/// The log methods return when the value is in a queue, and wait only when the queue is full. What the store refuses is thrown, once, by a later call:
/// the next log call, <see cref="FlushAsync"/>, <see cref="EndAsync"/> or the dispose.
/// A run may be used from many threads; the order of each thread's calls is kept. Params and tags go the same way as metrics.
/// </para>
/// </remarks>
public sealed partial class ActiveRun : IAsyncDisposable
{
    /// <summary>The key in <see cref="Exception.Data"/> of an exception that ended a run, under which the error stands that hindered ending it, if any.</summary>
    public const string EndingErrorKey = "LineaSharp.Mlflow.EndingError";

    private readonly MlflowClient _client;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly ActiveRunLog _log;
    private readonly SemaphoreSlim _ending = new(1);
    private RunStatus? _endedAs;

    internal ActiveRun(MlflowClient client, Run run, TimeSpan flushInterval, TimeProvider time, CancellationToken stop)
    {
        _client = client;
        _time = time;
        _stop = stop;
        Run = run;
        _log = new ActiveRunLog(run.Id, batch => client.PrepareBatch(run.Id, batch), flushInterval, time);
    }

    /// <summary>The run as it was when it was started, or as it ended. What was logged since the start is read by <see cref="MlflowClient.GetRunAsync"/>.</summary>
    public Run Run { get; private set; }

    /// <summary>The run's id: 32 hexadecimal digits.</summary>
    public string Id => Run.Id;

    /// <summary>Starts a run that is a part of this one, in the same experiment unless the options name another.</summary>
    /// <exception cref="LineaException">NotFound: no such experiment. InvalidArgument: it is deleted, or a tag cannot be used.</exception>
    public Task<ActiveRun> StartNestedRunAsync(StartRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new StartRunOptions();
        return _client.StartRunAsync(options with { ParentRunId = Id }, cancellationToken);
    }

    /// <summary>Waits until all that was logged before is stored.</summary>
    /// <exception cref="LineaException">Something that was logged before is not stored; the inner exception is the store's. InvalidState: the run has ended.</exception>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _log.FlushAsync(cancellationToken);

    /// <summary>Stores what was logged, then ends the run. Ending it again with the same status does nothing.</summary>
    /// <param name="status">How it ended: Finished, Failed or Killed. The default is <see cref="RunStatus.Finished"/>.</param>
    /// <param name="cancellationToken">Stops the call. The run is then still to be ended, and takes no more values.</param>
    /// <exception cref="LineaException">
    /// Something that was logged is not stored; a run that was to end Finished has then ended Failed. NotFound: there is no such run any more.
    /// InvalidArgument: it is deleted. InvalidState: it has ended with another status.
    /// </exception>
    public async Task EndAsync(RunStatus status = RunStatus.Finished, CancellationToken cancellationToken = default)
    {
        if (status is not (RunStatus.Finished or RunStatus.Failed or RunStatus.Killed))
            throw new ArgumentOutOfRangeException(nameof(status), status, "A run ends Finished, Failed or Killed.");
        if (await EndUnlessEndedAsync(status, cancellationToken).ConfigureAwait(false) is var ended && ended != status) throw MlflowErrors.RunHasEnded(Id, ended);
    }

    /// <summary>Ends the run if it has not ended: as Killed when the token it was started with is cancelled, else as Failed.</summary>
    /// <exception cref="LineaException">Something that was logged is not stored, or the run could not be ended.</exception>
    public async ValueTask DisposeAsync() =>
        await EndUnlessEndedAsync(_stop.IsCancellationRequested ? RunStatus.Killed : RunStatus.Failed, CancellationToken.None).ConfigureAwait(false);

    /// <summary>Ends the run after an exception left its work; that one is told, and another one noted on it.</summary>
    internal async Task EndAfterAsync(Exception exception)
    {
        // An HTTP time-out looks like a cancellation, but nobody stopped the run.
        var status = exception is OperationCanceledException { InnerException: not TimeoutException } ? RunStatus.Killed : RunStatus.Failed;
        try
        {
            await EndUnlessEndedAsync(status, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            exception.Data[EndingErrorKey] = e;
        }
    }

    /// <returns>How the run has ended, by this call or before.</returns>
    internal async Task<RunStatus> EndUnlessEndedAsync(RunStatus status, CancellationToken ct)
    {
        await _ending.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_endedAs is { } ended) return ended;
            var lost = await _log.CompleteAsync(ct).ConfigureAwait(false);
            if (lost is null)
            {
                await TellStoreAsync(status, ct).ConfigureAwait(false);
                return status;
            }
            await EndAsIncompleteAsync(status, lost).ConfigureAwait(false);
            throw lost;
        }
        finally
        {
            _ending.Release();
        }
    }

    private async Task EndAsIncompleteAsync(RunStatus status, LineaException lost)
    {
        try
        {
            await TellStoreAsync(status == RunStatus.Finished ? RunStatus.Failed : status, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LineaException e)
        {
            // What could not be stored is what the caller is to hear; that the run could not be ended either is mostly for the same reason.
            lost.Data[EndingErrorKey] = e;
        }
    }

    private async Task TellStoreAsync(RunStatus status, CancellationToken ct)
    {
        Run = await _client.SetTerminatedAsync(Id, status, _time.GetUtcNow(), ct).ConfigureAwait(false);
        _endedAs = status;
    }
}
