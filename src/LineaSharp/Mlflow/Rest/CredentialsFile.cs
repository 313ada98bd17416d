namespace LineaSharp.Mlflow.Rest;

/// <summary>The file <c>~/.mlflow/credentials</c>: INI, section <c>[mlflow]</c>, keys <c>mlflow_tracking_username</c> and <c>mlflow_tracking_password</c>.</summary>
internal static class CredentialsFile
{
    public static string DefaultPath => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".mlflow", "credentials");

    /// <summary>The name and password in the file; null for what is not there, or when there is no file.</summary>
    public static (string? Username, string? Password) Read(string path)
    {
        if (!File.Exists(path)) return (null, null);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LineaException.BadCredentialsFile(path, e.Message, e);
        }
        return Parse(path, lines);
    }

    private static (string? Username, string? Password) Parse(string path, string[] lines)
    {
        var (section, username, password) = ("", (string?)null, (string?)null);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1];
                continue;
            }
            if (section != "mlflow") continue;
            // The line itself may hold the password and is not shown.
            var at = line.IndexOfAny(['=', ':']);
            if (at <= 0) throw LineaException.BadCredentialsFile(path, $"line {i + 1} is no 'key = value'.");
            // Python's reader takes % for the start of a reference; %% stands for the sign itself.
            var value = line[(at + 1)..].Trim().Replace("%%", "%", StringComparison.Ordinal);
            switch (line[..at].Trim().ToLowerInvariant())
            {
                case "mlflow_tracking_username": username = NotEmpty(value); break;
                case "mlflow_tracking_password": password = NotEmpty(value); break;
            }
        }
        return (username, password);
    }

    private static string? NotEmpty(string value) => value.Length == 0 ? null : value;
}
