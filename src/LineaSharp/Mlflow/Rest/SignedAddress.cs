namespace LineaSharp.Mlflow.Rest;

/// <summary>An address that a server has signed: who holds it may read or write one file for a while. Its query is a secret and is never shown.</summary>
internal sealed class SignedAddress
{
    private readonly Uri _target;
    private readonly IReadOnlyDictionary<string, string>? _headers;

    private SignedAddress(MlflowHttp host, Uri target, IReadOnlyDictionary<string, string>? headers) => (Host, _target, _headers) = (host, target, headers);

    /// <summary>Sends to the host of the address.</summary>
    public MlflowHttp Host { get; }

    /// <summary>The address as the server wrote it.</summary>
    public required string Text { get; init; }

    /// <exception cref="MlflowException">Unknown: the server's answer has no address that can be used.</exception>
    public static SignedAddress Of(MlflowHttp server, MlflowCall asked, string? url, IReadOnlyDictionary<string, string>? headers)
    {
        var text = Answers.Required(url, asked, "signed address");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https") || target.Host.Length == 0 || target.UserInfo.Length > 0)
            throw MlflowErrors.AnswerLacks($"{asked.Method} {asked.Path}", "signed address that can be used");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            if (!IsUsable(name, value)) throw MlflowErrors.AnswerLacks($"{asked.Method} {asked.Path}", "headers that can be sent");
        return new SignedAddress(server.Outside(target), target, headers is { Count: > 0 } ? headers : null) { Text = text };
    }

    public MlflowCall Get() => Call(HttpMethod.Get);

    public MlflowCall Put(Func<AttemptTimer, HttpContent> body) => Call(HttpMethod.Put) with { Body = body };

    // Those that say where a request ends are ours alone.
    private static bool IsUsable(string name, string? value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && value is not null && !value.Any(char.IsControl)
        && name.ToLowerInvariant() is not ("host" or "content-length" or "transfer-encoding" or "connection" or "upgrade" or "te" or "trailer" or "expect");

    private MlflowCall Call(HttpMethod method) => new() { Method = method, Path = _target.AbsolutePath, Query = _target.Query.TrimStart('?'), Headers = _headers };
}
