namespace LineaSharp.Mlflow.Rest;

/// <summary>Ends an attempt when the caller cancels or when nothing has happened for too long.</summary>
internal sealed class AttemptTimer : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _either;

    public AttemptTimer(TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        _patience = patience;
        _expiry = new CancellationTokenSource(patience, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(ct, _expiry.Token);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Something has happened: the time begins again.</summary>
    public void Restart() => _expiry.CancelAfter(_patience);

    public void Dispose()
    {
        _either.Dispose();
        _expiry.Dispose();
    }
}
