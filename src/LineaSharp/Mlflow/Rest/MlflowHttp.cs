using System.Collections.ObjectModel;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

/// <summary>
/// The one sender of requests to an MLflow server: address, identity, time-outs, redirects, and the one table from what a server answers to
/// <see cref="MlflowException"/>. Repeating is <see cref="Retries"/>' work.
/// </summary>
internal sealed class MlflowHttp
{
    private const long MostJson = 1L << 30;
    private const int MostRedirects = 5;
    private static readonly string UserAgent = $"LineaSharp/{typeof(MlflowHttp).Assembly.GetName().Version?.ToString(3)}";

    private readonly HttpSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Retries _retries;
    private readonly Uri _base;
    private readonly Lazy<HttpClient> _client;
    private readonly Lazy<AuthenticationHeaderValue?> _identity;

    public MlflowHttp(MlflowAddress address, MlflowHttpOptions options, TimeProvider clock)
    {
        _settings = HttpSettings.Of(options);
        _clock = clock;
        _retries = new Retries(_settings.Retries, clock);
        _base = address.Uri;
        Address = address.Text;
        // Certificates and credentials are read from files at the first call, not before.
        _client = new(() => new HttpClient(Tls.Handler(options), disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan }, LazyThreadSafetyMode.PublicationOnly);
        _identity = new(() => Identity.Header(address, options), LazyThreadSafetyMode.PublicationOnly);
    }

    private MlflowHttp(MlflowHttp other, MlflowAddress address)
    {
        (_settings, _clock, _retries, _client) = (other._settings, other._clock, other._retries, other._client);
        _base = address.Uri;
        Address = address.Text;
        // Another host is named by the server's answers, and gets no credentials of ours.
        _identity = MlflowAddress.MayShareCredentials(other._base, _base) ? other._identity : new(() => null);
    }

    // A host outside is told nothing of ours, even where it shares the server's name: its signed addresses are all the permission it wants.
    private MlflowHttp(MlflowHttp other, Uri outside)
    {
        (_settings, _clock, _retries) = (other._settings with { Workspace = null }, other._clock, other._retries);
        _base = new Uri(outside.GetLeftPart(UriPartial.Authority));
        Address = _base.GetLeftPart(UriPartial.Authority);
        _client = new(() => new HttpClient(Tls.OutsideHandler(_settings.Options), disposeHandler: false) { Timeout = System.Threading.Timeout.InfiniteTimeSpan }, LazyThreadSafetyMode.PublicationOnly);
        _identity = new(() => null);
    }

    /// <summary>Whether it is a Databricks workspace.</summary>
    public bool IsDatabricks { get; init; }

    /// <summary>The server's URI, without credentials.</summary>
    public string Address { get; }

    /// <summary>The same client at another address; on another host it has no credentials.</summary>
    public MlflowHttp At(MlflowAddress address) => new(this, address);

    /// <summary>The same patience and repetitions at a host that signed addresses lead to; it is told nothing of who the client is.</summary>
    public MlflowHttp Outside(Uri target) => new(this, target);

