namespace LineaSharp.Mlflow;

/// <summary>MLflow's times are milliseconds since 1970; a stored number may lie outside of what <see cref="DateTimeOffset"/> holds and is then its nearest time.</summary>
internal static class Epoch
{
    private static readonly long Least = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Greatest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, Least, Greatest));

    public static DateTimeOffset? ToTime(long? milliseconds) => milliseconds is { } some ? ToTime(some) : null;
}
