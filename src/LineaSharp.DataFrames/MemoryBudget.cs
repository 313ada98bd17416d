namespace LineaSharp.DataFrames;

/// <summary>What a file may still make this process allocate: counts in a file are claims, and are paid for before anything is allocated for them.</summary>
internal sealed class MemoryBudget
{
    private const long Floor = 1L << 30;
    private const int Ratio = 100;
    private readonly long _limit;

    public MemoryBudget(long limit) => Left = _limit = limit;

    public static MemoryBudget For(long fileSize, long? limit) => new(limit ?? Math.Max(Floor, fileSize * Ratio));

    /// <summary>What is left, for <see cref="Settle"/>.</summary>
    public long Left { get; private set; }

    /// <exception cref="LineaException">NotSupported: the file asks for more than it may.</exception>
    public void Take(long bytes)
    {
        if (bytes < 0) throw new InvalidDataException($"a size of {bytes} bytes is impossible");
        Left -= bytes;
        if (Left < 0) throw FrameErrors.TooLarge(_limit);
    }

    /// <summary>Gives back what was allocated for a while only.</summary>
    public void Return(long bytes) => Left += bytes;

    /// <summary>Gives back all that was taken since, but for what was kept.</summary>
    public void Settle(long leftBefore, long kept)
    {
        Left = leftBefore;
        Take(kept);
    }
}
