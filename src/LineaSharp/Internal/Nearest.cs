namespace LineaSharp.Internal;

/// <summary>Finds what somebody probably meant to type.</summary>
internal static class Nearest
{
    /// <summary>The candidate that shares most letters, in order, with the word; null when none shares half of them.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var typed = word.ToLowerInvariant().Replace('-', '_');
        var (nearest, likeness) = candidates.Select(c => (c, Likeness(typed, c))).MaxBy(pair => pair.Item2);
        return likeness >= 0.5 ? nearest : null;
    }

    // 1 for equal texts, 0 for texts without a common letter.
    private static double Likeness(string a, string b) => 2.0 * CommonLetters(a, b) / (a.Length + b.Length);

    // The length of the longest common subsequence.
    private static int CommonLetters(string a, string b)
    {
        var row = new int[b.Length + 1];
        foreach (var letter in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Length; j++)
            {
                var longest = letter == b[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]);
                diagonal = row[j];
                row[j] = longest;
            }
        }
        return row[b.Length];
    }
}
