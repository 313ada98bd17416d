using System.Text;

namespace LineaSharp.Mlflow;

/// <summary>MLflow's rules for names and lengths. Lengths count characters as Python does: one for each code point.</summary>
internal static class Limits
{
    public const int Key = 250;
    public const int ParamValue = 6000;
    public const int TagValue = 8000;
    public const int ExperimentName = 500;
    public const int ArtifactLocation = 2048;
    public const int BatchMetrics = 1000;
    public const int BatchParamsOrTags = 100;
    public const int SearchResults = 50_000;

    /// <summary>Checks the key of a metric, param or tag.</summary>
    public static void CheckKey(string what, string key)
    {
        if (!IsKey(key)) throw MlflowErrors.BadKey(what, key);
        CheckLength($"key of a {what}", key, Key);
    }

    public static void CheckLength(string what, string? text, int limit)
    {
        if (text is not null && text.Length > limit && Length(text) is var length && length > limit) throw MlflowErrors.TooLong(what, limit, length);
    }

    /// <summary>Cuts a text that is too long, as MLflow does unless MLFLOW_TRUNCATE_LONG_VALUES says otherwise.</summary>
    public static string Cut(string text, int limit)
    {
        if (text.Length <= limit || Length(text) <= limit) return text;
        var end = 0;
        for (var runes = 0; runes < limit; runes++) end += char.IsSurrogatePair(text, end) ? 2 : 1;
        return text[..end];
    }

    public static void CheckMaxResults(int maxResults, int? limit = SearchResults)
    {
        if (maxResults < 1 || maxResults > limit) throw MlflowErrors.BadMaxResults(maxResults, limit);
    }

    private static int Length(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes()) length++;
        return length;
    }

    // Asked for every value that is logged, so it makes no garbage.
    private static bool IsKey(ReadOnlySpan<char> key)
    {
        foreach (var c in key.EnumerateRunes())
        {
            var allowed = Rune.IsLetter(c) || Rune.IsNumber(c) || c.Value is '_' or '-' or '.' or '/' or ' '
                || (c.Value == ':' && !OperatingSystem.IsWindows());
            if (!allowed) return false;
        }
        // A key may become a file's name, and must not then become another one.
        if (key.StartsWith("..", StringComparison.Ordinal)) return false;
        foreach (var segment in key.Split('/'))
            if (key[segment] is "" or "." or "..") return false;
        return true;
    }
}