    /// <summary>Waits between the attempts of work that is more than one call, such as a download that is taken up again.</summary>
    public Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken ct) => _retries.RunAsync(Repeat.IsSafe, attempt, ct);

    /// <summary>A timer with the client's patience.</summary>
    public AttemptTimer NewTimer(CancellationToken ct) => new(_settings.Timeout, _clock, ct);

    public DateTimeOffset UtcNow() => _clock.GetUtcNow();

    /// <summary>Sends a call and reads its answer.</summary>
    public Task<T> ReadAsync<T>(MlflowCall call, CancellationToken ct)
        where T : class =>
        SendAsync(call, (response, timer) => ReadJsonAsync<T>(call, response, timer), ct);

    /// <summary>Sends a call whose answer says nothing more than that it was carried out.</summary>
    public Task SendAsync(MlflowCall call, CancellationToken ct) => SendAsync(call, static (_, _) => Task.FromResult(true), ct);

    /// <summary>Sends a call and reads its answer as a short text.</summary>
    public Task<string> ReadTextAsync(MlflowCall call, CancellationToken ct) =>
        SendAsync(call, async (response, timer) => System.Text.Encoding.UTF8.GetString(await ReadStartAsync(response, timer.Token).ConfigureAwait(false)), ct);

    /// <summary>Sends a call once or more, until the headers of an answer are there. The caller reads the body, and disposes of the answer.</summary>
    public Task<HttpResponseMessage> OpenAsync(MlflowCall call, CancellationToken ct) =>
        _retries.RunAsync(
            call.Repeat,
            async token =>
            {
                using var timer = NewTimer(token);
                return await TranslateAsync(call, () => SendOnceAsync(call, timer), token).ConfigureAwait(false);
            },
            ct);

    /// <summary>One table from what breaks on the way to <see cref="MlflowException"/>. Cancellation by the caller is let through as it is.</summary>
    public async Task<T> TranslateAsync<T>(MlflowCall call, Func<Task<T>> work, CancellationToken ct)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw MlflowErrors.TimedOut(Shown(call), Address, _settings.Timeout);
        }
        catch (HttpRequestException e) when (!ct.IsCancellationRequested)
        {
            throw e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError when e.InnerException is not SocketException { SocketErrorCode: SocketError.TryAgain } =>
                    MlflowErrors.NoSuchHost(Shown(call), Address, e),
                HttpRequestError.SecureConnectionError => MlflowErrors.NotTrusted(Shown(call), Address, e),
                HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError =>
                    MlflowErrors.Unreachable(Shown(call), Address, e),
                _ => MlflowErrors.ConnectionBroke(Shown(call), Address, e),
            };
        }
        catch (IOException e) when (!ct.IsCancellationRequested)
        {
            throw MlflowErrors.ConnectionBroke(Shown(call), Address, e);
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is HttpRequestException or IOException)
        {
            throw new OperationCanceledException(e.Message, e, ct);
        }
    }

    private Task<T> SendAsync<T>(MlflowCall call, Func<HttpResponseMessage, AttemptTimer, Task<T>> read, CancellationToken ct) =>
        _retries.RunAsync(
            call.Repeat,
            async token =>
            {
                using var timer = NewTimer(token);
                return await TranslateAsync(
                    call,
                    async () =>
                    {
                        using var response = await SendOnceAsync(call, timer).ConfigureAwait(false);
                        return await read(response, timer).ConfigureAwait(false);
                    },
                    token).ConfigureAwait(false);
            },
            ct);

    /// <summary>Sends a request, follows redirects, and gives back an answer of success only.</summary>
    private async Task<HttpResponseMessage> SendOnceAsync(MlflowCall call, AttemptTimer timer)
    {
        var target = new Uri(Address + call.Path + (call.Query.Length > 0 ? "?" + call.Query : ""));
        for (var redirects = 0; ; redirects++)
        {
            using var request = NewRequest(call, target, timer);
            var response = await _client.Value.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timer.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                    throw await RefusedAsync(call, response, timer).ConfigureAwait(false);
                target = Follow(call, target, response, redirects);
            }
        }
    }

    private HttpRequestMessage NewRequest(MlflowCall call, Uri target, AttemptTimer timer)
    {
        var request = new HttpRequestMessage(call.Method, target) { Content = call.Body?.Invoke(timer) };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (call.From > 0 || call.To is not null) request.Headers.Range = new RangeHeaderValue(call.From, call.To);
        if ((call.From > 0 || call.To is not null) && call.Version is { IsWeak: false } version) request.Headers.IfRange = new RangeConditionHeaderValue(version);
        if (!MlflowAddress.MayShareCredentials(_base, target)) return request;
        foreach (var (name, value) in call.Headers ?? ReadOnlyDictionary<string, string>.Empty)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        if (call.SignedHeaders is { } signed)
        {
            foreach (var (name, value) in signed)
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
            return request;
        }
        if (_identity.Value is { } identity) request.Headers.Authorization = identity;
        if (_settings.Workspace is { } workspace) request.Headers.TryAddWithoutValidation("X-MLFLOW-WORKSPACE", workspace);
        return request;
    }

    private Uri Follow(MlflowCall call, Uri from, HttpResponseMessage response, int redirects)
    {
        MlflowException Refuse(Uri? to, string problem) => MlflowErrors.Redirected(Shown(call), Address, to, problem, response.StatusCode);

        if (response.Headers.Location is not { } location) throw Refuse(null, "does not say where to");
        var target = new Uri(from, location);
        if (!_settings.FollowRedirects) throw Refuse(target, "redirects are not to be followed");
        if (redirects == MostRedirects) throw Refuse(target, "that was one redirect too many");
        if (target.Scheme is not ("http" or "https")) throw Refuse(target, "that is no web address");
        if (from.Scheme == "https" && target.Scheme == "http") throw Refuse(target, "that would no longer be encrypted");
        if (call.Method == HttpMethod.Get || call.Method == HttpMethod.Head) return target;
        // Only these two keep the method and body; and what is written goes to the server it was meant for.
        if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || !MlflowAddress.MayShareCredentials(_base, target))
            throw Refuse(target, $"a {call.Method} is not sent there");
        return target;
    }

    private async Task<MlflowException> RefusedAsync(MlflowCall call, HttpResponseMessage response, AttemptTimer timer)
    {
        byte[] body;
        try
        {
            body = await ReadStartAsync(response, timer.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            body = []; // the status alone says enough
        }
        var status = (int)response.StatusCode;
        var answer = ErrorAnswer.Read(status, body);
        return MlflowErrors.Refused(answer.Code, status, Shown(call), Address, call.SignedHeaders is null ? answer.Words : "", FailureOf(call, status, answer, RetryAfter(response)));
    }

    // What MLflow itself says it could not do (500 INVALID_STATE) will not change, and what it failed at is not done, but not asked for twice where that could
    // make two. 429, and 503 with a time to come back, are said before any work is done.
    private static Failure? FailureOf(MlflowCall call, int status, ErrorAnswer answer, TimeSpan? retryAfter) => status switch
    {
        429 => new Failure(MayHaveActed: false, retryAfter),
        503 when retryAfter is not null => new Failure(MayHaveActed: false, retryAfter),
        500 when call.ServerErrorIsFinal => null,
        500 when answer.IsMlflows && (answer.Code != MlflowErrorCodes.InternalError || call.Repeat == Repeat.WouldDouble) => null,
        501 => null,
        408 or >= 500 => new Failure(MayHaveActed: true, retryAfter),
        _ => null,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    private async Task<T> ReadJsonAsync<T>(MlflowCall call, HttpResponseMessage response, AttemptTimer timer)
        where T : class
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is "text/html") throw MlflowErrors.NoJson(Shown(call), Address, status, "a web page");
        using var body = new LimitedStream(
            await response.Content.ReadAsStreamAsync(timer.Token).ConfigureAwait(false), MostJson, () => MlflowErrors.AnswerTooLarge(Shown(call), Address, MostJson));
        try
        {
            return await JsonSerializer.DeserializeAsync(body, WireJson.Info<T>(), timer.Token).ConfigureAwait(false)
                ?? throw MlflowErrors.NoJson(Shown(call), Address, status, "null");
        }
        catch (JsonException e)
        {
            throw MlflowErrors.NoJson(Shown(call), Address, status, body.Position == 0 ? "nothing" : "something else", e);
        }
    }

    private static async Task<byte[]> ReadStartAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var start = new byte[ErrorAnswer.MostBytes];
        var count = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        return start[..count];
    }

    private string Shown(MlflowCall call) => $"{call.Method} {_base.AbsolutePath.TrimEnd('/')}{call.Path}";
}
