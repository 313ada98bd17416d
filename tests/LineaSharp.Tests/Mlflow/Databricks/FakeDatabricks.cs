using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Mlflow.Databricks;

/// <summary>
/// Plays a Databricks workspace at <see cref="Host"/> and a cloud's storage at <see cref="Cloud"/>: what MLflow's own client is known to ask of them, held in memory.
/// It was written from the public interface and is no proof of what Databricks really does.
/// </summary>
internal sealed partial class FakeDatabricks : HttpMessageHandler
{
    public const string Host = "https://adb-1.example", Cloud = "https://bucket.example";

    private readonly Lock _lock = new();

    public sealed record Request(string Method, Uri Uri, string? Authorization, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string Text => Encoding.UTF8.GetString(Body);
        public bool IsToCloud => Uri.Host == "bucket.example";
    }

    public ConcurrentQueue<Request> Requests { get; } = new();
    public IEnumerable<Request> ToCloud => Requests.Where(r => r.IsToCloud);
    public IEnumerable<Request> ToWorkspace => Requests.Where(r => !r.IsToCloud);

    /// <summary>What the workspace takes as Authorization.</summary>
    public HashSet<string> Accepted { get; } = ["Bearer dapi-secret"];

    /// <summary>What it gives, one after the other, for the client's id and secret; the last again and again.</summary>
    public Queue<string> Tokens { get; } = new();

    public int TokenSeconds { get; set; } = 3600;
    public string Kind { get; set; } = "AWS_PRESIGNED_URL";

    /// <summary>Where the signed URLs lead to.</summary>
    public string CloudAddress { get; set; } = Cloud;

    /// <summary>Answers some requests in another way; null for the usual one.</summary>
    public Func<Request, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>The files of the cloud by key, and of the workspace's own file systems by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var seen = new Request(request.Method.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), headers, body);
        Requests.Enqueue(seen);
        lock (_lock) return Instead(seen) ?? (seen.IsToCloud ? AnswerOfCloud(seen) : AnswerOfWorkspace(seen));
    }

    public static HttpResponseMessage Json(JsonNode node, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(node.ToJsonString(), Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message = "no") =>
        Json(new JsonObject { ["error_code"] = code, ["message"] = message }, status);

    private HttpResponseMessage AnswerOfWorkspace(Request request)
    {
        if (request.Uri.AbsolutePath == "/oidc/v1/token") return AnswerOfTokens(request);
        if (request.Authorization is null || !Accepted.Contains(request.Authorization)) return Error(HttpStatusCode.Unauthorized, "UNAUTHENTICATED", $"bad credential {request.Authorization}");
        var path = Uri.UnescapeDataString(request.Uri.AbsolutePath);
        if (path.StartsWith("/dbfs/", StringComparison.Ordinal)) return AnswerOfFile(request, "dbfs:" + path["/dbfs".Length..]);
        if (path.StartsWith("/api/2.0/fs/files/", StringComparison.Ordinal)) return AnswerOfFile(request, path["/api/2.0/fs/files".Length..]);
        if (path.StartsWith("/api/2.0/fs/directories/", StringComparison.Ordinal)) return AnswerOfDirectory(request, path["/api/2.0/fs/directories".Length..]);
        return path.StartsWith("/api/", StringComparison.Ordinal) ? AnswerOfApi(request, path) : Error(HttpStatusCode.NotFound, "ENDPOINT_NOT_FOUND");
    }

    private HttpResponseMessage AnswerOfTokens(Request request)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("robot:robot-secret"));
        if (request.Authorization != expected || request.Text != "grant_type=client_credentials&scope=all-apis") return Json(new JsonObject { ["error"] = "invalid_client" }, HttpStatusCode.Unauthorized);
        var token = Tokens.Count > 1 ? Tokens.Dequeue() : Tokens.Peek();
        return Json(new JsonObject { ["access_token"] = token, ["token_type"] = "Bearer", ["expires_in"] = TokenSeconds });
    }

    private HttpResponseMessage AnswerOfFile(Request request, string key)
    {
        switch (request.Method)
        {
            case "PUT" or "POST":
                if (request.Uri.Query.Contains("overwrite=false", StringComparison.Ordinal) && Files.ContainsKey(key)) return Error(HttpStatusCode.Conflict, "ALREADY_EXISTS");
                Files[key] = request.Body;
                return new HttpResponseMessage(HttpStatusCode.NoContent);
            case "DELETE":
                return Files.Remove(key) ? new HttpResponseMessage(HttpStatusCode.NoContent) : Error(HttpStatusCode.NotFound, "NOT_FOUND");
            default:
                return Files.TryGetValue(key, out var bytes) ? new HttpResponseMessage { Content = new ByteArrayContent(bytes) } : Error(HttpStatusCode.NotFound, "NOT_FOUND");
        }
    }

    private HttpResponseMessage AnswerOfDirectory(Request request, string directory)
    {
        if (request.Method != "GET") return new HttpResponseMessage(HttpStatusCode.NoContent);
        // Files that came by signed URLs lie at the cloud, and are listed all the same.
        var entries = Below(directory + "/").Concat(Below("cloud:" + directory + "/").Select(e => (Path: e.Path["cloud:".Length..], e.IsDirectory, e.Size))).ToList();
        if (entries.Count == 0) return Error(HttpStatusCode.NotFound, "NOT_FOUND");
        return Json(new JsonObject
        {
            ["contents"] = new JsonArray([.. entries.Select(e => new JsonObject { ["path"] = e.Path, ["is_directory"] = e.IsDirectory, ["file_size"] = e.Size })]),
        });
    }

    private IEnumerable<(string Path, bool IsDirectory, long Size)> Below(string prefix)
    {
        foreach (var group in Files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).GroupBy(f => f.Key[prefix.Length..].Split('/')[0]))
        {
            var isDirectory = group.Any(f => f.Key[prefix.Length..].Contains('/', StringComparison.Ordinal));
            yield return (prefix + group.Key, isDirectory, isDirectory ? 0 : group.First().Value.Length);
        }
    }
}
