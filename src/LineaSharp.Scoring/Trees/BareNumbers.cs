namespace LineaSharp.Scoring.Trees;

/// <summary>The words that are no JSON and that XGBoost's and Python's JSON has for numbers: <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</summary>
internal static class BareNumbers
{
    private static readonly (byte[] Word, double Value)[] Words = [("NaN"u8.ToArray(), double.NaN), ("-Infinity"u8.ToArray(), double.NegativeInfinity), ("Infinity"u8.ToArray(), double.PositiveInfinity)];

    /// <summary>The same JSON with these words as texts that begin with a character no other text of a model has; the JSON itself where it has none of them.</summary>
    public static ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0) return json;
        var quoted = new List<byte>(json.Length + json.Length / 8);
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (inText && json[i] == '\\' && i + 1 < json.Length)
            {
                quoted.Add(json[i++]);
                quoted.Add(json[i]);
                continue;
            }
            if (json[i] == '"') inText = !inText;
            if (!inText && At(json[i..]) is { } word)
            {
                quoted.AddRange("\"\\u0001"u8);
                quoted.AddRange(word);
                quoted.Add((byte)'"');
                i += word.Length - 1;
                continue;
            }
            quoted.Add(json[i]);
        }
        return quoted.ToArray();
    }

    /// <summary>The number that a text stands for, which is one of these words as <see cref="Quoted"/> writes it.</summary>
    /// <param name="text">The text as it stands in the JSON, escapes and all.</param>
    /// <param name="value">The number.</param>
    public static bool IsOne(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (!text.StartsWith("\\u0001"u8)) return false;
        foreach (var (word, number) in Words)
        {
            if (!text[6..].SequenceEqual(word)) continue;
            value = number;
            return true;
        }
        return false;
    }

    private static byte[]? At(ReadOnlySpan<byte> json)
    {
        if (json[0] is not ((byte)'N' or (byte)'I' or (byte)'-')) return null;
        foreach (var (word, _) in Words)
            if (json.StartsWith(word)) return word;
        return null;
    }
}
