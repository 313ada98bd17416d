using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Says who we are on the requests that go to the workspace itself, and on no other: neither after a redirect nor at a signed URL's host.</summary>
internal sealed class DatabricksHandler : HttpMessageHandler
{
    private readonly DatabricksIdentity _identity;
    private readonly OAuthToken? _oauth;
    private readonly Lazy<HttpMessageInvoker> _inner;

    public DatabricksHandler(DatabricksIdentity identity, MlflowHttpOptions options, TimeProvider clock)
    {
        _identity = identity;
        _oauth = identity.Client is { } client ? new OAuthToken(identity.Host, client.Id, client.Secret, clock) : null;
        // Certificates are read from files at the first call, not before.
        _inner = new(() => new HttpMessageInvoker(Tls.Handler(options), disposeHandler: false), LazyThreadSafetyMode.PublicationOnly);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!MlflowAddress.MayShareCredentials(_identity.Host.Uri, request.RequestUri!)) return await _inner.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (_identity.WorkspaceId is { } workspace) request.Headers.TryAddWithoutValidation("X-Databricks-Org-Id", workspace);
        if (_oauth is null)
        {
            if (Fixed() is { } header) request.Headers.Authorization = header;
            return await _inner.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var token = await _oauth.GetAsync(refused: null, _inner.Value, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await _inner.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        // A token may end before its time. Nothing was done for it, so the request may go a second time.
        response.Dispose();
        token = await _oauth.GetAsync(refused: token, _inner.Value, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _inner.Value.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private AuthenticationHeaderValue? Fixed()
    {
        if (_identity.Token is { } token) return new AuthenticationHeaderValue("Bearer", token);
        return _identity.User is { } user ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}"))) : null;
    }
}
