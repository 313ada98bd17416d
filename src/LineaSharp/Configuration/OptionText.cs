using Microsoft.Extensions.Logging;

namespace LineaSharp.Configuration;

/// <summary>Reads and checks the text of one option, and gives it back in its one spelling.</summary>
/// <remarks>Errors are <see cref="FormatException"/>s that say what was expected and quote nothing; whoever knows the layer names it.</remarks>
internal static class OptionText
{
    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["information"] = LogLevel.Information,
        ["info"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
        ["critical"] = LogLevel.Critical,
        ["none"] = LogLevel.None,
    };

    /// <summary>The one spelling of a value.</summary>
    /// <param name="key">One of <see cref="OptionKeys.All"/>.</param>
    /// <param name="text">As given.</param>
    /// <param name="folders">What a relative path and <c>~</c> stand for.</param>
    public static string Canonical(string key, string text, Folders folders)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new FormatException("expected a value; leave it out to have the default");
        return key switch
        {
            OptionKeys.StorageOptions => StorageOptionsText.Write(StorageOptionsText.Read(text)),
            OptionKeys.LoggingLevel => Level(text).ToString(),
            OptionKeys.DefaultMlModelsStorageBackend => StorageBackend.Find(text) ?? throw new FormatException($"expected one of {string.Join(", ", StorageBackend.All)}"),
            OptionKeys.HomeDir => IsUri(text) ? throw new FormatException("expected a local folder") : folders.Absolute(Plain(text)),
            OptionKeys.LoggingFile => IsUri(text) ? throw new FormatException("expected a local file") : folders.Absolute(Plain(text)),
            // A URI never passes through a path type, which would make s3:/ of s3://.
            OptionKeys.ArtifactStorageDir or OptionKeys.MlflowArtifactsDestination => IsUri(text) ? Plain(text) : folders.Absolute(Plain(text)),
            OptionKeys.DatabaseUrl => DatabaseUrl(Plain(text), folders),
            _ => Plain(text),
        };
    }

    public static LogLevel Level(string text) =>
        Levels.TryGetValue(text, out var level) ? level : throw new FormatException("expected one of trace, debug, information, warning, error, critical, none");

    private static bool IsUri(string text) => text.Contains("://", StringComparison.Ordinal);

    private static string Plain(string text)
    {
        if (text.Any(char.IsControl)) throw new FormatException("expected text without control characters");
        return text == text.Trim() ? text : throw new FormatException("expected text without white space at its ends");
    }

    private static string DatabaseUrl(string url, Folders folders)
    {
        const string sqlite = "sqlite:///";
        if (url.StartsWith("postgresql://", StringComparison.Ordinal) || url.StartsWith("postgres://", StringComparison.Ordinal)) return url;
        if (!url.StartsWith(sqlite, StringComparison.Ordinal) || url.Length == sqlite.Length)
            throw new FormatException("expected sqlite:///<file> or postgresql://<user>@<host>/<database>");
        if (url == sqlite + ":memory:") return url;
        return sqlite + folders.Absolute(url[sqlite.Length..]);
    }
}
