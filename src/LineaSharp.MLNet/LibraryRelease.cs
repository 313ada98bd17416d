namespace LineaSharp.MLNet;

/// <summary>Versions of the Microsoft.ML package.</summary>
internal static class LibraryRelease
{
    /// <summary>Whether a version belongs to a newer major or minor release; patches of one release read each other's files.</summary>
    public static bool IsNewerLine(string? version, string here) =>
        TryParse(version, out var theirs) && TryParse(here, out var ours) && (theirs.Major, theirs.Minor).CompareTo((ours.Major, ours.Minor)) > 0;

    /// <summary>Whether a version is newer at all.</summary>
    public static bool IsNewer(string? version, string here) => TryParse(version, out var theirs) && TryParse(here, out var ours) && theirs > ours;

    private static bool TryParse(string? text, out Version version)
    {
        var parsed = Version.TryParse(text?.Split('-', '+')[0], out var found);
        version = found ?? new Version();
        return parsed;
    }
}
