using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Every way of naming a model leads, on real servers' answers, to the very files that MLflow's own client was recorded fetching.</summary>
public sealed class LoadModelFlowTests : IDisposable
{
    private const string RunOf3 = "85b5d0cd02fd4b9c8ed772cd5875d3bd", RunOf2 = "cbb5a57f5a1743038750ae117dfe4881";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v317", "load_model.models-version", "models:/seq-model/1")]
    [InlineData("v317", "load_model.models-alias", "models:/seq-model@champion")]
    [InlineData("v317", "load_model.models-latest", "models:/seq-model/latest")]
    [InlineData("v317", "load_model.models-stage", "models:/seq-model/Staging")]
    [InlineData("v317", "load_model.models-m-id", "models:/m-cebf0a995e1649e9af850a0e8d4c163d")]
    [InlineData("v317", "load_model.runs", $"runs:/{RunOf3}/model")]
    [InlineData("v2", "load_model.models-version", "models:/seq-model/1")]
    [InlineData("v2", "load_model.models-alias", "models:/seq-model@champion")]
    [InlineData("v2", "load_model.models-latest", "models:/seq-model/latest")]
    [InlineData("v2", "load_model.models-stage", "models:/seq-model/Staging")]
    [InlineData("v2", "load_model.runs", $"runs:/{RunOf2}/model")]
    public async Task A_model_of_any_name_is_the_recorded_one(string version, string flow, string uri)
    {
        using var server = new RecordedFlow(version, flow);

        await Client(server).DownloadModelAsync(uri, _folder.File("model"));

        Assert.True(server.RecordedFiles.Count >= 5);
        Assert.Equal(server.RecordedFiles, server.Fetched.Order(StringComparer.Ordinal));
        Assert.Contains("MLmodel", Directory.GetFiles(_folder.File("model")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("v317", "load_model.error.no-model", "models:/nope/1")]
    [InlineData("v317", "load_model.error.no-version", "models:/seq-model/77")]
    [InlineData("v317", "load_model.error.no-run", "runs:/ffffffffffffffffffffffffffffffff/model")]
    [InlineData("v2", "load_model.error.no-model", "models:/nope/1")]
    [InlineData("v2", "load_model.error.no-version", "models:/seq-model/77")]
    [InlineData("v2", "load_model.error.no-run", "runs:/ffffffffffffffffffffffffffffffff/model")]
    [InlineData("v2", "load_model.error.no-path", $"runs:/{RunOf2}/nope")]
    public async Task A_model_that_is_not_there_is_NotFound(string version, string flow, string uri)
    {
        using var server = new RecordedFlow(version, flow);

        var error = await Assert.ThrowsAnyAsync<LineaException>(() => Client(server).DownloadModelAsync(uri, _folder.File("model")));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.False(Directory.Exists(_folder.File("model")));
    }

    private static MlflowClient Client(RecordedFlow server) => new(new MlflowClientOptions
    {
        TrackingUri = "http://recorded:5000", RegistryUri = "http://recorded:5000", Http = Clients.Quick with { Handler = server, MaxRetries = 0 },
    });

    /// <summary>Answers what a flow of MLflow's own client was answered; files are as long as they were listed.</summary>
    private sealed class RecordedFlow : HttpMessageHandler
    {
        private const string Artifacts = "/api/2.0/mlflow-artifacts/artifacts";
        private readonly string _version;
        private readonly Dictionary<string, (int Status, string Answer)> _answers = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);

        public RecordedFlow(string version, string flow)
        {
            _version = version;
            using var file = new GZipStream(File.OpenRead(MlflowFiles.Golden($"client-sequences-{version}.jsonl.gz")), CompressionMode.Decompress);
            using var lines = new StreamReader(file);
            while (lines.ReadLine() is { } line)
            {
                var e = JsonNode.Parse(line)!;
                if ((string)e["flow"]! == flow) Add((string)e["method"]!, (string)e["path"]!, (string?)e["query"], (string?)e["request_body"] ?? "", (int)e["status"]!, (string?)e["response_body"] ?? "");
            }
        }

        public SortedSet<string> RecordedFiles { get; } = new(StringComparer.Ordinal);

        public ConcurrentBag<string> Fetched { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            if (uri.AbsolutePath == "/version") return Answer(200, _version == "v2" ? "2.17.3" : "3.17.2");
            if (_sizes.TryGetValue(FileOf(uri.AbsolutePath), out var size))
            {
                Fetched.Add(FileOf(uri.AbsolutePath));
                return new(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[size]) };
            }
            if (_answers.TryGetValue(Step(request.Method.Method, uri.AbsolutePath, uri.Query, body), out var known)) return Answer(known.Status, known.Answer);
            if (uri.AbsolutePath.EndsWith("/model-versions/get", StringComparison.Ordinal)) return Version(uri.Query);
            // What this client asks besides: whether the run has a logged model of that name, and how the server transfers files.
            if (uri.AbsolutePath.Contains("logged-models", StringComparison.Ordinal) || uri.AbsolutePath.EndsWith("server-info", StringComparison.Ordinal)) return Answer(404, "<title>404 Not Found</title>");
            throw new InvalidOperationException($"Not recorded: {Step(request.Method.Method, uri.AbsolutePath, uri.Query, body)}\n{string.Join('\n', _answers.Keys)}");
        }

        // MLflow's client asks for the place of a version alone; a version whose place is not to be had is not there.
        private HttpResponseMessage Version(string query)
        {
            var asked = HttpUtility.ParseQueryString(query);
            var error = _answers.Values.FirstOrDefault(a => a.Status >= 400);
            if (error.Answer is not null) return Answer(error.Status, error.Answer);
            return Answer(200, new JsonObject { ["model_version"] = new JsonObject { ["name"] = asked["name"], ["version"] = asked["version"], ["source"] = "", ["status"] = "READY" } }.ToJsonString());
        }

        private void Add(string method, string path, string? query, string body, int status, string answer)
        {
            if (path.StartsWith(Artifacts + "/", StringComparison.Ordinal))
            {
                if (status == 200) RecordedFiles.Add(FileOf(path));
                return;
            }
            _answers[Step(method, path, query, body)] = (status, answer);
            if (path != Artifacts || JsonNode.Parse(answer)!["files"] is not JsonArray files) return;
            var directory = HttpUtility.ParseQueryString(query!)["path"];
            foreach (var entry in files) _sizes[$"{directory}/{entry!["path"]}"] = (long)entry["file_size"]!;
        }

        private static string FileOf(string path) => Uri.UnescapeDataString(path.Length > Artifacts.Length ? path[(Artifacts.Length + 1)..] : "");

        private static string Step(string method, string path, string? query, string body)
        {
            var asked = HttpUtility.ParseQueryString(query ?? "");
            var meaning = Meaning.OfJson(body)?.Replace(",\"max_results\":100", "", StringComparison.Ordinal);
            return $"{method} {path} {string.Join('&', asked.AllKeys.Where(k => k != "run_uuid").Order(StringComparer.Ordinal).Select(k => $"{k}={asked[k]}"))} {meaning}";
        }

        private static HttpResponseMessage Answer(int status, string text) => new((HttpStatusCode)status)
        {
            Content = new StringContent(text, Encoding.UTF8, text.StartsWith('{') ? "application/json" : "text/html"),
        };
    }
}
