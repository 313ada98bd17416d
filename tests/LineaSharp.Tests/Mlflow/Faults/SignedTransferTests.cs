using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;
using static LineaSharp.Tests.Mlflow.Faults.CallFaultTests;

namespace LineaSharp.Tests.Mlflow.Faults;

/// <summary>Files straight to and from the bucket behind a server.</summary>
public sealed class SignedTransferTests : IDisposable
{
    private const string Both = """{"store_type": "SqlStore", "multipart_uploads_enabled": true, "multipart_downloads_enabled": true}""";
    private const string Key = "1/r1/artifacts/d/big.bin";

    private static readonly MlflowTransferOptions Small = new() { MultipartUploadFrom = 1000, UploadPartSize = 1000, ParallelDownloadFrom = 1000, DownloadPartSize = 1000 };

    private readonly TempFolder _folder = new();
    private readonly byte[] _bytes = new byte[4_500];

    public SignedTransferTests()
    {
        new Random(2).NextBytes(_bytes);
        File.WriteAllBytes(_folder.File("big.bin"), _bytes);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_file_goes_into_the_bucket_in_parts(bool serverTells)
    {
        using var stub = new StubMlflow { Info = serverTells ? Both : null, Signs = true };
        var told = new DownloadFaultTests.Told();

        await stub.Client(transfers: Small).LogArtifactAsync("r1", _folder.File("big.bin"), "d", told);

        Assert.Equal(_bytes, stub.Files[Key]);
        Assert.Equal(5, stub.Bucket.Count("PUT", "/bucket/"));
        Assert.Equal(0, stub.Server.Count("PUT", ""));
        Assert.Equal(new TransferProgress(4500, 4500), told.Last);
        AssertNoCredentialsInBucket(stub);
    }

    [Fact]
    public async Task What_the_server_is_asked_for_is_what_was_recorded_of_MLflows_own_client()
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };

        await stub.Client(transfers: Small).LogArtifactAsync("r1", _folder.File("big.bin"), "d");

