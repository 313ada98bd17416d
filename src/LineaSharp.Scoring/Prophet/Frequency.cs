using System.Globalization;

namespace LineaSharp.Scoring.Prophet;

/// <summary>How far dates are from one another, in pandas' words.</summary>
internal sealed class Frequency
{
    private const int MaxPeriods = 10_000_000;

    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly int _count;

    // The date itself when it is one of the frequency's, else the next that is.
    private readonly Func<DateTime, DateTime> _align;
    private readonly Func<DateTime, int, DateTime> _add;

    private Frequency(int count, Func<DateTime, DateTime> align, Func<DateTime, int, DateTime> add) => (_count, _align, _add) = (count, align, add);

    /// <exception cref="ArgumentException">The text is no frequency that is known.</exception>
    public static Frequency Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var count = 1;
        if (digits > 0 && (!int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0)) throw Unknown(text);
        return text[digits..] switch
        {
            "S" or "s" => Span(count, TimeSpan.FromSeconds(1)),
            "T" or "min" or "MIN" => Span(count, TimeSpan.FromMinutes(1)),
            "H" or "h" => Span(count, TimeSpan.FromHours(1)),
            "D" => Span(count, TimeSpan.FromDays(1)),
            "B" => new(count, d => IsWeekend(d) ? Weekdays(d, 1) : d, Weekdays),
            "W" => Week(count, DayOfWeek.Sunday),
            ['W', '-', .. var day] when Array.IndexOf(Days, day) is >= 0 and var index => Week(count, (DayOfWeek)index),
            "MS" => Starts(count, 1),
            "QS" => Starts(count, 3),
            "YS" or "AS" => Starts(count, 12),
            "M" or "ME" => Ends(count, 1),
            "Q" or "QE" => Ends(count, 3),
            "Y" or "YE" or "A" => Ends(count, 12),
            _ => throw Unknown(text),
        };
    }

    /// <summary>The dates behind a date.</summary>
    /// <exception cref="ArgumentException">There are too many, or they go beyond the year 9999.</exception>
    public DateTime[] After(DateTime last, int periods)
    {
        if (periods > MaxPeriods) throw new ArgumentException($"{periods} periods were asked for; at most {MaxPeriods} are made.", nameof(periods));
        try
        {
            var date = _align(last);
            var dates = new DateTime[periods];
            for (var i = 0; i < periods; i++)
            {
                if (i > 0 || date == last) date = _add(date, _count);
                dates[i] = date;
            }
            return dates;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{periods} periods behind {last:yyyy-MM-dd} go beyond the year 9999."), nameof(periods), e);
        }
    }

    private static Frequency Span(int count, TimeSpan unit) => new(count, d => d, (d, n) => d.AddTicks(checked(n * unit.Ticks)));

    private static Frequency Week(int count, DayOfWeek day) => new(count, d => d.AddDays(((int)day - (int)d.DayOfWeek + 7) % 7), (d, n) => d.AddDays(7.0 * n));

    // The time of day stays, as it does in pandas.
    private static Frequency Starts(int count, int months) => new(
        count, d => d.Day == 1 && (d.Month - 1) % months == 0 ? d : d.AddDays(1 - d.Day).AddMonths(months - (d.Month - 1) % months), (d, n) => d.AddMonths(checked(n * months)));

    private static Frequency Ends(int count, int months) => new(
        count, d => EndOfMonth(d.AddDays(1 - d.Day).AddMonths(months - 1 - (d.Month - 1) % months)), (d, n) => EndOfMonth(d.AddDays(1 - d.Day).AddMonths(checked(n * months))));

    private static DateTime EndOfMonth(DateTime date) => date.AddDays(DateTime.DaysInMonth(date.Year, date.Month) - date.Day);

    private static bool IsWeekend(DateTime date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static DateTime Weekdays(DateTime date, int count)
    {
        date = date.AddDays(count / 5 * 7.0);
        for (count %= 5; count > 0; count--)
            do date = date.AddDays(1);
            while (IsWeekend(date));
        return IsWeekend(date) ? Weekdays(date, 1) : date;
    }

    private static ArgumentException Unknown(string text) => new(
        $"'{text}' is no frequency that is known. Known are D, B, W, W-MON … W-SUN, MS, M, QS, Q, YS, Y, H, min and S, with a number before them if need be (15min).");
}
