namespace LineaSharp.Mlflow.Storage;

/// <summary>
/// Leaves other programs a gap in which they can write. One that waits for SQLite's lock looks for it every tenth of a second; if we took it again at
/// once each time, it would find it free only by luck, and Python's driver gives up after five seconds. So who writes without a pause does not begin to
/// write at the beginning of a second of the clock. By the clock, because then all our processes are silent at the same time.
/// </summary>
/// <remarks>For one writer at a time.</remarks>
internal sealed class SqliteWriterGap(TimeProvider time)
{
    // SQLite's own wait sleeps 100 ms at most; ours that were already waiting have to be through as well.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(150);

    // Who has been busy for less since his last pause keeps nobody waiting for long.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(500);

    private TimeSpan _busy;
    private long _asked, _ended;

    /// <summary>Before the lock is asked for.</summary>
    public async Task LeaveAsync(CancellationToken ct)
    {
        _asked = time.GetTimestamp();
        if (time.GetElapsedTime(_ended, _asked) >= Gap) _busy = TimeSpan.Zero;
        var sinceSecond = TimeSpan.FromMilliseconds(time.GetUtcNow().Millisecond);
        if (_busy < Turn || sinceSecond >= Gap) return;
        await Task.Delay(Gap - sinceSecond, time, ct).ConfigureAwait(false);
        _busy = TimeSpan.Zero;
        _asked = time.GetTimestamp();
    }

    /// <summary>When the lock is no longer ours, or was not to be had.</summary>
    public void End()
    {
        _ended = time.GetTimestamp();
        _busy += time.GetElapsedTime(_asked, _ended);
    }
}
