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

    /// <summary>Refuses a URI that no artifacts can be below: what is appended would land in its fragment, or on another machine's disk.</summary>
    public static void Check(string location)
    {
        if (!HasScheme(location)) return;
        if (location.Contains('#', StringComparison.Ordinal)) throw MlflowErrors.BadArtifactLocation(location, "it has a fragment, '#'");
        if (!location.StartsWith("file://", StringComparison.OrdinalIgnoreCase)) return;
        var host = location["file://".Length..].Split('/')[0];
        if (host is not ("" or "." or "localhost" or "127.0.0.1")) throw MlflowErrors.BadArtifactLocation(location, $"a file: URI cannot name another machine, '{host}'");
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
