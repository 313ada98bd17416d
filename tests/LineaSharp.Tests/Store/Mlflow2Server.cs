using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LineaSharp.Tests.Mlflow.Faults;

namespace LineaSharp.Tests.Store;

/// <summary>As much of an MLflow 2.17 server as logging a model needs; it answers as the recorded one did, and keeps what it was asked.</summary>
internal sealed class Mlflow2Server : IDisposable
{
    public const string RunId = "cbb5a57f5a1743038750ae117dfe4881";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";
    private readonly FaultyServer _server;

    public Mlflow2Server() => _server = new FaultyServer(AnswerAsync);

    public string Uri => _server.Address;

    /// <summary>Method, path and body of every request, in order; of uploads only the path.</summary>
    public ConcurrentQueue<(string Method, string Path, JsonNode? Body)> Requests { get; } = new();

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>A path that answers 400.</summary>
    public string? Refuses { get; set; }

    public void Dispose() => _server.Dispose();

    private Task AnswerAsync(FaultyRequest request, FaultyAnswer answer)
    {
        var path = request.Path;
        if (path.StartsWith(Proxy + "/", StringComparison.Ordinal))
        {
            var file = System.Uri.UnescapeDataString(path[(Proxy.Length + 1)..]);
            if (request.Method == "PUT") Files[file] = request.Body;
            Requests.Enqueue((request.Method, file, null));
            return request.Method == "PUT" ? answer.JsonAsync("{}") : Files.TryGetValue(file, out var bytes) ? answer.SendAsync(200, bytes) : answer.SendAsync(500, "<html>");
        }
        Requests.Enqueue((request.Method, path, request.Body.Length > 0 ? JsonNode.Parse(request.Body) : null));
        if (path == Refuses) return answer.JsonAsync("""{"error_code": "INVALID_PARAMETER_VALUE", "message": "refused"}""", 400);
        var run = $$$"""{"run": {"info": {"run_id": "{{{RunId}}}", "run_uuid": "{{{RunId}}}", "run_name": "r", "experiment_id": "0", "status": "RUNNING", "start_time": 1, "artifact_uri": "mlflow-artifacts:/0/{{{RunId}}}/artifacts", "lifecycle_stage": "active"}, "data": {} } }""";
        return path switch
        {
            "/version" => answer.SendAsync(200, "2.17.2"),
            "/api/2.0/mlflow/runs/create" or "/api/2.0/mlflow/runs/get" => answer.JsonAsync(run),
            "/api/2.0/mlflow/runs/update" => answer.JsonAsync(run.Replace("\"run\"", "\"run_info\"", StringComparison.Ordinal)),
            "/api/2.0/mlflow/runs/log-model" or "/api/2.0/mlflow/runs/log-batch" => answer.JsonAsync("{}"),
            "/api/2.0/mlflow/registered-models/create" => answer.JsonAsync("""{"registered_model": {"name": "clf", "creation_timestamp": 1, "last_updated_timestamp": 1}}"""),
            "/api/2.0/mlflow/model-versions/create" => answer.JsonAsync("""{"model_version": {"name": "clf", "version": "1", "creation_timestamp": 1, "last_updated_timestamp": 1, "current_stage": "None", "status": "READY", "source": "s"}}"""),
            _ => answer.SendAsync(404, "<!doctype html><title>404 Not Found</title>"),
        };
    }
}
