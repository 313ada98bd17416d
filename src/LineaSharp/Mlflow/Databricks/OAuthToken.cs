using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>
/// The access token of a service principal, got for its client id and secret (OAuth client credentials) from the workspace itself. It is kept in memory,
/// and got anew shortly before it expires or when the workspace no longer takes it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to dispose of.")]
internal sealed class OAuthToken(MlflowAddress host, string clientId, string clientSecret, TimeProvider clock)
{
    public const string Path = "/oidc/v1/token";
    private const string Request = $"POST {Path}";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Grant? _grant;

    /// <summary>A token that is good for some time yet.</summary>
    /// <param name="refused">A token that the workspace has just refused, which is not given out again.</param>
    /// <param name="sender">Sends the request.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="MlflowException">PermissionDenied: the client id and secret are refused. Unavailable: the workspace gives no token now.</exception>
    public async Task<string> GetAsync(string? refused, HttpMessageInvoker sender, CancellationToken ct)
    {
        if (Usable(refused) is { } known) return known;
        await _one.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            // Somebody else may have got one while we waited.
            if (Usable(refused) is { } now) return now;
            _grant = null;
            var grant = await RequestAsync(sender, ct).ConfigureAwait(false);
            _grant = grant;
            return grant.Token;
        }
        finally
        {
            _one.Release();
        }
    }

    private string? Usable(string? refused) => _grant is { } grant && grant.Token != refused && clock.GetUtcNow() < grant.GoodUntil ? grant.Token : null;

    private async Task<Grant> RequestAsync(HttpMessageInvoker sender, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, host.Text + Path)
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "all-apis")]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{clientSecret}")));
        try
        {
            var asked = clock.GetUtcNow();
            using var response = await sender.SendAsync(request, ct).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw MlflowErrors.NoDatabricksToken(Request, host.Text, (int)response.StatusCode);
            return await ReadAsync(response, asked, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException && !ct.IsCancellationRequested)
        {
            // The call that needs the token has not been sent, so it may be made again.
            throw MlflowErrors.Unreachable(Request, host.Text, e);
        }
    }

    private async Task<Grant> ReadAsync(HttpResponseMessage response, DateTimeOffset asked, CancellationToken ct)
    {
        TokenAnswer? answer;
        try
        {
            using var body = new LimitedStream(
                await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false), 1 << 20, () => MlflowErrors.AnswerTooLarge(Request, host.Text, 1 << 20));
            answer = await JsonSerializer.DeserializeAsync(body, DatabricksJson.Default.TokenAnswer, ct).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            // The JSON error may quote the answer, and with it the token.
            throw MlflowErrors.NoJson(Request, host.Text, (int)response.StatusCode, "something else");
        }
        if (answer?.AccessToken is not { Length: > 0 } token || token.Any(c => char.IsControl(c) || c > '~')) throw MlflowErrors.AnswerLacks(Request, "access_token");
        var lifetime = TimeSpan.FromSeconds(Math.Clamp(answer.ExpiresIn ?? 0, 0, 86_400));
        return new Grant(token, asked + lifetime - (lifetime / 5 < Margin ? lifetime / 5 : Margin));
    }

    private sealed record Grant(string Token, DateTimeOffset GoodUntil);
}
