using System.Globalization;
using System.Text;

namespace LineaSharp.Scoring.Sklearn.Text;

/// <summary>Python's ideas of lower case, words, white space and characters, where they differ from .NET's.</summary>
internal static class PythonText
{
    /// <summary><c>str.lower()</c>: as the invariant culture, but for the dotted I and for sigma at a word's end.</summary>
    public static string Lower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny('İ', 'Σ')) return lower;
        var result = new StringBuilder(text.Length + 1);
        for (var i = 0; i < text.Length; i++)
            result.Append(text[i] switch
            {
                'İ' => "i̇",
                'Σ' when i > 0 && char.IsLetter(text[i - 1]) && (i + 1 == text.Length || !char.IsLetter(text[i + 1])) => "ς",
                _ => lower[i].ToString(),
            });
        return result.ToString();
    }

    /// <summary><c>\w</c>: letters, numbers of every kind, and the underscore; marks are none.</summary>
    public static bool IsWord(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsNumber(rune);

    /// <summary><c>\s</c>.</summary>
    public static bool IsSpace(Rune rune) => rune.IsBmp && IsSpace((char)rune.Value);

    /// <summary>Where each character (code point) starts, and the end.</summary>
    public static List<int> Starts(string text)
    {
        var starts = new List<int>(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            starts.Add(at);
            at += rune.Utf16SequenceLength;
        }
        starts.Add(text.Length);
        return starts;
    }

    public static string CollapseSpaces(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && IsSpace(text[end])) end++;
            if (end - i > 1) result.Append(' ');
            else result.Append(text[i]);
            i = Math.Max(end, i + 1);
        }
        return result.ToString();
    }

    public static IEnumerable<string> Split(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && !IsSpace(text[end])) end++;
            if (end > i) yield return text[i..end];
            i = end + 1;
        }
    }

    // Python counts the separators 1C to 1F as space, .NET does not.
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';
}
