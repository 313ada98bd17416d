using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>
/// log_model sends what MLflow's own client was recorded sending, in its order. Left out are what it sends twice or does not need (the second reading of the run, the
/// readings of the model) and what it was recorded doing wrong: the tag with the version written twice, a NaN sent a second time.
/// </summary>
public sealed class LogModelSequenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("v317", "log_model.plain", "model", null)]
    [InlineData("v317", "log_model.registered.new", "model3", "seq-model")]
    [InlineData("v317", "log_model.registered.existing", "model4", "seq-model")]
    [InlineData("v317", "log_model.in-run-with-nan-metric", "nanmodel", null)]
    [InlineData("v317", "v3.log_model.outside-run", "norun", null)]
    [InlineData("v2", "log_model.plain", "model", null)]
    [InlineData("v2", "log_model.registered.new", "model3", "seq-model")]
    [InlineData("v2", "log_model.registered.existing", "model4", "seq-model")]
    [InlineData("v2", "log_model.in-run-with-nan-metric", "nanmodel", null)]
    public async Task A_model_is_logged_as_MLflows_own_client_logs_it(string version, string flow, string name, string? registered)
    {
        using var server = new RecordedFlow(version, flow);
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], Mlflow = new() { Http = Clients.Quick with { Handler = server, MaxRetries = 0 } } });
        test.Options.Set("mlflow_tracking_uri", "http://recorded:5000");
        var options = new LogModelOptions
        {
            Name = name, Register = registered is not null, RunId = server.RunId, ExperimentId = server.RunId is null ? "1" : null, PipRequirements = ["scikit-learn==1.9.1"],
        };

        await test.Store.SaveAsync(new TextModel("hello"), "any", registeredModelName: registered, options: new SaveOptions { LogModel = options });

        var recorded = server.Recorded.Where((step, at) => !IsNotNeeded(step, at)).ToList();
        var sent = server.Sent.Where(s => s != "GET /version" && !(version == "v2" && s == "GET runs/get")).ToList();
        output.WriteLine(string.Join('\n', sent));
        Assert.Equal(FilesInOrder(recorded), FilesInOrder(sent));

        // The last is the end of the run's block, and none of log_model's.
        bool IsNotNeeded(string step, int at) =>
            (step == "GET runs/get" && (at > 0 || version == "v2")) || step.StartsWith("GET logged-models/", StringComparison.Ordinal)
            || step.Contains("mlflow.modelVersions", StringComparison.Ordinal) || (step.StartsWith("POST runs/log-batch", StringComparison.Ordinal) && step.Contains("NaN", StringComparison.Ordinal))
            || step.StartsWith("POST runs/update", StringComparison.Ordinal);
    }

    // The files of a model go up several at a time, so their order is any.
    private static List<string> FilesInOrder(List<string> steps)
    {
        var first = steps.FindIndex(s => s.StartsWith("PUT ", StringComparison.Ordinal));
        var count = steps.Count(s => s.StartsWith("PUT ", StringComparison.Ordinal));
        Assert.All(steps.Skip(first).Take(count), s => Assert.StartsWith("PUT ", s, StringComparison.Ordinal));
        return [.. steps.Take(first), .. steps.Skip(first).Take(count).Order(StringComparer.Ordinal), .. steps.Skip(first + count)];
    }

    /// <summary>Answers a flow of the recording; a request is told as method, path and what its body means.</summary>
    private sealed class RecordedFlow : HttpMessageHandler
    {
        private const string Api = "/api/2.0/mlflow/", Artifacts = "/api/2.0/mlflow-artifacts/artifacts/";
        private readonly string _version;
        private readonly List<(string Step, int Status, string Answer)> _exchanges = [];

        public RecordedFlow(string version, string flow)
        {
            _version = version;
            using var file = new GZipStream(File.OpenRead(MlflowFiles.Golden($"client-sequences-{version}.jsonl.gz")), CompressionMode.Decompress);
            using var lines = new StreamReader(file);
            while (lines.ReadLine() is { } line)
            {
                var e = JsonNode.Parse(line)!;
                if ((string)e["flow"]! != flow) continue;
                var (path, query) = ((string)e["path"]!, (string?)e["query"]);
                if (path == Api + "runs/get" && version != "v2") RunAnswer ??= (string)e["response_body"]!;
                if ((string)e["method"]! == "POST" && RunId is null && JsonNode.Parse((string)e["request_body"]!)!["run_id"] is { } runId) RunId = (string)runId!;
                _exchanges.Add((Step((string)e["method"]!, path, query, (string?)e["request_body"] ?? ""), (int)e["status"]!, (string?)e["response_body"] ?? ""));
            }
        }

        /// <summary>The run that the model was logged in; null when there was none.</summary>
        public string? RunId { get; }

        public IEnumerable<string> Recorded => _exchanges.Select(e => e.Step);

        public List<string> Sent { get; } = [];

        private string? RunAnswer { get; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            var body = request.Content is null ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken));
            var step = Step(request.Method.Method, uri.AbsolutePath, uri.Query, body);
            lock (Sent) Sent.Add(step);
            if (uri.AbsolutePath == "/version") return Answer(200, _version == "v2" ? "2.17.3" : "3.17.2");
            // MLflow 2 reads the run only when it has the model, so a run without contents stands for the one before.
            if (step == "GET runs/get") return Answer(200, RunAnswer ?? $$$"""{"run": {"info": {"run_id": "{{{RunId}}}", "run_name": "r", "experiment_id": "1", "status": "RUNNING", "artifact_uri": "mlflow-artifacts:/1/{{{RunId}}}/artifacts"}, "data": {} } }""");
            var known = _exchanges.Find(e => e.Step == step);
            if (known.Step is not null) return Answer(known.Status, known.Answer);
            throw new InvalidOperationException($"Not recorded: {step}\nRecorded:\n{string.Join('\n', Recorded)}");
        }

        private static string Step(string method, string path, string? query, string body)
        {
            if (path.StartsWith(Artifacts, StringComparison.Ordinal)) return $"{method} {FileOf(path[Artifacts.Length..])}";
            if (!path.StartsWith(Api, StringComparison.Ordinal)) return $"{method} {path}";
            var what = path.EndsWith("get-history", StringComparison.Ordinal) ? " " + System.Web.HttpUtility.ParseQueryString(query ?? "")["metric_key"] : "";
            return $"{method} {path[Api.Length..]}{what}{(body.Length > 0 ? " " + MeaningOf(JsonNode.Parse(body)!.AsObject()) : "")}";
        }

        // The model's own file is another one for every flavor.
        private static string FileOf(string path) => path.Replace("model.skops", "(model)", StringComparison.Ordinal).Replace("model.pkl", "(model)", StringComparison.Ordinal).Replace("model.txt", "(model)", StringComparison.Ordinal);

        private static string? MeaningOf(JsonObject body)
        {
            // Who runs which program, and a manifest of its own, are other on every machine; the server fills in the run of a version itself.
            foreach (var tag in body["tags"]?.AsArray() ?? [])
                if (((string)tag!["key"]!).StartsWith("mlflow.user", StringComparison.Ordinal) || ((string)tag["key"]!).StartsWith("mlflow.source", StringComparison.Ordinal)) tag["value"] = "(own)";
            if (body["model_json"] is { } manifest) body["model_json"] = "(own) " + JsonNode.Parse((string)manifest!)!["artifact_path"];
            if (body["model_id"] is not null && body["source"] is not null) body.Remove("run_id");
            return Meaning.Of(body);
        }

        private static HttpResponseMessage Answer(int status, string text) => new((HttpStatusCode)status) { Content = new StringContent(text, Encoding.UTF8, text.StartsWith('{') ? "application/json" : "text/plain") };
    }
}
