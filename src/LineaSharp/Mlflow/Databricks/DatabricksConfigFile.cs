namespace LineaSharp.Mlflow.Databricks;

/// <summary>The file <c>~/.databrickscfg</c>, or the one that DATABRICKS_CONFIG_FILE names: INI, one section for each profile.</summary>
internal sealed class DatabricksConfigFile
{
    public const string DefaultProfile = "DEFAULT";
    private readonly Dictionary<string, Dictionary<string, string>> _profiles = new(StringComparer.Ordinal);

    private DatabricksConfigFile(string path) => Path = path;

    public string Path { get; }

    /// <summary>The names of the profiles, in the order of the file.</summary>
    public IReadOnlyCollection<string> Profiles => _profiles.Keys;

    /// <summary>Reads the file; one that does not exist has no profiles.</summary>
    /// <exception cref="LineaException">NotConfigured: it cannot be read.</exception>
    public static DatabricksConfigFile Read(Func<string, string?> environment)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var path = environment("DATABRICKS_CONFIG_FILE") is { } given && !string.IsNullOrWhiteSpace(given) ? given.Trim() : "~/.databrickscfg";
        if (path.StartsWith("~/", StringComparison.Ordinal)) path = System.IO.Path.Combine(home, path[2..]);
        var file = new DatabricksConfigFile(path);
        if (!File.Exists(path)) return file;
        try
        {
            file.Take(File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LineaException.BadDatabricksConfigFile(path, e);
        }
        return file;
    }

    /// <summary>The value of a key in a profile, or null. Profiles do not inherit from <c>DEFAULT</c>.</summary>
    public string? Find(string profile, string key) =>
        _profiles.TryGetValue(profile, out var values) && values.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    public bool Has(string profile) => _profiles.ContainsKey(profile);

    // Other tools keep things of their own in the file: what is no 'key = value' is passed over.
    private void Take(string[] lines)
    {
        Dictionary<string, string>? section = null;
        foreach (var text in lines)
        {
            var line = text.Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (line[0] == '[' && line[^1] == ']')
            {
                var name = line[1..^1].Trim();
                if (!_profiles.TryGetValue(name, out section)) _profiles[name] = section = new(StringComparer.OrdinalIgnoreCase);
                continue;
            }
            var at = line.IndexOfAny(['=', ':']);
            if (section is not null && at > 0) section[line[..at].Trim()] = line[(at + 1)..].Trim();
        }
    }
}
