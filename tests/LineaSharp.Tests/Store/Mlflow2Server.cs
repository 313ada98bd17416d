using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Store;

/// <summary>As much of an MLflow 2.17 server as logging a model needs; it answers as the recorded one did, and keeps what it was asked.</summary>
internal sealed class Mlflow2Server : IDisposable
{
    public const string RunId = "cbb5a57f5a1743038750ae117dfe4881";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";
    private readonly HttpListener _listener = new();

    public Mlflow2Server()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        Uri = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        port.Stop();
        _listener.Prefixes.Add(Uri + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Uri { get; }

    /// <summary>Method, path and body of every request, in order; of uploads only the path.</summary>
    public ConcurrentQueue<(string Method, string Path, JsonNode? Body)> Requests { get; } = new();

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>A path that answers 400.</summary>
    public string? Refuses { get; set; }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // closed
            }
            var (status, body) = await AnswerAsync(context.Request);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
    }

    private async Task<(int Status, byte[] Body)> AnswerAsync(HttpListenerRequest request)
    {
        var path = request.Url!.AbsolutePath;
        using var copy = new MemoryStream();
        await request.InputStream.CopyToAsync(copy);
        if (path.StartsWith(Proxy + "/", StringComparison.Ordinal))
        {
            var file = System.Uri.UnescapeDataString(path[(Proxy.Length + 1)..]);
            if (request.HttpMethod == "PUT") Files[file] = copy.ToArray();
            Requests.Enqueue((request.HttpMethod, file, null));
            return request.HttpMethod == "PUT" ? Json("{}") : Files.TryGetValue(file, out var bytes) ? (200, bytes) : (500, "<html>"u8.ToArray());
        }
        Requests.Enqueue((request.HttpMethod, path, copy.Length > 0 ? JsonNode.Parse(copy.ToArray()) : null));
        if (path == Refuses) return (400, Encoding.UTF8.GetBytes("""{"error_code": "INVALID_PARAMETER_VALUE", "message": "refused"}"""));
        var run = $$$"""{"run": {"info": {"run_id": "{{{RunId}}}", "run_uuid": "{{{RunId}}}", "run_name": "r", "experiment_id": "0", "status": "RUNNING", "start_time": 1, "artifact_uri": "mlflow-artifacts:/0/{{{RunId}}}/artifacts", "lifecycle_stage": "active"}, "data": {} } }""";
        return path switch
        {
            "/version" => (200, "2.17.2"u8.ToArray()),
            "/api/2.0/mlflow/runs/create" or "/api/2.0/mlflow/runs/get" => Json(run),
            "/api/2.0/mlflow/runs/update" => Json(run.Replace("\"run\"", "\"run_info\"", StringComparison.Ordinal)),
            "/api/2.0/mlflow/runs/log-model" or "/api/2.0/mlflow/runs/log-batch" => Json("{}"),
            "/api/2.0/mlflow/registered-models/create" => Json("""{"registered_model": {"name": "clf", "creation_timestamp": 1, "last_updated_timestamp": 1}}"""),
            "/api/2.0/mlflow/model-versions/create" => Json("""{"model_version": {"name": "clf", "version": "1", "creation_timestamp": 1, "last_updated_timestamp": 1, "current_stage": "None", "status": "READY", "source": "s"}}"""),
            _ => (404, "<!doctype html><title>404 Not Found</title>"u8.ToArray()),
        };
    }

    private static (int, byte[]) Json(string text) => (200, Encoding.UTF8.GetBytes(text));
}
