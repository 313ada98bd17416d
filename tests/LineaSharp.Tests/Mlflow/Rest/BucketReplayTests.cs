using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Every line of the newest server's recording with a bucket behind it that this client can send is sent, and its answer understood.</summary>
public sealed class BucketReplayTests(ITestOutputHelper output) : IDisposable
{
    private const string Proxied = "1332a01a8b9f4319aac13a887c0c2191";
    private const string Direct = "701676a831d04cf0a249ee9dfa1a235c";
    private const string Model = "m-c790c94c2ee140db80f866e82e898083";
    private const int BigLength = 12_582_912;

    private static readonly Dictionary<string, string> NeverSent = new()
    {
        ["proxied.presigned.then-range"] = "no call reads ten bytes from the middle of a file; the ranges of a download in parts are the parts",
        ["proxied.presigned.traversal"] = "a path that leads out of the artifacts is refused here, before anything is sent",
        ["proxied.mpu.complete-after-abort"] = "an upload that was called off is not completed",
        ["proxied.mpu.create.bad-parts"] = "an upload in no parts is none",
        ["proxied.mpu.create.too-many-parts"] = "a part grows before there are more than 10,000",
        ["proxied.get-range"] = "through the server only the rest of a broken download is asked for by range",
        ["proxied.get-range-suffix"] = "through the server only the rest of a broken download is asked for by range",
        ["proxied.get-range-beyond"] = "through the server only the rest of a broken download is asked for by range",
        ["direct.presigned-upload-url.expiration"] = "an address is used at once, so the server's own time is long enough",
        ["direct.presigned-upload-url.traversal"] = "a path that leads out of the artifacts is refused here, before anything is sent",
        ["direct.presigned-upload-url.no-path"] = "a file has a path",
        ["direct.presigned-upload-url.proxied-run"] = "the files of a run whose artifacts the server hands through go through it",
        ["direct.presigned-download-url.logged-model"] = "no server signs addresses for reading a logged model: its files come through the server",
    };

    private readonly TempFolder _folder = new();
    private readonly RecordedBucket _recorded = new();

