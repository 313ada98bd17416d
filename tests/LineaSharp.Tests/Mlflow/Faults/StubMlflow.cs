using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Faults;

/// <summary>
/// An MLflow server with one run, one logged model and their files, and a bucket on another host. A test says what goes wrong: <see cref="Fault"/> answers first.
/// </summary>
internal sealed class StubMlflow : IDisposable
{
    public const string Password = "s3cret-pass-word";
    public const string Signature = "s1gnature-of-the-bucket";
    private const string Proxy = "/api/2.0/mlflow-artifacts/";
    private const string Api = "/api/2.0/mlflow/";
    private int _uploads;

    public StubMlflow()
    {
        Server = new FaultyServer(AnswerAsync);
        Bucket = new FaultyServer(AnswerOfBucketAsync);
    }

    public FaultyServer Server { get; }

    public FaultyServer Bucket { get; }

    /// <summary>Answers instead of the server and says so; null for a server without faults.</summary>
    public Func<FaultyRequest, FaultyAnswer, Task<bool>>? Fault { get; set; }

    public Func<FaultyRequest, FaultyAnswer, Task<bool>>? BucketFault { get; set; }

    /// <summary>Where the artifacts are.</summary>
    public string RunRoot { get; init; } = "mlflow-artifacts:/1/r1/artifacts";

    public string ModelRoot { get; init; } = "mlflow-artifacts:/1/models/m-1/artifacts";

    /// <summary>The host that signed addresses name; the bucket's own when null.</summary>
    public string? BucketAddress { get; init; }

    /// <summary>What server-info says; null for a server that has none.</summary>
    public string? Info { get; init; }

    /// <summary>Whether it signs addresses; 501 otherwise, or 404 from a server that never heard of them.</summary>
    public bool Signs { get; init; }

    public bool IsOld { get; init; }

    /// <summary>Files by their whole path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public ConcurrentDictionary<(string Upload, int Part), byte[]> Parts { get; } = new();

    public ConcurrentQueue<string> Runs { get; } = new();

    /// <summary>A client that repeats at once and waits no longer than it must.</summary>
    public MlflowClient Client(TimeSpan? timeout = null, MlflowTransferOptions? transfers = null, int maxRetries = 3, bool? respectRetryAfter = null) => new(new MlflowClientOptions
    {
        TrackingUri = Server.Address,
        RegistryUri = Server.Address,
        Transfers = transfers ?? new(),
        Http = new MlflowHttpOptions
        {
            Username = "ada", Password = Password, MaxRetries = maxRetries, Backoff = TimeSpan.FromMilliseconds(1), BackoffJitter = TimeSpan.Zero,
            Timeout = timeout ?? TimeSpan.FromSeconds(30), RespectRetryAfter = respectRetryAfter, Environment = _ => null,
        },
    });

