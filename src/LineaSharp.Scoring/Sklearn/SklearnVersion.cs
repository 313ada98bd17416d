using System.Globalization;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>The release of scikit-learn that pickled an estimator, where its meaning changed between releases.</summary>
internal static class SklearnVersion
{
    public static string? Of(PyObject source) => source.Find("_sklearn_version") as string;

    /// <summary>Whether it was that release or a later one. An estimator that does not say is taken as a current one.</summary>
    public static bool IsAtLeast(PyObject source, int major, int minor, int patch = 0)
    {
        var parts = Of(source)?.Split('.');
        if (parts is not [var first, var second, ..] || !TryNumber(first, out var a) || !TryNumber(second, out var b)) return true;
        // 1.4.dev0 and 1.4.0rc1 are counted as 1.4.0.
        var c = parts.Length > 2 && TryNumber(parts[2], out var number) ? number : 0;
        return (a, b, c).CompareTo((major, minor, patch)) >= 0;
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
