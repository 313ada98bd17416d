using System.Text;

namespace LineaSharp.Mlflow.Search;

/// <summary>The pattern of LIKE: <c>%</c> stands for any text, <c>_</c> for one character (a code point, as Python counts); there are no escapes.</summary>
internal static class LikePattern
{
    public static bool Matches(string text, string pattern, bool ignoreCase)
    {
        Rune[] t = [.. text.EnumerateRunes()], p = [.. pattern.EnumerateRunes()];
        // Greedy, and back to the last % when it does not go on: never slower than length times length.
        var (i, j, percent, resume) = (0, 0, -1, 0);
        while (i < t.Length)
        {
            if (j < p.Length && p[j].Value == '%')
            {
                (percent, resume) = (j++, i);
            }
            else if (j < p.Length && (p[j].Value == '_' || AreEqual(t[i], p[j], ignoreCase)))
            {
                i++;
                j++;
            }
            else if (percent >= 0)
            {
                (i, j) = (++resume, percent + 1);
            }
            else
            {
                return false;
            }
        }
        while (j < p.Length && p[j].Value == '%') j++;
        return j == p.Length;
    }

    private static bool AreEqual(Rune a, Rune b, bool ignoreCase) => a == b || (ignoreCase && Rune.ToLowerInvariant(a) == Rune.ToLowerInvariant(b));
}
