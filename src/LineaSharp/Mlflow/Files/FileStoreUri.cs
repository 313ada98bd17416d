namespace LineaSharp.Mlflow.Files;

/// <summary>The addresses of MLflow's file store: <c>file:///abs/mlruns</c>, <c>file:mlruns</c>, <c>./mlruns</c>, <c>/abs/mlruns</c>.</summary>
internal static class FileStoreUri
{
    private const string Scheme = "file:";

    /// <summary>Whether an address is that of a file store. A word that could as well be a misspelt keyword counts only when there is such a folder.</summary>
    public static bool IsOne(string uri)
    {
        if (uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return true;
        if (ArtifactLocations.HasScheme(uri)) return false;
        return uri.Contains('/', StringComparison.Ordinal) || uri.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || uri is "." || Directory.Exists(uri);
    }

    /// <summary>The folder of an address, absolute.</summary>
    /// <exception cref="LineaException">NotConfigured: the URI names another host, or more than a path.</exception>
    public static string Folder(string option, string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Absolute(uri);
        var path = uri[Scheme.Length..];
        if (!path.StartsWith('/')) return Absolute(path);
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || (parsed.Host.Length > 0 && !parsed.IsLoopback) || parsed.Query.Length > 0 || parsed.Fragment.Length > 0)
            throw LineaException.BadFileUri(option, uri);
        return Absolute(parsed.LocalPath);
    }

    /// <summary>The one spelling of a folder's address.</summary>
    public static string Of(string folder) => new Uri(folder).AbsoluteUri;

    private static string Absolute(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path.Length == 0 ? "." : path));
}
