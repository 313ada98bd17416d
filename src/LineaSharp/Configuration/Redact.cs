using System.Text.RegularExpressions;

namespace LineaSharp.Configuration;

/// <summary>Takes secrets out of text that people will see: messages, logs, <c>ToString</c>.</summary>
internal static partial class Redact
{
    public const string Mark = "***";

    /// <summary>The URI with <c>***</c> for its password and for what its query calls a password, secret, token, key or signature.</summary>
    public static string Uri(string uri) => NamedSecret().Replace(WithoutPassword(uri), "$1" + Mark);

    /// <summary>Any text, with the secrets of every URI and every <c>password=…</c> in it taken out.</summary>
    public static string Text(string text) => NamedSecret().Replace(UriInText().Replace(text, match => WithoutPassword(match.Value)), "$1" + Mark);

    // Passwords may hold '/', '?' and '@' when somebody forgot to escape them, so all up to the last '@' counts as user information:
    // rather too much is hidden than too little.
    private static string WithoutPassword(string uri)
    {
        var start = uri.IndexOf("://", StringComparison.Ordinal);
        start = start < 0 ? 0 : start + 3;
        var at = uri.LastIndexOf('@');
        if (at < start) return uri;
        var colon = uri.IndexOf(':', start);
        return colon < 0 || colon > at ? uri : $"{uri[..(colon + 1)]}{Mark}{uri[at..]}";
    }

    [GeneratedRegex(@"((?:password|passwd|pwd|secret|token|key|sig|signature|credential)[^=&;\s]*\s*=\s*)[^&;\s]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedSecret();

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9+.-]*://\S+", RegexOptions.CultureInvariant)]
    private static partial Regex UriInText();
}