        var create = stub.Server.Requests.Single(r => r.Path.EndsWith("/mpu/create/1/r1/artifacts/d", StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"path": "big.bin", "num_parts": 5}"""), JsonNode.Parse(create.Text)));
        var complete = JsonNode.Parse(stub.Server.Requests.Single(r => r.Path.EndsWith("/mpu/complete/1/r1/artifacts/d", StringComparison.Ordinal)).Text)!;
        Assert.Equal(("big.bin", "up-1"), ((string)complete["path"]!, (string)complete["upload_id"]!));
        Assert.Equal([1, 2, 3, 4, 5], complete["parts"]!.AsArray().Select(p => (int)p!["part_number"]!));
        Assert.All(complete["parts"]!.AsArray(), p => Assert.Contains("partNumber=", (string)p!["url"]!, StringComparison.Ordinal));
        Assert.Equal("\"etag-3\"", (string)complete["parts"]![2]!["etag"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_server_has_no_parts_the_file_goes_as_a_whole(bool isOld)
    {
        using var stub = new StubMlflow { IsOld = isOld };
        var client = stub.Client(transfers: Small);

        await client.LogArtifactAsync("r1", _folder.File("big.bin"), "d");
        await client.LogArtifactAsync("r1", _folder.File("big.bin"), "e");

        Assert.Equal(_bytes, stub.Files[Key]);
        Assert.Equal(_bytes, stub.Files["1/r1/artifacts/e/big.bin"]);
        Assert.Equal(1, stub.Server.Count("POST", "mpu/create"));
    }

    [Fact]
    public async Task A_small_file_is_not_asked_about()
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };

        await stub.Client().LogArtifactAsync("r1", _folder.File("big.bin"), "d");

        Assert.Equal(1, stub.Server.Count("PUT", ""));
        Assert.Equal(0, stub.Server.Count("POST", "mpu"));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_part_that_fails_is_sent_again_by_itself(int status)
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };
        var left = 2;
        stub.BucketFault = async (request, answer) =>
        {
            if (request.Argument("partNumber") != "3" || left-- <= 0) return false;
            if (status == 0) answer.Reset();
            else await answer.SendAsync(status, "slow down");
            return true;
        };

        await stub.Client(transfers: Small).LogArtifactAsync("r1", _folder.File("big.bin"), "d");

        Assert.Equal(_bytes, stub.Files[Key]);
        Assert.Equal(7, stub.Bucket.Requests.Count);
    }

    [Fact]
    public async Task An_upload_that_fails_is_called_off_and_leaves_nothing()
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };
        stub.BucketFault = async (request, answer) =>
        {
            if (request.Argument("partNumber") != "2") return false;
            await answer.SendAsync(403, $"<?xml version=\"1.0\"?><Error><Message>Request has expired</Message><StringToSign>{StubMlflow.Signature}</StringToSign></Error>", "application/xml");
            return true;
        };

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client(transfers: Small).LogArtifactAsync("r1", _folder.File("big.bin"), "d"));

        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        Assert.Contains("Request has expired", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, stub.Server.Count("POST", "mpu/abort"));
        Assert.Empty(stub.Files);
    }

    [Fact]
    public async Task Fewer_addresses_than_parts_are_an_error_and_the_upload_is_called_off()
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };
        stub.Fault = Always("mpu/create", (_, answer) => answer.JsonAsync("""{"upload_id": "u"}"""));

        await StubMlflow.RefusalAsync(() => stub.Client(transfers: Small).LogArtifactAsync("r1", _folder.File("big.bin"), "d"));

        Assert.Equal(1, stub.Server.Count("POST", "mpu/abort"));
    }

    [Fact]
    public async Task A_bucket_out_of_reach_is_passed_by()
    {
        using var nobody = new SilentPort();
        using var stub = new StubMlflow { Info = Both, Signs = true, BucketAddress = nobody.Address };
        var client = stub.Client(transfers: Small);

        await client.LogArtifactAsync("r1", _folder.File("big.bin"), "d");
        await client.DownloadArtifactsAsync("r1", "d/big.bin", _folder.File("to"));

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(_folder.File("to", "d", "big.bin")));
        Assert.Equal(1, stub.Server.Count("POST", "mpu/abort"));
    }

    [Fact]
    public async Task A_large_file_comes_from_the_bucket_in_parts_and_a_broken_part_goes_on_where_it_broke()
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };
        stub.Files[Key] = _bytes;
        var left = 1;
        stub.BucketFault = async (request, answer) =>
        {
            if (request.Headers.GetValueOrDefault("Range") != "bytes=2000-2999" || left-- <= 0) return false;
            await answer.HeadAsync(206, 1000, ("ETag", "\"v1\""), ("Content-Range", "bytes 2000-2999/4500"));
            await answer.WriteAsync(_bytes.AsMemory(2000, 400));
            answer.Cut();
            return true;
        };
        var told = new DownloadFaultTests.Told();

        await stub.Client(transfers: Small).DownloadArtifactsAsync("r1", "d/big.bin", _folder.File("to"), told);

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(_folder.File("to", "d", "big.bin")));
        Assert.Contains("bytes=2400-2999", stub.Bucket.Requests.Select(r => r.Headers.GetValueOrDefault("Range")));
        Assert.Equal(4500, told.Last.BytesDone);
        Assert.Equal(0, stub.Server.Count("GET", "mlflow-artifacts/artifacts/"));
        AssertNoCredentialsInBucket(stub);
    }

    [Fact]
    public async Task A_signed_address_that_expires_on_the_way_is_asked_for_anew()
    {
        using var stub = new StubMlflow { Info = Both, Signs = true };
        stub.Files[Key] = _bytes;
        var left = 2;
        stub.BucketFault = async (request, answer) =>
        {
            if (left-- <= 0) return false;
            if (left == 0)
            {
                await answer.SendAsync(403, "expired");
                return true;
            }
            await answer.HeadAsync(200, 4500, ("ETag", "\"v1\""));
            await answer.WriteAsync(_bytes.AsMemory(0, 400));
            answer.Cut();
            return true;
        };

        await stub.Client().DownloadArtifactsAsync("r1", "d/big.bin", _folder.File("to"));

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(_folder.File("to", "d", "big.bin")));
        Assert.Equal(2, stub.Server.Count("GET", "/presigned/"));
    }

    [Theory]
    [InlineData("s3://bucket/1/r1/artifacts", "s3://bucket/1/models/m-1/artifacts")]
    [InlineData("gs://bucket/1/r1/artifacts", "gs://bucket/1/models/m-1/artifacts")]
    [InlineData("wasbs://c@a.blob.core.windows.net/1/r1/artifacts", "abfss://c@a.dfs.core.windows.net/1/models/m-1/artifacts")]
    public async Task Artifacts_in_a_bucket_of_the_servers_need_no_package(string runRoot, string modelRoot)
    {
        using var stub = new StubMlflow { Signs = true, RunRoot = runRoot, ModelRoot = modelRoot };
        Directory.CreateDirectory(_folder.File("up", "deep"));
        await File.WriteAllTextAsync(_folder.File("up", "one é.txt"), "1");
        await File.WriteAllTextAsync(_folder.File("up", "deep", "two.txt"), "2");
        var client = stub.Client();

        await client.LogArtifactsAsync("r1", _folder.File("up"), "x");
        await client.LogLoggedModelArtifactsAsync("m-1", _folder.File("up"));
        await client.DownloadArtifactsAsync("r1", "", _folder.File("run"));
        await client.DownloadModelAsync("models:/m-1", _folder.File("model"));

        Assert.Equal("1", Encoding.UTF8.GetString(stub.Files["1/r1/artifacts/x/one é.txt"]));
        Assert.Equal(["x/deep", "x/one é.txt"], (await client.ListArtifactsAsync("r1", "x")).Select(e => e.Path));
        Assert.Equal("2", await File.ReadAllTextAsync(_folder.File("run", "x", "deep", "two.txt")));
        Assert.Equal("2", await File.ReadAllTextAsync(_folder.File("model", "deep", "two.txt")));
        Assert.Equal("1", await File.ReadAllTextAsync(_folder.File("model", "one é.txt")));
        Assert.All(stub.Bucket.Requests.Where(r => r.Method == "PUT"), r => Assert.Equal(("text/plain", "yes"), (r.Headers["Content-Type"], r.Headers["x-given"])));
        AssertNoCredentialsInBucket(stub);
    }

    [Theory]
    [InlineData("s3://bucket/1/r1/artifacts", "LineaSharp.Aws")]
    [InlineData("wasbs://c@a.blob.core.windows.net/1/r1/artifacts", "LineaSharp.Azure")]
    public async Task A_server_that_signs_nothing_is_told_with_the_package_that_helps(string root, string package)
    {
        using var stub = new StubMlflow { IsOld = true, RunRoot = root };

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().LogArtifactAsync("r1", _folder.File("big.bin")));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains(package, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signed_address_on_the_servers_own_host_gets_no_credentials_either()
    {
        using var stub = new StubMlflow { Signs = true, RunRoot = "s3://bucket/1/r1/artifacts" };
        stub.Fault = async (request, answer) =>
        {
            if (request.Path.EndsWith("presigned-upload-url", StringComparison.Ordinal)) await answer.JsonAsync($$"""{"presigned_url": "{{stub.Server.Address}}/here?X-Signature=x"}""");
            else if (request.Path == "/here") await answer.SendAsync(200, []);
            else return false;
            return true;
        };

        await stub.Client().LogArtifactAsync("r1", _folder.File("big.bin"));

        Assert.DoesNotContain("Authorization", stub.Server.Requests.Single(r => r.Path == "/here").Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://host/x")]
    [InlineData("http://ada:pw@host/x")]
    [InlineData("/x")]
    public async Task A_signed_address_that_is_none_is_refused(string url)
    {
        using var stub = new StubMlflow { Signs = true, RunRoot = "s3://bucket/1/r1/artifacts" };
        stub.Fault = Always("presigned-upload-url", (_, answer) => answer.JsonAsync($$"""{"presigned_url": "{{url}}"}"""));

        await StubMlflow.RefusalAsync(() => stub.Client().LogArtifactAsync("r1", _folder.File("big.bin")));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("other/x")]
    [InlineData("d/../x")]
    public async Task A_listing_of_a_bucket_that_leads_elsewhere_is_refused(string path)
    {
        using var stub = new StubMlflow { Signs = true, RunRoot = "s3://bucket/1/r1/artifacts" };
        stub.Fault = Always("artifacts/list", (_, answer) => answer.JsonAsync($$"""{"files": [{"path": "{{path}}", "file_size": 1}]}"""));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().DownloadArtifactsAsync("r1", "d", _folder.File("to")));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
    }

    private static void AssertNoCredentialsInBucket(StubMlflow stub) =>
        Assert.All(stub.Bucket.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys, StringComparer.OrdinalIgnoreCase));
}
