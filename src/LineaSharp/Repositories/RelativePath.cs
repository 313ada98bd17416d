namespace LineaSharp.Repositories;

/// <summary>The one rule for every relative path that arrives from outside: listings, manifests, archives, MLmodel files.</summary>
/// <remarks>
/// A path is decoded (percent escapes) until it no longer changes, and every step is checked. Refused are: the empty path, absolute
/// paths, a segment that is empty, <c>.</c> or <c>..</c>, the backslash, control characters, drive and UNC forms, and <c># ? ;</c>.
/// The path itself is used undecoded: the decoding only finds what hides in it.
/// </remarks>
public static class RelativePath
{
    /// <summary>Gives the path back when it keeps the rule.</summary>
    /// <param name="path">Segments separated by <c>/</c>.</param>
    /// <param name="whence">Where the path came from, for the message: <c>the manifest</c>, <c>the server's listing</c>.</param>
    /// <exception cref="LineaException">CorruptArtifact: the path could lead outside its root, or hides another path.</exception>
    public static string Check(string path, string whence)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (FindFault(path) is { } fault)
            throw new LineaException(ErrorCode.CorruptArtifact, $"The path {Shown(path)} in {whence} is refused: it {fault}.");
        return path;
    }

    /// <summary>Whether a text keeps the rule and is one step of a path: the name of a file or folder.</summary>
    internal static bool IsName(string text) => !text.Contains('/', StringComparison.Ordinal) && FindFault(text) is null;

    /// <summary>Resolves a checked path below a local root.</summary>
    /// <exception cref="LineaException">CorruptArtifact: as <see cref="Check"/>, or the result lies outside the root.</exception>
    public static string Resolve(string root, string path, string whence)
    {
        Check(path, whence);
        var fullRoot = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var full = Path.GetFullPath(Path.Combine(fullRoot, path.Replace('/', Path.DirectorySeparatorChar)));
        if (!full.StartsWith(fullRoot + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new LineaException(ErrorCode.CorruptArtifact, $"The path {Shown(path)} in {whence} is refused: it leads outside its root.");
        return full;
    }

    private static string? FindFault(string path)
    {
        for (var decoded = path; ;)
        {
            if (FindLiteralFault(decoded) is { } fault) return fault;
            var next = Uri.UnescapeDataString(decoded);
            if (next == decoded) return null;
            decoded = next;
        }
    }

    private static string? FindLiteralFault(string path)
    {
        if (path.Length == 0) return "is empty";
        if (path[0] == '/') return "is absolute";
        if (path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0])) return "names a drive";
        foreach (var c in path)
        {
            if (c == '\\') return "has a backslash";
            if (c is '#' or '?' or ';') return $"has '{c}', which can hide a second path in a URI";
            if (char.IsControl(c)) return "has a control character";
        }
        foreach (var segment in path.Split('/'))
            if (segment is "" or "." or "..") return segment.Length == 0 ? "has an empty segment" : $"has the segment '{segment}'";
        return null;
    }

    private static string Shown(string path)
    {
        var visible = string.Concat(path.Take(200).Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return $"'{visible}{(path.Length > 200 ? "…" : "")}'";
    }
}
