using System.Globalization;

namespace LineaSharp;

/// <summary>What the tags of a version may be.</summary>
internal static class SaveTags
{
    private const int LongestKey = 250, LongestValue = 8_000;

    public static void Check(IReadOnlyDictionary<string, string>? tags)
    {
        foreach (var (key, value) in tags ?? new Dictionary<string, string>())
        {
            if (string.IsNullOrWhiteSpace(key) || key.Length > LongestKey)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The tag key '{key}' cannot be used: a key has 1 to {LongestKey} characters."), nameof(tags));
            if (value is null || value.Length > LongestValue)
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The value of the tag '{key}' cannot be used: a value is not null and has at most {LongestValue} characters."), nameof(tags));
        }
    }
}