    /// <summary>The refusal of a call, of which no secret is told.</summary>
    public static async Task<LineaException> RefusalAsync(Func<Task> call)
    {
        var refusal = await Assert.ThrowsAnyAsync<LineaException>(call).WaitAsync(TimeSpan.FromSeconds(60));
        var told = refusal.ToString();
        Assert.DoesNotContain(Password, told, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("ada:" + Password)), told, StringComparison.Ordinal);
        Assert.DoesNotContain(Signature, told, StringComparison.Ordinal);
        Assert.True(refusal.Message.Length < 3000, refusal.Message);
        return refusal;
    }

    public void Dispose()
    {
        Server.Dispose();
        Bucket.Dispose();
    }

    private async Task AnswerAsync(FaultyRequest request, FaultyAnswer answer)
    {
        if (Fault is not null && await Fault(request, answer)) return;
        await (request switch
        {
            { Path: "/version" } => answer.SendAsync(200, IsOld ? "2.17.3" : "3.17.2", "text/html"),
            { Path: "/api/3.0/mlflow/server-info" } when Info is not null => answer.JsonAsync(Info),
            { Path: Api + "runs/get" } => answer.JsonAsync(Json(("run", Run()))),
            { Path: Api + "runs/create" } => CreateRunAsync(answer),
            { Path: Api + "runs/search" } => answer.JsonAsync(Json(("runs", new JsonArray(Run())))),
            { Path: Api + "logged-models/m-1" } => answer.JsonAsync(Json(("model", Model()))),
            { Method: "PUT" } when request.Path.StartsWith(Proxy + "artifacts/", StringComparison.Ordinal) => PutAsync(request, answer),
            { Path: Proxy + "artifacts" } => ListAsync(request.Argument("path"), nameOnly: true, answer),
            _ when request.Path.StartsWith(Proxy + "artifacts/", StringComparison.Ordinal) => FileAsync(After(request, "artifacts/"), request, answer),
            _ when Signs => AnswerSigningAsync(request, answer),
            _ when IsOld => answer.SendAsync(404, "<html><title>404 Not Found</title></html>", "text/html"),
            _ => answer.JsonAsync("""{"error_code": "NOT_IMPLEMENTED", "message": "not supported for the current artifact repository"}""", 501),
        });
    }

    private async Task AnswerSigningAsync(FaultyRequest request, FaultyAnswer answer)
    {
        var body = request.Body.Length > 0 ? JsonNode.Parse(request.Text)! : new JsonObject();
        var path = request.Path;
        if (path.StartsWith(Proxy + "mpu/create/", StringComparison.Ordinal)) await CreateUploadAsync($"{After(request, "mpu/create/")}/{body["path"]}", (int)body["num_parts"]!, answer);
        else if (path.StartsWith(Proxy + "mpu/complete/", StringComparison.Ordinal)) await CompleteAsync($"{After(request, "mpu/complete/")}/{body["path"]}", body, answer);
        else if (path.StartsWith(Proxy + "mpu/abort/", StringComparison.Ordinal)) await AbortAsync((string)body["upload_id"]!, answer);
        else if (path.StartsWith(Proxy + "presigned/", StringComparison.Ordinal)) await SignReadAsync(After(request, "presigned/"), "url", answer);
        else if (path == Api + "artifacts/presigned-upload-url") await answer.JsonAsync(Json(("presigned_url", Signed(Whole(body))), ("headers", new JsonObject { ["Content-Type"] = "text/plain", ["x-given"] = "yes" })));
        else if (path == Api + "artifacts/presigned-download-url" && body["run_id"] is not null) await SignReadAsync(Whole(body), "presigned_url", answer);
        else if (path == Api + "artifacts/presigned-download-url") await answer.JsonAsync("""{"error_code": "INVALID_PARAMETER_VALUE", "message": "Missing value for required parameter 'run_id'."}""", 400);
        else if (path == Api + "artifacts/list") await ListAsync(Joined("1/r1/artifacts", request.Argument("path")), nameOnly: false, answer, "1/r1/artifacts");
        else if (path.EndsWith("/artifacts/directories", StringComparison.Ordinal)) await ListAsync(Joined("1/models/m-1/artifacts", request.Argument("artifact_directory_path")), nameOnly: false, answer, "1/models/m-1/artifacts");
        else if (path.EndsWith("/artifacts/files", StringComparison.Ordinal)) await FileAsync(Joined("1/models/m-1/artifacts", request.Argument("artifact_file_path")), request, answer);
        else if (path == "/get-artifact") await FileAsync(Joined("1/r1/artifacts", request.Argument("path")), request, answer);
        else await answer.SendAsync(404, "<html><title>404 Not Found</title></html>", "text/html");
    }

    private async Task AnswerOfBucketAsync(FaultyRequest request, FaultyAnswer answer)
    {
        if (BucketFault is not null && await BucketFault(request, answer)) return;
        var key = Uri.UnescapeDataString(request.Path["/bucket/".Length..]);
        if (request.Headers.ContainsKey("Authorization") || request.Argument("X-Signature") != Signature)
            await answer.SendAsync(403, $"<?xml version=\"1.0\"?><Error><Code>SignatureDoesNotMatch</Code><Message>Refused.</Message><StringToSign>{Signature}</StringToSign></Error>", "application/xml");
        else if (request.Method == "GET") await FileAsync(key, request, answer);
        else if (request.Argument("partNumber") is { Length: > 0 } part)
        {
            Parts[(request.Argument("uploadId"), int.Parse(part, CultureInfo.InvariantCulture))] = request.Body;
            await answer.SendAsync(200, [], ("ETag", $"\"etag-{part}\""));
        }
        else
        {
            Files[key] = request.Body;
            await answer.SendAsync(200, []);
        }
    }

    private Task CreateRunAsync(FaultyAnswer answer)
    {
        Runs.Enqueue("r1");
        return answer.JsonAsync(Json(("run", Run())));
    }

    private Task PutAsync(FaultyRequest request, FaultyAnswer answer)
    {
        Files[After(request, "artifacts/")] = request.Body;
        return answer.SendAsync(200, []);
    }

    private Task ListAsync(string directory, bool nameOnly, FaultyAnswer answer, string root = "")
    {
        var prefix = directory.Length == 0 ? "" : directory.TrimEnd('/') + "/";
        var below = Files.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(f => (Name: f.Key[prefix.Length..], f.Value.Length)).ToList();
        JsonNode Entry(string name, bool isDirectory, int size) => new JsonObject
        {
            ["path"] = nameOnly ? name : (prefix + name)[(root.Length + 1)..], ["is_dir"] = isDirectory, ["file_size"] = isDirectory ? null : size,
        };
        var entries = below.Where(f => f.Name.Contains('/', StringComparison.Ordinal)).Select(f => f.Name.Split('/')[0]).Distinct().Select(d => Entry(d, true, 0))
            .Concat(below.Where(f => !f.Name.Contains('/', StringComparison.Ordinal)).Select(f => Entry(f.Name, false, f.Length)));
        return answer.JsonAsync(Json(("files", new JsonArray([.. entries]))));
    }

    private Task FileAsync(string path, FaultyRequest request, FaultyAnswer answer)
    {
        if (!Files.TryGetValue(path, out var bytes)) return answer.JsonAsync("""{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No such artifact"}""", 404);
        if (!request.Headers.TryGetValue("Range", out var range)) return answer.SendAsync(200, bytes, ("ETag", "\"v1\""));
        var ends = range["bytes=".Length..].Split('-');
        var from = int.Parse(ends[0], CultureInfo.InvariantCulture);
        var to = ends[1].Length > 0 ? int.Parse(ends[1], CultureInfo.InvariantCulture) : bytes.Length - 1;
        return answer.SendAsync(206, bytes[from..(to + 1)], ("ETag", "\"v1\""), ("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to}/{bytes.Length}")));
    }

    private Task CreateUploadAsync(string path, int parts, FaultyAnswer answer)
    {
        var id = $"up-{Interlocked.Increment(ref _uploads)}";
        var credentials = Enumerable.Range(1, parts).Select(n => (JsonNode)new JsonObject { ["url"] = $"{Signed(path)}&uploadId={id}&partNumber={n}", ["part_number"] = n });
        return answer.JsonAsync(Json(("upload_id", id), ("credentials", new JsonArray([.. credentials]))));
    }

    private Task CompleteAsync(string path, JsonNode body, FaultyAnswer answer)
    {
        var id = (string)body["upload_id"]!;
        var parts = body["parts"]!.AsArray().Select(p => (Number: (int)p!["part_number"]!, Tag: (string)p["etag"]!)).ToList();
        if (parts.Any(p => p.Tag != $"\"etag-{p.Number}\"" || !Parts.ContainsKey((id, p.Number)))) return answer.SendAsync(500, "<html><title>500</title></html>", "text/html");
        Files[path] = parts.SelectMany(p => Parts[(id, p.Number)]).ToArray();
        return answer.JsonAsync("{}");
    }

    private Task AbortAsync(string id, FaultyAnswer answer)
    {
        foreach (var key in Parts.Keys.Where(k => k.Upload == id)) Parts.TryRemove(key, out _);
        return answer.JsonAsync("{}");
    }

    private Task SignReadAsync(string path, string field, FaultyAnswer answer) => Files.TryGetValue(path, out var bytes)
        ? answer.JsonAsync(Json((field, Signed(path)), ("headers", new JsonObject()), ("file_size", bytes.Length)))
        : answer.JsonAsync("""{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Not Found"}""", 404);

    private string Signed(string path) => $"{BucketAddress ?? Bucket.Address}/bucket/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?X-Signature={Signature}";

    private static string Whole(JsonNode body) => body["run_id"] is not null ? $"1/r1/artifacts/{body["path"]}" : $"1/models/m-1/artifacts/{body["path"]}";

    private static string Joined(string root, string path) => path.Length == 0 ? root : $"{root}/{path}";

    private static string After(FaultyRequest request, string prefix) => Uri.UnescapeDataString(request.Path[(Proxy.Length + prefix.Length)..]);

    private JsonObject Run() => new()
    {
        ["info"] = new JsonObject { ["run_id"] = "r1", ["experiment_id"] = "1", ["run_name"] = "n", ["status"] = "RUNNING", ["start_time"] = 1, ["artifact_uri"] = RunRoot, ["lifecycle_stage"] = "active" },
        ["data"] = new JsonObject(),
    };

    private JsonObject Model() => new()
    {
        ["info"] = new JsonObject { ["model_id"] = "m-1", ["experiment_id"] = "1", ["name"] = "m", ["artifact_uri"] = ModelRoot, ["status"] = "LOGGED_MODEL_READY", ["creation_timestamp_ms"] = 1, ["last_updated_timestamp_ms"] = 1 },
        ["data"] = new JsonObject(),
    };

    private static string Json(params (string Name, JsonNode? Value)[] fields)
    {
        var all = new JsonObject();
        foreach (var (name, value) in fields) all[name] = value;
        return all.ToJsonString();
    }
}
