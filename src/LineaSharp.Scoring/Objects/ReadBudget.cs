namespace LineaSharp.Scoring.Objects;

/// <summary>How much may be unfolded out of one file: a small file may name one array in a million places, and each would be converted.</summary>
/// <param name="file">The file, as messages begin with it: <c>The pickle 'model.pkl'</c>.</param>
/// <param name="bytes">The most.</param>
internal sealed class ReadBudget(string file, long bytes)
{
    private long _left = bytes;

    public string File => file;

    /// <summary>Eight-fold is what turning int8 into double takes; the rest is room for arrays that are used twice.</summary>
    public static ReadBudget ForFile(string file, long length) => new(file, (64L << 20) + 32 * length);

    /// <exception cref="LineaException">NotSupported: it is used up.</exception>
    public void Charge(long bytes)
    {
        if ((_left -= bytes) < 0) throw ScoringErrors.TooLarge(file, "unfolds to many times its size");
    }

    public LineaException Damaged(string fault, Exception? inner = null) => ScoringErrors.Damaged(file, fault, inner);

    public LineaException Unreadable(string feature, string advice) => ScoringErrors.Unreadable(file, feature, advice);
}
