using System.Text.RegularExpressions;

namespace LineaSharp;

/// <summary>Which aliases a version can have.</summary>
/// <remarks>
/// An alias is 1 to 255 of the characters <c>A-Z a-z 0-9 _ -</c>, as in MLflow. Refused are <c>latest</c>, digits alone and <c>v</c>
/// with digits, because they read as versions.
/// </remarks>
public static partial class ArtifactAlias
{
    /// <summary>Gives the alias back when it can name a version.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public static string Check(string? alias)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return FindFault(alias) is { } fault ? throw new ArgumentException($"The alias '{alias}' is refused: {fault}.", nameof(alias)) : alias;
    }

    private static string? FindFault(string alias)
    {
        if (!Characters().IsMatch(alias)) return "an alias is 1 to 255 of the characters A-Z, a-z, 0-9, '_' and '-'";
        if (alias.Equals("latest", StringComparison.OrdinalIgnoreCase)) return "the newest version is written 'name' or 'name:latest'";
        return LikeVersion().IsMatch(alias) ? "it reads as a version number, which is written 'name:3'" : null;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Characters();

    [GeneratedRegex(@"\A[vV]?[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex LikeVersion();
}