    public void Dispose()
    {
        _recorded.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_a_server_with_a_bucket_was_sent_and_answered_is_sent_and_understood()
    {
        var client = Client();

        await UploadAsync(client);
        await ListAsync(client);
        await DownloadAsync(client);
        await MissingAsync(client);
        await GiveUpAnUploadAsync(client);
        await DirectAsync(client);
        await client.DeleteArtifactsAsync(Proxied, "d/small.txt");

        var left = _recorded.NotSent();
        output.WriteLine($"v317-s3: {_recorded.Count - left.Count} of {_recorded.Count} replayed, {left.Count} that no method sends:");
        foreach (var flow in left) output.WriteLine($"  {flow}: {NeverSent.GetValueOrDefault(flow, "WHY?")}");
        Assert.Equal(NeverSent.Keys.Order(StringComparer.Ordinal), left.Order(StringComparer.Ordinal));
    }

    private async Task UploadAsync(MlflowClient client)
    {
        await File.WriteAllTextAsync(_folder.File("small.txt"), "hello\n");
        await File.WriteAllBytesAsync(_folder.File("big.bin"), new byte[BigLength]);
        await client.LogArtifactAsync(Proxied, _folder.File("small.txt"), "d");
        await client.LogArtifactAsync(Proxied, _folder.File("big.bin"), "d");
    }

    private static async Task ListAsync(MlflowClient client)
    {
        var listed = await client.ListArtifactsAsync(Proxied, "d");
        Assert.Equal([("d/big.bin", (long?)BigLength), ("d/small.txt", 6L)], listed.Select(e => (e.Path, e.Size)));
        // What a file is listed as by its own path: nothing.
        Assert.Empty(await client.ListArtifactsAsync(Proxied, "d/small.txt"));
        Assert.Empty(await client.ListArtifactsAsync(Proxied, "d/big.bin"));
        Assert.Empty(await client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = ["1"], Filter = "name = 'd'" }));
    }

    private async Task DownloadAsync(MlflowClient client)
    {
        await client.DownloadArtifactsAsync(Proxied, "d/big.bin", _folder.File("to"));
        await client.DownloadArtifactsAsync(Proxied, "d/small.txt", _folder.File("to"));
        Assert.Equal(BigLength, new FileInfo(_folder.File("to", "d", "big.bin")).Length);
        Assert.Equal("hello\n", await File.ReadAllTextAsync(_folder.File("to", "d", "small.txt")));
    }

    private async Task MissingAsync(MlflowClient client)
    {
        var artifacts = client.ArtifactRepository($"mlflow-artifacts:/1/{Proxied}/artifacts");
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<LineaException>(() => artifacts.OpenReadAsync("d/nope.bin", default))).Code);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<LineaException>(() => artifacts.OpenReadAsync("d", default))).Code);
        var throughServer = Client(new() { SignedDownload = false }).ArtifactRepository(artifacts.Root);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<LineaException>(() => throughServer.OpenReadAsync("d/none.txt", default))).Code);
    }

    // The bucket, which has nothing of this upload recorded, refuses its parts.
    private async Task GiveUpAnUploadAsync(MlflowClient client)
    {
        await File.WriteAllBytesAsync(_folder.File("x.bin"), new byte[10 << 20]);
        await Assert.ThrowsAsync<MlflowException>(() => client.LogArtifactAsync(Proxied, _folder.File("x.bin"), "d"));
    }

    private async Task DirectAsync(MlflowClient client)
    {
        await File.WriteAllTextAsync(_folder.File("one.txt"), "one\n");
        await client.LogArtifactAsync(Direct, _folder.File("one.txt"), "m");
        var run = await client.GetRunAsync(Direct);
        Assert.Equal($"s3://mlbucket/direct/{Direct}/artifacts", run.ArtifactUri);
        using var read = new StreamReader(await client.ArtifactRepository(run.ArtifactUri, ArtifactOwner.Of(run)).OpenReadAsync("m/one.txt", default));
        Assert.Equal("one\n", await read.ReadToEndAsync());

        await File.WriteAllTextAsync(_folder.File("MLmodel"), "flavors: {}\n");
        await client.ArtifactRepository($"s3://mlbucket/direct/models/{Model}/artifacts", ArtifactOwner.OneOf(Model, null)).PutFileAsync("MLmodel", _folder.File("MLmodel"), new(), default);
    }

    private MlflowClient Client() => Client(new() { MultipartUploadFrom = 5 << 20, UploadPartSize = 5 << 20, ParallelDownloadFrom = 1, DownloadPartSize = 5 << 20 });

    private MlflowClient Client(MlflowTransferOptions transfers) => new(new MlflowClientOptions
    {
        TrackingUri = "http://127.0.0.1:5000",
        RegistryUri = "http://127.0.0.1:5000",
        Transfers = transfers,
        Http = new() { Handler = _recorded, MaxRetries = 0, Username = "ada", Password = "not for the bucket", Environment = _ => null },
    });

    private sealed record Exchange(int Line, string Flow, string Method, string Url, string? Range, string Body, long? Length, int Status, string Answer, string? Tag);

    /// <summary>Answers what is in the recording as it was answered; what the bucket was not asked there, it refuses.</summary>
    private sealed class RecordedBucket : HttpMessageHandler
    {
        private readonly List<Exchange> _exchanges = Read();
        private readonly ConcurrentDictionary<int, bool> _sent = new();

        public int Count => _exchanges.Count;

        public List<string> NotSent() => _exchanges.Where(e => !_sent.ContainsKey(e.Line)).Select(e => e.Flow).ToList();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var url = request.RequestUri!.AbsoluteUri;
            var isBucket = request.RequestUri.Host == "s3.example.test";
            if (isBucket) Assert.Null(request.Headers.Authorization);
            var bytes = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var body = request.Content?.Headers.ContentType?.MediaType == "application/json" ? Meaning(Encoding.UTF8.GetString(bytes)) : "";
            var same = _exchanges.Where(e => e.Method == request.Method.Method && e.Url == url && e.Body == body && (e.Length is null || e.Length == bytes.Length)).ToList();
            foreach (var sent in same.Where(e => e.Range == request.Headers.Range?.ToString())) _sent[sent.Line] = true;
            if (isBucket && request.Method == HttpMethod.Get) return Bytes(request.Headers.Range?.Ranges.Single(), url);
            if (same is [var known, ..])
            {
                var answer = Json(known.Answer, known.Status);
                if (known.Tag is { } tag) answer.Headers.ETag = new EntityTagHeaderValue(tag);
                return answer;
            }
            if (url.EndsWith("/logged-models/" + Model, StringComparison.Ordinal)) return Json($$"""{"model": {"info": {"model_id": "{{Model}}", "artifact_uri": "s3://mlbucket/direct/models/{{Model}}/artifacts"} } }""");
            // The address of the model's file was given, and its use was not recorded.
            if (isBucket && url.Contains("/MLmodel?", StringComparison.Ordinal)) return Json("");
            if (isBucket) return Json("<Error/>", 403);
            Assert.True(request.Method == HttpMethod.Get && url.Contains("/mlflow-artifacts/artifacts/", StringComparison.Ordinal), $"{request.Method} {url} {body} is not in the recording");
            return Json("""{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Not Found"}""", 404);
        }

        private static HttpResponseMessage Json(string json, int status = 200) => new((HttpStatusCode)status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

        // The recording has no room for large files; zeroes of the recorded length will do.
        private static HttpResponseMessage Bytes(RangeItemHeaderValue? range, string url)
        {
            var whole = url.Contains("big.bin", StringComparison.Ordinal) ? new byte[BigLength] : url.Contains("small.txt", StringComparison.Ordinal) ? "hello\n"u8.ToArray() : "one\n"u8.ToArray();
            if (range is null) return new(HttpStatusCode.OK) { Content = new ByteArrayContent(whole) };
            var answer = new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = new ByteArrayContent(whole[(int)range.From!.Value..(int)(range.To!.Value + 1)]) };
            answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(range.From.Value, range.To.Value, whole.Length);
            return answer;
        }

        private static List<Exchange> Read()
        {
            using var file = new GZipStream(File.OpenRead(MlflowFiles.Golden("rest-v317-s3.jsonl.gz")), CompressionMode.Decompress);
            using var reader = new StreamReader(file);
            var exchanges = new List<Exchange>();
            while (reader.ReadLine() is { } line) exchanges.Add(Of(exchanges.Count + 1, JsonNode.Parse(line)!));
            return exchanges;
        }

        private static Exchange Of(int line, JsonNode e)
        {
            var isJson = (string?)e["request_headers"]!["content-type"] == "application/json";
            var body = (string?)e["request_body"] ?? "";
            long? length = body.StartsWith("file bytes, content-length=", StringComparison.Ordinal) ? long.Parse(body[27..], CultureInfo.InvariantCulture)
                : !isJson && body.Length > 0 ? body.Length : null;
            // A range of all bytes is no other than the whole file.
            var range = (string?)e["request_headers"]!["range"];
            if (range is not null && (string?)e["response_headers"]!["content-range"] is { } got && got.Split('-', '/') is [_, var last, var whole] && long.Parse(last, CultureInfo.InvariantCulture) + 1 == long.Parse(whole, CultureInfo.InvariantCulture) && range.StartsWith("bytes=0-", StringComparison.Ordinal)) range = null;
            return new Exchange(
                line, (string)e["flow"]!, (string)e["method"]!, Regex.Replace(new Uri((string)e["url"]!).AbsoluteUri, "run_uuid=[0-9a-f]+&", ""), range,
                isJson ? Meaning(body) : "", length, (int)e["status"]!, (string?)e["response_body"] ?? "", (string?)e["response_headers"]!["etag"]);
        }

        // MLflow's client names the file by its local path, of which the server takes the name alone; how many entries a page has at most is the client's choice.
        private static string Meaning(string json)
        {
            var body = JsonNode.Parse(json)!.AsObject();
            if ((string?)body["path"] is { } path && path.StartsWith("/tmp/", StringComparison.Ordinal)) body["path"] = Path.GetFileName(path);
            body.Remove("max_results");
            return new JsonObject(body.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString();
        }
    }
}
