namespace LineaSharp.Configuration;

/// <summary>What a relative path and <c>~</c> stand for.</summary>
/// <param name="Base">The folder that relative paths start from; absolute.</param>
/// <param name="User">The user's home folder; absolute.</param>
internal sealed record Folders(string Base, string User)
{
    /// <summary>The absolute path, without looking at the disk.</summary>
    public string Absolute(string path)
    {
        if (path == "~") return User;
        return path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetFullPath(path[2..], User)
            : Path.GetFullPath(path, Base);
    }

    /// <summary>The user's home folder: <c>HOME</c>, or what the system says where that is not set.</summary>
    public static string UserFolder(Func<string, string?> environment)
    {
        if (environment("HOME") is { Length: > 0 } home) return Path.GetFullPath(home);
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return profile.Length > 0 ? profile : throw LineaException.NoHomeFolder();
    }
}
