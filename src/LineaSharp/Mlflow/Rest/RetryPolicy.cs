namespace LineaSharp.Mlflow.Rest;

/// <summary>How often and after what wait a call is repeated.</summary>
internal sealed record RetryPolicy
{
    /// <summary>No wait is longer. A server that asks for more is told to the caller instead.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(120);

    public required int MaxRetries { get; init; }
    public required TimeSpan Backoff { get; init; }
    public required TimeSpan Jitter { get; init; }
    public bool RespectRetryAfter { get; init; } = true;

    /// <summary>How long to wait before a repetition; null when the server asks for more than <see cref="LongestWait"/>.</summary>
    /// <param name="repetition">1 for the first repetition.</param>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="chance">From 0 up to 1.</param>
    public TimeSpan? Pause(int repetition, TimeSpan? retryAfter, double chance)
    {
        if (RespectRetryAfter && retryAfter is { } asked)
            return asked > LongestWait ? null : asked > TimeSpan.Zero ? asked : TimeSpan.Zero;
        if (repetition <= 1) return TimeSpan.Zero;
        var growing = Backoff * Math.Pow(2, repetition - 1);
        return (growing < LongestWait ? growing : LongestWait) + Jitter * chance;
    }
}

/// <summary>Whether a call may be sent a second time when it is not known whether the server carried out the first.</summary>
internal enum Repeat
{
    /// <summary>Twice does the same as once.</summary>
    IsSafe,
    /// <summary>Twice would make two: only a call that surely never reached the server is sent again.</summary>
    WouldDouble,
    /// <summary>There is another way, which is tried instead.</summary>
    Never,
}
