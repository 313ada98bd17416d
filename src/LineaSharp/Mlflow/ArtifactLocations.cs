namespace LineaSharp.Mlflow;

/// <summary>Artifact locations as MLflow stores them: absolute local paths, or URIs whose path part grows.</summary>
internal static class ArtifactLocations
{
    /// <summary>Appends segments to the path of a location; a URI's query stays at its end.</summary>
    public static string Append(string location, params ReadOnlySpan<string> segments)
    {
        var query = "";
        if (HasScheme(location) && location.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at) (location, query) = (location[..at], location[at..]);
        return location.TrimEnd('/') + "/" + string.Join("/", segments!) + query;
    }

    /// <summary>A relative local path becomes an absolute one, as MLflow stores it; anything else stays.</summary>
    public static string Resolve(string location)
    {
        if (location.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            var path = location["file:".Length..];
            return path.StartsWith('/') ? location : new Uri(Path.GetFullPath(path)).AbsoluteUri;
        }
        if (HasScheme(location)) return location;
        var full = Path.GetFullPath(location);
        return OperatingSystem.IsWindows() ? new Uri(full).AbsoluteUri : full;
    }

    /// <summary>Whether it is a URI. A single letter before the colon is a Windows drive.</summary>
    public static bool HasScheme(string location)
    {
        var colon = location.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || !char.IsAsciiLetter(location[0])) return false;
        for (var i = 1; i < colon; i++)
            if (!char.IsAsciiLetterOrDigit(location[i]) && location[i] is not ('+' or '-' or '.')) return false;
        return true;
    }
}
