namespace LineaSharp.Internal.Sql;

/// <summary>Database addresses as SQLAlchemy writes them: <c>sqlite:///relative</c>, <c>sqlite:////absolute</c>.</summary>
internal static class SqliteUrl
{
    private const string Prefix = "sqlite:///";

    public static bool IsSqlite(string url) => url.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The file's absolute path; a relative one is resolved against the working directory now.</summary>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static string Path(string url)
    {
        if (!url.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || url.Length == Prefix.Length)
            throw new ArgumentException($"'{url}' is no database address. Expected sqlite:///relative/path.db or sqlite:////absolute/path.db.", nameof(url));
        return System.IO.Path.GetFullPath(url[Prefix.Length..]);
    }

    /// <summary>The address of an absolute path.</summary>
    public static string Of(string path) => Prefix + System.IO.Path.GetFullPath(path);
}
