using System.Globalization;

namespace LineaSharp.LightGbm;

/// <summary>How LightGBM spells a feature's name.</summary>
internal static class FeatureName
{
    /// <summary>The text of a model separates names by spaces, so LightGBM writes underscores.</summary>
    public static string Of(string column) => column.Replace(' ', '_');

    /// <summary>Whether the names are those that LightGBM gives where none were given.</summary>
    public static bool AreDefaults(IReadOnlyList<string> names) => names.Select((name, i) => name == string.Create(CultureInfo.InvariantCulture, $"Column_{i}")).All(same => same);
}
