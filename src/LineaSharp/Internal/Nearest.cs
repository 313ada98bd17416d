namespace LineaSharp.Internal;

/// <summary>Finds what somebody probably meant to type.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest single-letter edits to the word, or null when all are far from it.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var typed = word.ToLowerInvariant().Replace('-', '_');
        var (nearest, distance) = candidates.Select(c => (c, Distance(typed, c))).MinBy(pair => pair.Item2);
        return distance <= Math.Max(2, typed.Length / 2) ? nearest : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
