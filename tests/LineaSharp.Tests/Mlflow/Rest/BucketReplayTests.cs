using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>What the newest server, whose artifacts lie in a bucket, was sent by MLflow's own client is what this client sends: uploads in parts, signed downloads and uploads.</summary>
public sealed class BucketReplayTests : IDisposable
{
    private const string Proxied = "1332a01a8b9f4319aac13a887c0c2191";
    private const string Direct = "701676a831d04cf0a249ee9dfa1a235c";
    private const string Model = "m-c790c94c2ee140db80f866e82e898083";
    private const int BigLength = 12_582_912;

    private readonly TempFolder _folder = new();
    private readonly RecordedBucket _recorded = new();

    public void Dispose()
    {
        _recorded.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_large_file_is_uploaded_in_the_recorded_parts()
    {
        await File.WriteAllBytesAsync(_folder.File("big.bin"), new byte[BigLength]);

        await Client().LogArtifactAsync(Proxied, _folder.File("big.bin"), "d");

        _recorded.AssertSent("proxied.upload.multipart-3-parts", 5);
    }

    [Fact]
    public async Task A_small_file_goes_through_the_server()
    {
        await File.WriteAllTextAsync(_folder.File("small.txt"), "hello\n");

        await Client().LogArtifactAsync(Proxied, _folder.File("small.txt"), "d");

        _recorded.AssertSent("proxied.upload.small", 2);
    }

    [Fact]
    public async Task A_large_file_is_downloaded_in_the_recorded_ranges()
    {
        await Client().DownloadArtifactsAsync(Proxied, "d/big.bin", _folder.File("to"));

        Assert.Equal(BigLength, new FileInfo(_folder.File("to", "d", "big.bin")).Length);
        // The empty listing of a file by its own path, and the search for a logged model, are ways of MLflow's client that this one does not need.
        _recorded.AssertSent("proxied.download.multipart-ranges", 6, without: ["?path=", "logged-models/search"]);
    }

    [Fact]
    public async Task A_signed_upload_and_download_of_a_run_are_the_recorded_ones()
    {
        await File.WriteAllTextAsync(_folder.File("one.txt"), "one\n");
        var client = Client();

        await client.LogArtifactAsync(Direct, _folder.File("one.txt"), "m");
        using var _ = await client.ArtifactRepository($"s3://mlbucket/direct/{Direct}/artifacts", ArtifactOwner.OneOf(null, Direct)).OpenReadAsync("m/one.txt", default);

        _recorded.AssertSent("direct.presigned-upload-url", 1);
        _recorded.AssertSent("direct.presigned-upload-url.put", 1);
        _recorded.AssertSent("direct.presigned-download-url", 1);
    }

    [Fact]
    public async Task A_signed_upload_of_a_logged_model_is_the_recorded_one()
    {
        await File.WriteAllTextAsync(_folder.File("MLmodel"), "flavors: {}\n");

        await Client().ArtifactRepository($"s3://mlbucket/direct/models/{Model}/artifacts", ArtifactOwner.OneOf(Model, null)).PutFileAsync("MLmodel", _folder.File("MLmodel"), new(), default);

        _recorded.AssertSent("direct.presigned-upload-url.logged-model", 1);
    }

    private MlflowClient Client() => new(new MlflowClientOptions
    {
        TrackingUri = "http://127.0.0.1:5000",
        RegistryUri = "http://127.0.0.1:5000",
        Transfers = new() { MultipartUploadFrom = 5 << 20, UploadPartSize = 5 << 20, ParallelDownloadFrom = 5 << 20, DownloadPartSize = 5 << 20 },
        Http = new() { Handler = _recorded, MaxRetries = 0, Username = "ada", Password = "not for the bucket", Environment = _ => null },
    });

    private sealed record Exchange(string Flow, string Method, string Url, string? Range, string Body, int Status, string Answer, string? Tag);

    /// <summary>Answers what is in the recording as it was answered; for anything else it has no answer.</summary>
    private sealed class RecordedBucket : HttpMessageHandler
    {
        private readonly List<Exchange> _exchanges = Read();
        private readonly ConcurrentDictionary<Exchange, bool> _sent = new();

        public void AssertSent(string flow, int count, string[]? without = null)
        {
            var wanted = _exchanges.Where(e => e.Flow == flow && !(without ?? []).Any(w => e.Url.Contains(w, StringComparison.Ordinal))).ToList();
            Assert.Equal(count, wanted.Count);
            Assert.All(wanted, e => Assert.True(_sent.Keys.Any(s => s with { Flow = e.Flow } == e), $"not sent: {e.Method} {e.Url} {e.Range} {e.Body}"));
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var url = request.RequestUri!.AbsoluteUri;
            var isBucket = request.RequestUri.Host == "s3.example.test";
            if (isBucket) Assert.Null(request.Headers.Authorization);
            var bytes = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var body = request.Content?.Headers.ContentType?.MediaType == "application/json" ? Meaning(Encoding.UTF8.GetString(bytes)) : "";
            foreach (var same in _exchanges.Where(e => e.Method == request.Method.Method && e.Url == url && e.Body == body && e.Range == request.Headers.Range?.ToString())) _sent[same] = true;
            if (isBucket && request.Method == HttpMethod.Get) return Bytes(request.Headers.Range?.Ranges.Single(), url);
            var known = _exchanges.FirstOrDefault(e => e.Method == request.Method.Method && e.Url == url && e.Body == body);
            if (known is null && url.EndsWith("/logged-models/" + Model, StringComparison.Ordinal)) return Json($$"""{"model": {"info": {"model_id": "{{Model}}", "artifact_uri": "s3://mlbucket/direct/models/{{Model}}/artifacts"} } }""");
            // The address was given, and its use was not recorded.
            if (known is null && isBucket && _exchanges.Any(e => e.Answer.Contains(url, StringComparison.Ordinal))) return Json("");
            Assert.True(known is not null, $"{request.Method} {url} {body} is not in the recording");
            var answer = Json(known.Answer, known.Status);
            if (known.Tag is { } tag) answer.Headers.ETag = new EntityTagHeaderValue(tag);
            return answer;
        }

        private static HttpResponseMessage Json(string json, int status = 200) => new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

        // The recording has no room for the bytes; zeroes of the recorded length will do.
        private static HttpResponseMessage Bytes(RangeItemHeaderValue? range, string url)
        {
            var length = url.Contains("big.bin", StringComparison.Ordinal) ? BigLength : 4;
            if (range is null) return new(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[length]) };
            var answer = new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new ByteArrayContent(new byte[range.To!.Value - range.From!.Value + 1]) };
            answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(range.From.Value, range.To.Value, length);
            return answer;
        }

