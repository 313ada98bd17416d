using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>What Databricks lists is a claim: each path must keep the rule, and lie where it was asked for.</summary>
internal static class Listing
{
    /// <summary>An entry with its path below a location.</summary>
    /// <param name="entry">As it is listed, with its path from the same root as <paramref name="directory"/>.</param>
    /// <param name="directory">The directory that was listed; empty for the root.</param>
    /// <param name="location">The directory that the location stands for; empty for the root.</param>
    /// <exception cref="LineaException">CorruptArtifact: the path breaks the rule, or is of another directory.</exception>
    public static RepositoryEntry Below(RepositoryEntry entry, string directory, string location)
    {
        var path = RelativePath.Check(entry.Path, "the server's listing");
        if (Parent(path) != directory) throw LineaException.ListsOtherDirectory(path, directory);
        return location.Length == 0 ? entry : entry with { Path = path[(location.Length + 1)..] };
    }

    public static string Parent(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
}
