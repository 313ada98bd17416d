using Apache.Arrow.Types;

namespace LineaSharp.DataFrames;

/// <summary>.NET's ticks of 100 nanoseconds, and the units of files.</summary>
internal static class UnixTimes
{
    public const int EpochDay = 719_162;
    public const long EpochTicks = EpochDay * TimeSpan.TicksPerDay;

    public static long Since(long ticks, TimeUnit unit, string column)
    {
        if (unit != TimeUnit.Nanosecond) return ticks / TimeSpan.TicksPerMicrosecond;
        return ticks is > long.MaxValue / 100 or < long.MinValue / 100
            ? throw FrameErrors.CannotSave(column, "of times", "it has parts of a microsecond, and a time before 1677 or after 2262: 64 bits cannot hold both. Round the times to microseconds")
            : ticks * 100;
    }

    /// <summary>Ticks of a value in a unit; parts of 100 nanoseconds are cut off, towards the past.</summary>
    public static long Ticks(long value, TimeUnit unit, string column)
    {
        var (factor, max) = unit switch
        {
            TimeUnit.Second => (TimeSpan.TicksPerSecond, long.MaxValue / TimeSpan.TicksPerSecond),
            TimeUnit.Millisecond => (TimeSpan.TicksPerMillisecond, long.MaxValue / TimeSpan.TicksPerMillisecond),
            TimeUnit.Microsecond => (TimeSpan.TicksPerMicrosecond, long.MaxValue / TimeSpan.TicksPerMicrosecond),
            _ => (0, 0),
        };
        if (factor == 0) return Math.DivRem(value, 100) is var (ticks, rest) && rest < 0 ? ticks - 1 : value / 100;
        return value <= max && value >= -max ? value * factor : throw Beyond(column);
    }

    public static DateTime DateTime(long value, TimestampType type, string column)
    {
        var ticks = Ticks(value, type.Unit, column);
        if (ticks < -EpochTicks || ticks > System.DateTime.MaxValue.Ticks - EpochTicks) throw Beyond(column);
        return new(ticks + EpochTicks, string.IsNullOrEmpty(type.Timezone) ? DateTimeKind.Unspecified : DateTimeKind.Utc);
    }

    public static DateOnly Date(long days, string column) =>
        days >= -EpochDay && days <= DateOnly.MaxValue.DayNumber - EpochDay ? DateOnly.FromDayNumber((int)days + EpochDay) : throw Beyond(column);

    public static TimeOnly Time(long value, TimeUnit unit, string column) =>
        Ticks(value, unit, column) is >= 0 and < TimeSpan.TicksPerDay and var ticks ? new TimeOnly(ticks) : throw FrameErrors.CannotHold(column, "a time", "TimeOnly", "a value is no time of a day");

    private static LineaException Beyond(string column) => FrameErrors.CannotHold(column, "a time", "DateTime", "a value lies outside the years 1 to 9999");
}
