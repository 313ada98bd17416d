namespace LineaSharp.Mlflow;

/// <summary>Adds up the bytes of several files, or of the parts of one, that are on their way at the same time.</summary>
internal sealed class TransferTotal(IProgress<TransferProgress>? progress)
{
    private readonly Lock _lock = new();
    private long _done;

    /// <summary>All bytes, where they are known before.</summary>
    public long? Bytes { get; init; }

    /// <summary>What one of them is told; null when nobody wants to know.</summary>
    public IProgress<TransferProgress>? OfFile() => progress is null ? null : new Share(this);

    private void Add(long bytes)
    {
        // In the lock, so that the caller hears the sums in their order.
        lock (_lock) progress!.Report(new TransferProgress(_done += bytes, Bytes));
    }

    private sealed class Share(TransferTotal total) : IProgress<TransferProgress>
    {
        private long _told;

        // An attempt that begins anew takes back what the one before had told.
        public void Report(TransferProgress value) => total.Add(value.BytesDone - Interlocked.Exchange(ref _told, value.BytesDone));
    }
}
