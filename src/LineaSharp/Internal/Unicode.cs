namespace LineaSharp.Internal;

/// <summary>Whether text can be written to a file at all.</summary>
internal static class Unicode
{
    /// <summary>Whether every surrogate of the text has its other half.</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
