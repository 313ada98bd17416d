using System.Globalization;
using LineaSharp.Mlflow;
using LineaSharp.Repositories;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

public sealed class ServerArtifactTests : IDisposable
{
    private const string Location = "mlflow-artifacts:/1/r1/artifacts";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    private static readonly byte[] Bytes = Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251)).ToArray();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_sent_in_one_piece_with_its_length()
    {
        using var server = FaultServer.Of(c => c.TextAsync(200, "text/plain", ""));
        File.WriteAllBytes(_folder.File("x"), Bytes);
        var told = new List<TransferProgress>();

        await Repository(server).PutFileAsync("a b/é+100%.bin", _folder.File("x"), new PutOptions { Progress = new Told(told.Add) }, default);

        var request = Assert.Single(server.Requests);
        Assert.Equal(("PUT", $"{Proxy}/1/r1/artifacts/a%20b/%C3%A9%2B100%25.bin"), (request.Method, request.Target));
        Assert.Equal($"{Bytes.Length}", request.Header("Content-Length"));
        Assert.Null(request.Header("Transfer-Encoding"));
        Assert.Equal(Bytes, request.Body);
        Assert.Equal(new TransferProgress(Bytes.Length, Bytes.Length), told[^1]);
    }

    [Fact]
    public async Task An_upload_that_failed_in_passing_is_sent_again_whole()
    {
        using var server = FaultServer.Of(c => c.TextAsync(503, "text/plain", ""), c => c.ResetAsync(), c => c.JsonAsync("{}"));
        File.WriteAllBytes(_folder.File("x"), Bytes);

        await Repository(server).PutFileAsync("x", _folder.File("x"), new PutOptions(), default);

        Assert.Equal(Bytes, server.Requests.Last().Body);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("MLmodel", "text/plain")]
    [InlineData("conda.yaml", "text/plain")]
    [InlineData("model.pkl", "application/octet-stream")]
    public async Task A_file_is_told_to_be_what_its_name_says(string name, string type)
    {
        using var server = FaultServer.Of(c => c.JsonAsync("{}"));
        File.WriteAllText(_folder.File("x"), "x");

        await Repository(server).PutFileAsync(name, _folder.File("x"), new PutOptions(), default);

        Assert.Equal(type, Assert.Single(server.Requests).Header("Content-Type"));
    }

    [Fact]
    public async Task A_download_that_broke_goes_on_where_it_broke_when_the_server_can()
    {
        using var server = new FaultServer((request, c) => request.Header("Range") is { } range ? RestAsync(c, range) : CutAsync(c, 100_000));

        Assert.Equal(Bytes, await ReadAsync(Repository(server), "x"));

        Assert.Equal("bytes=100000-", server.Requests.Last().Header("Range"));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_download_that_broke_begins_anew_when_the_server_cannot_go_on()
    {
        using var server = FaultServer.Of(c => CutAsync(c, 100_000), c => c.AnswerAsync(200, "application/octet-stream", Bytes));

        Assert.Equal(Bytes, await ReadAsync(Repository(server), "x"));
    }

    [Fact]
    public async Task A_download_that_breaks_again_and_again_gets_there_as_long_as_it_gets_on()
    {
        using var server = new FaultServer((request, c) =>
        {
            var from = request.Header("Range") is { } range ? From(range) : 0;
            return CutAsync(c, Math.Min(50_000, Bytes.Length - from), from);
        });

        Assert.Equal(Bytes, await ReadAsync(Repository(server), "x"));

        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_download_that_always_breaks_at_one_place_ends_in_an_error()
    {
        using var server = FaultServer.Of(c => CutAsync(c, 1000));

        var error = await Assert.ThrowsAsync<MlflowException>(() => ReadAsync(Repository(server), "x"));

        Assert.Equal((ErrorCode.Unavailable, true), (error.Code, error.IsTransient));
        Assert.InRange(server.Requests.Count, 2, 20);
    }

    [Fact]
    public async Task A_file_that_changed_in_between_is_not_put_together_of_two()
    {
        using var server = FaultServer.Of(c => CutAsync(c, 1000), c => c.AnswerAsync(200, "application/octet-stream", Bytes[..200_000]));

        var error = await Assert.ThrowsAsync<LineaException>(() => ReadAsync(Repository(server), "x"));

        Assert.Contains("changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_in_the_middle_of_a_file_is_given_up()
    {
        using var server = FaultServer.Of(async c =>
        {
            await c.HeadAsync(200, ("Content-Type", "application/octet-stream"), ("Content-Length", "300000"));
            await c.BytesAsync(Bytes[..10]);
            await c.HangAsync();
        });

        var error = await Assert.ThrowsAsync<MlflowException>(() => ReadAsync(Repository(server, Clients.Quick with { Timeout = TimeSpan.FromMilliseconds(200), MaxRetries = 1 }), "x"));

        Assert.Equal("DEADLINE_EXCEEDED", error.MlflowErrorCode);
    }

    [Fact]
    public async Task Cancelling_stops_a_download_in_its_middle()
    {
        using var cancel = new CancellationTokenSource();
        using var server = FaultServer.Of(async c =>
        {
            await c.HeadAsync(200, ("Content-Type", "application/octet-stream"), ("Content-Length", "300000"));
            await c.BytesAsync(Bytes[..10]);
            await c.HangAsync();
        });
        using var stream = await Repository(server).OpenReadAsync("x", cancel.Token);
        var buffer = new byte[100];
        await stream.ReadAtLeastAsync(buffer, 10, cancellationToken: cancel.Token);
        cancel.CancelAfter(20);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(buffer, cancel.Token));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e/evil")]
    [InlineData("%252e%252e%252fevil")]
    [InlineData("a\\\\..\\\\evil")]
    [InlineData("C:evil")]
    [InlineData("a#b")]
    [InlineData("sub/evil")]
    [InlineData("")]
    public async Task A_listing_that_leads_elsewhere_is_refused_and_nothing_is_written(string name)
    {
        using var server = new FaultServer((request, c) =>
            request.Path.EndsWith("/runs/get", StringComparison.Ordinal) ? c.JsonAsync(Clients.Run)
            : request.Path == Proxy ? c.JsonAsync($$"""{"files": [{"path": "{{name}}", "is_dir": false, "file_size": 4}]}""")
            : c.TextAsync(200, "text/plain", "evil"));

        var error = await Assert.ThrowsAsync<LineaException>(() => Clients.Of(server).DownloadArtifactsAsync("r1", "", _folder.File("in", "target")));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Empty(Directory.GetFiles(_folder.File(""), "*evil*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(404, """{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No such artifact"}""")]
    [InlineData(500, """{"error_code": "INTERNAL_ERROR", "message": "No such file or directory"}""")]
    [InlineData(500, "<h1>Internal Server Error</h1>")]
    [InlineData(400, """{"detail": "Artifact path refers to a directory"}""")]
    public async Task A_missing_file_is_NotFound_in_every_version_at_once(int status, string body)
    {
        using var server = new FaultServer((request, c) => request.Path == Proxy ? c.JsonAsync("{}") : c.JsonAsync(body, status));

        var error = await Assert.ThrowsAsync<LineaException>(() => Repository(server).OpenReadAsync("a/x", default));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.InRange(server.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task A_breakdown_while_a_file_is_there_is_waited_for()
    {
        var broken = 0;
        using var server = new FaultServer((request, c) =>
            request.Path == Proxy ? c.JsonAsync($$"""{"files": [{"path": "x", "is_dir": false, "file_size": {{Bytes.Length}}}]}""")
            : Interlocked.Increment(ref broken) < 3 ? c.TextAsync(500, "text/html", "") : c.AnswerAsync(200, "application/octet-stream", Bytes));

        Assert.Equal(Bytes, await ReadAsync(Repository(server), "x"));
    }

    [Fact]
    public async Task An_empty_file_is_listed_with_its_size()
    {
        using var server = FaultServer.Of(c => c.JsonAsync("""{"files": [{"path": "empty.txt", "is_dir": false}, {"path": "d", "is_dir": true}]}"""));

        Assert.Equal(0, await Repository(server).FindSizeAsync("empty.txt", default));
        Assert.Null(await Repository(server).FindSizeAsync("d", default));
    }

    [Fact]
    public async Task An_artifact_host_of_the_servers_choice_gets_no_credentials()
    {
        using var elsewhere = FaultServer.Of(c => c.JsonAsync("{}"));
        using var server = FaultServer.Of(c => c.JsonAsync("{}"));
        var client = Clients.Of(server, Clients.Quick with { Token = "t" });
        foreach (var location in (string[])[$"mlflow-artifacts://127.0.0.1:{elsewhere.Port}/1", $"{elsewhere.Address}{Proxy}/1", $"mlflow-artifacts://127.0.0.1:{server.Port}/1", $"{server.Address}{Proxy}/1"])
            await client.ArtifactRepository(location).DeleteAsync("x", default);

        Assert.All(elsewhere.Requests, r => Assert.Null(r.Header("Authorization")));
        Assert.All(server.Requests, r => Assert.Equal("Bearer t", r.Header("Authorization")));
        Assert.Equal((2, 2), (elsewhere.Requests.Count, server.Requests.Count));
        Assert.All(elsewhere.Requests.Concat(server.Requests), r => Assert.Equal($"{Proxy}/1/x", r.Target));
    }

    [Theory]
    [InlineData("mlflow-artifacts:/../../etc")]
    [InlineData("mlflow-artifacts:/a?x=y")]
    [InlineData("mlflow-artifacts:/a/%2e%2e/b")]
    public void A_location_of_the_servers_that_leads_elsewhere_is_refused(string location)
    {
        using var server = FaultServer.Of(c => c.JsonAsync("{}"));

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => Clients.Of(server).ArtifactRepository(location)).Code);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("file:///etc")]
    [InlineData("")]
    public void A_local_folder_that_a_server_names_is_opened_only_if_the_caller_allowed_it(string location)
    {
        using var server = FaultServer.Of(c => c.JsonAsync("{}"));

        var error = Assert.Throws<LineaException>(() => Clients.Of(server).ArtifactRepository(location));
        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("AllowLocalArtifacts", error.Message, StringComparison.Ordinal);

        if (location.Length == 0) return;
        var trusting = new MlflowClient(new MlflowClientOptions { TrackingUri = server.Address, Http = Clients.Quick, AllowLocalArtifacts = true });
        Assert.Equal("file:///etc", trusting.ArtifactRepository(location).Root);
    }

    private static IArtifactRepository Repository(FaultServer server, MlflowHttpOptions? options = null) => Clients.Of(server, options).ArtifactRepository(Location);

    private static async Task<byte[]> ReadAsync(IArtifactRepository repository, string path)
    {
        using var stream = await repository.OpenReadAsync(path, default);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    // Tells the whole length, sends a part of it, and closes.
    private static async Task CutAsync(FaultServer.Connection connection, int count, int from = 0)
    {
        var length = Bytes.Length - from;
        if (from == 0) await connection.HeadAsync(200, ("Content-Type", "application/octet-stream"), ("Content-Length", $"{length}"));
        else await connection.HeadAsync(206, ("Content-Type", "application/octet-stream"), ("Content-Length", $"{length}"), ("Content-Range", $"bytes {from}-{Bytes.Length - 1}/{Bytes.Length}"));
        await connection.BytesAsync(Bytes[from..(from + count)]);
    }

    private static Task RestAsync(FaultServer.Connection connection, string range) => CutAsync(connection, Bytes.Length - From(range), From(range));

    private static int From(string range) => int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);

    private sealed class Told(Action<TransferProgress> tell) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => tell(value);
    }
}
