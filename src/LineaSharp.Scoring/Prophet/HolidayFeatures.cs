using System.Globalization;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Prophet;

/// <summary>One of the model's own holidays: a day, and the days before and after that count.</summary>
internal sealed record Holiday(string Name, DateTime? Day, int DaysBefore, int DaysAfter);

/// <summary>The features of the holidays: one for each name and distance in days, 1 on those days and 0 on all others.</summary>
internal sealed class HolidayFeatures
{
    // Of all days of all windows together; real models have thousands.
    private const long MaxDays = 500_000;

    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<int>> _byDay = [];
    private readonly IReadOnlyList<string> _names;

    /// <param name="holidays">The model's own.</param>
    /// <param name="names">Those that were seen in training, a country's included.</param>
    public HolidayFeatures(IReadOnlyList<Holiday> holidays, IReadOnlyList<string> names)
    {
        var known = names.ToHashSet(StringComparer.Ordinal);
        _names = names;
        var own = holidays.Where(h => known.Contains(h.Name)).ToArray();
        if (own.Sum(h => 1L + h.DaysBefore + h.DaysAfter) > MaxDays) throw ProphetErrors.Damaged($"its holidays and their windows have more than {MaxDays} days");

        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names) keys[Key(name, 0)] = name;
        foreach (var holiday in own)
            for (var offset = -holiday.DaysBefore; offset <= holiday.DaysAfter; offset++) keys[Key(holiday.Name, offset)] = holiday.Name;
        foreach (var (key, name) in keys.OrderBy(k => k.Key, CodePoints.Order))
        {
            _byKey.Add(key, Names.Count);
            Names.Add(name);
        }

        foreach (var holiday in own)
            for (var offset = -holiday.DaysBefore; offset <= holiday.DaysAfter && holiday.Day is not null; offset++)
                Add(_byDay, DateOnly.FromDateTime(holiday.Day.Value).DayNumber + offset, _byKey[Key(holiday.Name, offset)]);
    }

    /// <summary>The holiday of each feature, in the features' order.</summary>
    public List<string> Names { get; } = [];

    /// <summary>The features that are 1 on a day.</summary>
    public IEnumerable<int> On(int day, Dictionary<int, List<int>>? country)
    {
        IEnumerable<int> own = _byDay.TryGetValue(day, out var features) ? features : Array.Empty<int>();
        return country is not null && country.TryGetValue(day, out var others) ? own.Union(others) : own;
    }

    /// <summary>The features of a country's holidays by day.</summary>
    /// <exception cref="ArgumentException">The table is not one of dates and names, or lacks a year of the forecast.</exception>
    public Dictionary<int, List<int>> OfCountry(Table table, string country, IReadOnlyList<DateTime> forecast)
    {
        if (table.Columns.Count != 2 || table.Find("ds") is null || table.Find("holiday") is null)
            throw new ArgumentException($"The table of holidays has the columns {string.Join(", ", table.Columns.Take(50).Select(c => c.Name))}; 'ds' and 'holiday' were expected.");
        var days = ProphetDates.Of(table["ds"]);
        var names = table["holiday"];
        var byDay = new Dictionary<int, List<int>>();
        var years = new HashSet<int>();
        for (var row = 0; row < days.Length; row++)
        {
            var name = names[row] as string ?? throw new ArgumentException($"The table of holidays has no name in row {row}.");
            // A holiday that the training has not seen has no weight; Prophet leaves it out as well.
            if (!_byKey.TryGetValue(Key(name, 0), out var feature)) continue;
            Add(byDay, DateOnly.FromDateTime(days[row]).DayNumber, feature);
            years.Add(days[row].Year);
        }
        foreach (var date in forecast)
            if (!years.Contains(date.Year)) throw ProphetErrors.YearWithoutHoliday(date.Year, country, _names);
        return byDay;
    }

    private static string Key(string name, int offset) => string.Create(CultureInfo.InvariantCulture, $"{name}_delim_{(offset < 0 ? '-' : '+')}{Math.Abs(offset)}");

    private static void Add(Dictionary<int, List<int>> byDay, int day, int feature)
    {
        if (!byDay.TryGetValue(day, out var features)) byDay.Add(day, features = []);
        if (!features.Contains(feature)) features.Add(feature);
    }

    /// <summary>Python's order of text: by code points, where .NET's ordinal one is by UTF-16.</summary>
    private static class CodePoints
    {
        public static readonly Comparer<string> Order = Comparer<string>.Create(Compare);

        private static int Compare(string? a, string? b)
        {
            var (left, right) = (a!.EnumerateRunes(), b!.EnumerateRunes());
            while (true)
            {
                var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
                if (!hasLeft || !hasRight) return hasLeft.CompareTo(hasRight);
                var order = left.Current.CompareTo(right.Current);
                if (order != 0) return order;
            }
        }
    }
}
