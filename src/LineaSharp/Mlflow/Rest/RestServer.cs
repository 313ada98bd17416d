using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

/// <summary>What kind of server it is. Each question is asked once, when its answer is first needed.</summary>
internal sealed class RestServer(MlflowHttp http)
{
    private volatile string? _version;
    private volatile ServerInfoAnswer? _info;

    /// <summary>The server's version as it tells it (<c>3.17.2</c>, <c>2.17.3.dev0</c>); null when it does not tell.</summary>
    public async Task<string?> GetVersionAsync(CancellationToken ct)
    {
        if (_version is null)
        {
            string text;
            try
            {
                text = (await http.ReadTextAsync(new MlflowCall { Method = HttpMethod.Get, Path = "/version" }, ct).ConfigureAwait(false)).Trim();
            }
            catch (MlflowException e) when (e.Code is ErrorCode.NotSupported)
            {
                text = "";
            }
            _version = text.Length is > 0 and <= 40 && char.IsAsciiDigit(text[0]) ? text : "";
        }
        return _version.Length > 0 ? _version : null;
    }

    /// <summary>Whether it is a server of the 2.x line, which has no logged models. A server that does not tell its version counts as newer.</summary>
    public async Task<bool> IsMlflow2Async(CancellationToken ct) =>
        await GetVersionAsync(ct).ConfigureAwait(false) is { } version && (version.StartsWith("2.", StringComparison.Ordinal) || version.StartsWith("1.", StringComparison.Ordinal));

    /// <summary>What the server offers; everything null on servers older than 3.11, which do not tell.</summary>
    public async Task<ServerInfoAnswer> GetInfoAsync(CancellationToken ct)
    {
        if (_info is { } known) return known;
        try
        {
            return _info = await http.ReadAsync<ServerInfoAnswer>(new MlflowCall { Method = HttpMethod.Get, Path = "/api/3.0/mlflow/server-info", Repeat = Repeat.Never, ServerErrorIsFinal = true }, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code is ErrorCode.NotSupported)
        {
            return _info = new ServerInfoAnswer(null, null, null, null, null, null);
        }
    }

    /// <summary>Says that a server is too old where it says only that it does not know the address.</summary>
    public async Task<MlflowException> TooOldAsync(string what, string since, MlflowException error, CancellationToken ct)
    {
        string? version;
        try
        {
            version = await GetVersionAsync(ct).ConfigureAwait(false);
        }
        catch (LineaException)
        {
            version = null; // the first error tells more
        }
        return MlflowErrors.TooOld(what, since, http.Address, version, error);
    }
}
