using System.Net;

namespace LineaSharp.Mlflow.Rest;

/// <summary>Where a server is, without credentials, and the credentials that stood in its URI.</summary>
internal sealed record MlflowAddress
{
    /// <summary>The URI without a slash at its end: <c>http://host:5000</c>, <c>https://host/mlflow</c>.</summary>
    public required string Text { get; init; }

    public NetworkCredential? Credentials { get; private init; }

    public Uri Uri => new(Text);

    public static bool IsOne(string uri) =>
        uri.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || uri.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="LineaException">NotConfigured: it is no URI of a server. The message does not repeat it, since a password may be in it.</exception>
    public static MlflowAddress Parse(string option, string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Host.Length == 0) throw LineaException.BadServerUri(option, "it is no URI");
        if (parsed.Query.Length > 0 || parsed.Fragment.Length > 0) throw LineaException.BadServerUri(option, "it has a query or a fragment");
        return new MlflowAddress
        {
            Text = parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/'),
            Credentials = parsed.UserInfo.Length > 0 ? Split(option, parsed.UserInfo) : null,
        };
    }

    /// <summary>Whether credentials for one may go to the other: the same host and port, or its step up to https.</summary>
    public static bool MayShareCredentials(Uri ours, Uri other) =>
        string.Equals(ours.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((ours.Scheme == other.Scheme && ours.Port == other.Port)
            || (ours.Scheme == "http" && ours.IsDefaultPort && other.Scheme == "https" && other.IsDefaultPort));

    private static NetworkCredential Split(string option, string userInfo)
    {
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new NetworkCredential(Uri.UnescapeDataString(userInfo[..colon]), Uri.UnescapeDataString(userInfo[(colon + 1)..]))
            : throw LineaException.BadServerUri(option, "it has a user but no password (user:password@host)");
    }

    public override string ToString() => Text;
}
