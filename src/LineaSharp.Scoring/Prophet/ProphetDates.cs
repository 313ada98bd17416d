using System.Globalization;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Prophet;

/// <summary>Dates without a time zone, as Prophet has them.</summary>
internal static class ProphetDates
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd' 'HH:mm", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFF",
        // pandas writes a Z behind times that have no zone when it is older than 2.
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    public static bool TryParse(string text, out DateTime date) => DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <exception cref="ArgumentException">A value is missing, or no date, or has a time zone.</exception>
    public static DateTime[] Of(TableColumn column)
    {
        if (column.Values is DateTime[] dates) return dates;
        var found = new DateTime[column.Length];
        for (var row = 0; row < found.Length; row++)
            found[row] = column[row] switch
            {
                DateTime date => date,
                DateOnly date => date.ToDateTime(TimeOnly.MinValue),
                string text when TryParse(text, out var date) => date,
                DateTimeOffset => throw new ArgumentException($"The column '{column.Name}' has times with a time zone, and Prophet knows none. Give DateTime values."),
                null => throw new ArgumentException($"The column '{column.Name}' has no date in row {row}."),
                var other => throw new ArgumentException($"The column '{column.Name}' holds '{other}' in row {row}, which is no date. Give DateTime, DateOnly, or text such as 2026-01-31 or 2026-01-31T13:00:00."),
            };
        return found;
    }
}
