using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Answers one recorded request as the real server did, and says in which way the request sent is another than the recorded.</summary>
internal sealed class RecordedServer : HttpMessageHandler
{
    private Exchange? _expected;

    public List<string> Sent { get; } = [];

    /// <summary>How the sent request differs from the recorded one; null when it does not.</summary>
    public string? Difference { get; private set; }

    public void Expect(Exchange exchange)
    {
        _expected = exchange;
        Difference = null;
        Sent.Clear();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = _expected!;
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        Sent.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        if (Sent.Count > 1) return FollowUp(exchange, request);

        Difference = Compare(exchange, request, body);
        var answer = new HttpResponseMessage((HttpStatusCode)exchange.Status) { Content = new ByteArrayContent(exchange.ResponseBody) };
        if (exchange.ContentType is { } type) answer.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return answer;
    }

    private static string? Compare(Exchange exchange, HttpRequestMessage request, byte[] body)
    {
        var uri = request.RequestUri!;
        if (request.Method.Method != exchange.Method) return $"method {request.Method}, recorded {exchange.Method}";
        if (Uri.UnescapeDataString(uri.AbsolutePath) != Uri.UnescapeDataString(exchange.Path)) return $"path {uri.AbsolutePath}, recorded {exchange.Path}";
        var (query, recordedQuery) = (Meaning.OfQuery(uri.Query), Meaning.OfQuery(exchange.Query));
        // Ours is always sent; the servers' own number is the same where none was recorded.
        if (!recordedQuery.Contains("max_results", StringComparison.Ordinal)) query = string.Join('&', query.Split('&').Where(p => p is not ("max_results=100" or "max_results=10000")));
        if (Sorted(query) != Sorted(recordedQuery)) return $"query {query}, recorded {recordedQuery}";
        if (exchange.Path.Contains("mlflow-artifacts", StringComparison.Ordinal)) return body.AsSpan().SequenceEqual(exchange.RequestBody) ? null : "other bytes";
        if (exchange.RequestBody.Length > 0 && request.Content?.Headers.ContentType?.MediaType != "application/json") return "no content type of JSON";
        var (sent, recorded) = (Meaning.OfJson(Encoding.UTF8.GetString(body)), Meaning.OfJson(exchange.RequestText));
        if (sent is not null && recorded is not null && !recorded.Contains("\"max_results\"", StringComparison.Ordinal))
            sent = sent.Replace("\"max_results\":1000,", "", StringComparison.Ordinal).Replace("\"max_results\":100,", "", StringComparison.Ordinal);
        return sent == recorded ? null : $"body {sent}, recorded {recorded}";
    }

    private static string Sorted(string query) => string.Join('&', query.Split('&').Order(StringComparer.Ordinal));

    // An updated run is read again, and a file that cannot be read is looked for in its directory.
    private static HttpResponseMessage FollowUp(Exchange exchange, HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/version") return Answer("3.0.0", "text/html");
        if (path.EndsWith("/mlflow-artifacts/artifacts", StringComparison.Ordinal)) return Answer("{}", "application/json");
        if (path.EndsWith("/runs/get", StringComparison.Ordinal) && exchange.Path.EndsWith("/runs/update", StringComparison.Ordinal))
        {
            var info = JsonNode.Parse(exchange.ResponseText)!["run_info"]!;
            return Answer(new JsonObject { ["run"] = new JsonObject { ["info"] = info.DeepClone() } }.ToJsonString(), "application/json");
        }
        throw new InvalidOperationException($"{exchange.Case} was not recorded with {request.Method} {request.RequestUri}.");
    }

    private static HttpResponseMessage Answer(string text, string type) => new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, type) };
}
