namespace LineaSharp.Formats;

/// <summary>Strings of .NET may hold half a surrogate pair; no file in UTF-8 can.</summary>
internal static class Surrogates
{
    /// <summary>The index of the first surrogate without its other half, or -1.</summary>
    public static int FindLone(ReadOnlySpan<char> text)
    {
        for (var start = 0; ;)
        {
            var next = text[start..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0) return -1;
            start += next;
            if (start + 1 == text.Length || !char.IsSurrogatePair(text[start], text[start + 1])) return start;
            start += 2;
        }
    }
}
