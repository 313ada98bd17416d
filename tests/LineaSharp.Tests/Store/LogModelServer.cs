using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Store;

/// <summary>What goes wrong at one request of a save.</summary>
public enum Fault
{
    /// <summary>The server refuses it.</summary>
    Refused,
    /// <summary>The server carries it out, and its answer is lost.</summary>
    AnswerLost,
    /// <summary>The server carries it out, and the caller has cancelled meanwhile.</summary>
    Cancelled,
}

/// <summary>As much of an MLflow server of the 2.x or 3.x line as log_model needs, with one fault at one request.</summary>
internal sealed class LogModelServer(string version) : HttpMessageHandler
{
    public const string Uri = "http://mlflow.test:5000";
    public const string RunId = "85b5d0cd02fd4b9c8ed772cd5875d3bd";
    private const string Api = "/api/2.0/mlflow/";

    /// <summary>The request that meets the fault, counted from 1; 0 for none.</summary>
    public int FaultAt { get; init; }

    public Fault Fault { get; init; }

    /// <summary>The models that the run has, as its tag tells them.</summary>
    public string History { get; init; } = "[]";

    public CancellationTokenSource Caller { get; } = new();

    public List<string> Requests { get; } = [];

    /// <summary>Of the logged model; null when there is none.</summary>
    public string? ModelStatus { get; private set; }

    /// <summary>Of the run that a client created; null when none did.</summary>
    public string? CreatedRunStatus { get; private set; }

    /// <summary>Sources of registered versions by number.</summary>
    public Dictionary<int, string> Versions { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        bool isFaulty;
        HttpResponseMessage answer;
        lock (Requests)
        {
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            isFaulty = Requests.Count == FaultAt;
            answer = isFaulty && Fault == Fault.Refused ? Refusal() : Answer(request, body);
        }
        if (!isFaulty || Fault == Fault.Refused) return answer;
        if (Fault == Fault.AnswerLost) throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost.");
        await Caller.CancelAsync();
        throw new OperationCanceledException(Caller.Token);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, string body)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path == "/version") return Text(version);
        if (path.StartsWith("/api/2.0/mlflow-artifacts/", StringComparison.Ordinal)) return Json("");
        var isJson = body.StartsWith('{');
        var given = isJson ? JsonNode.Parse(body)! : new JsonObject();
        return (request.Method.Method + " " + path[Api.Length..]) switch
        {
            "POST runs/create" => RunAnswer(CreatedRunStatus = "RUNNING"),
            "GET runs/get" => RunAnswer(CreatedRunStatus ?? "RUNNING"),
            "POST runs/update" => RunAnswer(CreatedRunStatus = (string)given["status"]!),
            "POST runs/outputs" or "POST runs/log-batch" or "POST runs/log-model" => Json("{}"),
            "GET metrics/get-history" => Json("""{"metrics": [{"key": "acc", "value": 0.5, "timestamp": 1, "step": 0}]}"""),
            "POST logged-models" => ModelAnswer("LOGGED_MODEL_PENDING"),
            "PATCH logged-models/m-1" => ModelAnswer((string)given["status"]!),
            "POST registered-models/create" => Json("""{"registered_model": {"name": "clf"}}"""),
            "POST model-versions/create" => Create((string)given["source"]!),
            "GET model-versions/search" => Json(new JsonObject { ["model_versions"] = new JsonArray([.. Versions.Select(v => VersionOf(v.Key))]) }.ToJsonString()),
            "DELETE model-versions/delete" => Delete((string)given["version"]!),
            var other => throw new InvalidOperationException($"No answer to {other}."),
        };
    }

    private HttpResponseMessage RunAnswer(string status) => Json(new JsonObject
    {
        ["run"] = new JsonObject
        {
            ["info"] = new JsonObject
            {
                ["run_id"] = RunId, ["run_name"] = "r", ["experiment_id"] = "0", ["status"] = status, ["start_time"] = 1,
                ["artifact_uri"] = $"mlflow-artifacts:/0/{RunId}/artifacts", ["lifecycle_stage"] = "active",
            },
            ["data"] = new JsonObject
            {
                ["metrics"] = new JsonArray(new JsonObject { ["key"] = "acc", ["value"] = 0.5, ["timestamp"] = 1, ["step"] = 0 }),
                ["tags"] = new JsonArray(new JsonObject { ["key"] = "mlflow.log-model.history", ["value"] = History }),
            },
        },
    }.ToJsonString());

    private HttpResponseMessage ModelAnswer(string status)
    {
        ModelStatus = status;
        return Json($$$"""{"model": {"info": {"model_id": "m-1", "experiment_id": "0", "name": "clf", "artifact_uri": "mlflow-artifacts:/0/models/m-1/artifacts", "status": "{{{status}}}"}, "data": {} } }""");
    }

    private HttpResponseMessage Create(string source)
    {
        Versions[Versions.Count + 1] = source;
        return Json(new JsonObject { ["model_version"] = VersionOf(Versions.Count) }.ToJsonString());
    }

    private HttpResponseMessage Delete(string number)
    {
        Versions.Remove(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture));
        return Json("{}");
    }

    private JsonObject VersionOf(int number) => new()
    {
        ["name"] = "clf", ["version"] = $"{number}", ["source"] = Versions[number], ["run_id"] = RunId, ["status"] = "READY", ["current_stage"] = "None",
        ["creation_timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), ["last_updated_timestamp"] = 1,
    };

    private static HttpResponseMessage Refusal() => new(HttpStatusCode.BadRequest)
    {
        Content = new StringContent("""{"error_code": "INVALID_PARAMETER_VALUE", "message": "refused"}""", Encoding.UTF8, "application/json"),
    };

    private static HttpResponseMessage Json(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };
}