        private static List<Exchange> Read()
        {
            using var file = new GZipStream(File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "mlflow", "rest-v317-s3.jsonl.gz")), CompressionMode.Decompress);
            using var reader = new StreamReader(file);
            var exchanges = new List<Exchange>();
            while (reader.ReadLine() is { } line)
            {
                var e = JsonNode.Parse(line)!;
                var isJson = (string?)e["request_headers"]!["content-type"] == "application/json";
                exchanges.Add(new Exchange(
                    (string)e["flow"]!, (string)e["method"]!, Regex.Replace(new Uri((string)e["url"]!).AbsoluteUri, "run_uuid=[0-9a-f]+&", ""), (string?)e["request_headers"]!["range"], isJson ? Meaning((string)e["request_body"]!) : "",
                    (int)e["status"]!, (string?)e["response_body"] ?? "", (string?)e["response_headers"]!["etag"]));
            }
            return exchanges;
        }

        // MLflow's client names the file by its local path, of which the server takes the name alone.
        private static string Meaning(string json)
        {
            var body = JsonNode.Parse(json)!.AsObject();
            if ((string?)body["path"] is { } path && path.StartsWith("/tmp/", StringComparison.Ordinal)) body["path"] = Path.GetFileName(path);
            return new JsonObject(body.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();
        }
    }
}
