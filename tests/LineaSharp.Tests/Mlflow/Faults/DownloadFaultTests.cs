using System.Text;
using LineaSharp.Mlflow;
using Xunit;
using static LineaSharp.Tests.Mlflow.Faults.CallFaultTests;

namespace LineaSharp.Tests.Mlflow.Faults;

/// <summary>What becomes of downloads when the server, or the way to it, is at fault: all the bytes or an error, and never anything outside the target.</summary>
public sealed class DownloadFaultTests : IDisposable
{
    private const string Root = "1/r1/artifacts/";
    private const string Served = "GET /api/2.0/mlflow-artifacts/artifacts/";

    private readonly TempFolder _folder = new();
    private readonly StubMlflow _stub = new();
    private readonly byte[] _bytes = new byte[300_000];

    public DownloadFaultTests()
    {
        new Random(1).NextBytes(_bytes);
        _stub.Files[Root + "a.bin"] = _bytes;
    }

    public void Dispose()
    {
        _stub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_body_that_is_cut_goes_on_where_it_was_cut()
    {
        _stub.Fault = Times(2, Served, CutAsync(rangesToo: true));

        await DownloadAsync();

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(_folder.File("to", "a.bin")));
        Assert.Equal([null, "bytes=100000-", "bytes=150000-"], _stub.Server.Requests.Where(r => r.Path.EndsWith("a.bin", StringComparison.Ordinal)).Select(r => r.Headers.GetValueOrDefault("Range")));
    }

    [Fact]
    public async Task A_server_without_ranges_sends_all_of_it_again()
    {
        var first = true;
        _stub.Fault = Always(Served, async (_, answer) =>
        {
            await answer.HeadAsync(200, _bytes.Length);
            await answer.WriteAsync(first ? _bytes.AsMemory(0, 100_000) : _bytes);
            if (first) answer.Cut();
            first = false;
        });

        await DownloadAsync();

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(_folder.File("to", "a.bin")));
    }

    [Fact]
    public async Task A_body_that_is_always_cut_at_the_same_place_is_an_error_and_leaves_the_older_file()
    {
        Directory.CreateDirectory(_folder.File("to"));
        await File.WriteAllTextAsync(_folder.File("to", "a.bin"), "older");
        _stub.Fault = Always(Served, async (request, answer) =>
        {
            await answer.HeadAsync(200, _bytes.Length);
            await answer.WriteAsync(_bytes.AsMemory(0, 100_000));
            answer.Cut();
        });

        var refusal = await StubMlflow.RefusalAsync(() => DownloadAsync());

        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        Assert.Equal("older", await File.ReadAllTextAsync(_folder.File("to", "a.bin")));
        AssertNoOtherFile("a.bin");
    }

    [Fact]
    public async Task A_file_that_changes_in_between_is_an_error()
    {
        _stub.Fault = Always(Served, async (request, answer) =>
        {
            if (request.Headers.ContainsKey("Range"))
            {
                await answer.SendAsync(206, new byte[200_000], ("ETag", "\"v2\""), ("Content-Range", "bytes 100000-299999/300000"));
                return;
            }
            await answer.HeadAsync(200, _bytes.Length, ("ETag", "\"v1\""));
            await answer.WriteAsync(_bytes.AsMemory(0, 100_000));
            answer.Cut();
        });

        await StubMlflow.RefusalAsync(() => DownloadAsync());

        AssertNoOtherFile();
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(400_000)]
    public async Task A_length_that_is_not_the_listed_one_is_an_error(int length)
    {
        _stub.Fault = Always(Served, (_, answer) => answer.SendAsync(200, new byte[length]));

        var refusal = await StubMlflow.RefusalAsync(() => DownloadAsync());

        Assert.Equal(ErrorCode.Unavailable, refusal.Code);
        AssertNoOtherFile();
    }

    [Fact]
    public async Task A_body_longer_than_its_own_length_says_is_cut_to_it()
    {
        _stub.Fault = Always(Served, async (_, answer) =>
        {
            await answer.HeadAsync(200, _bytes.Length);
            await answer.WriteAsync(_bytes);
            await answer.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
        });

        await DownloadAsync();

        Assert.Equal(_bytes, await File.ReadAllBytesAsync(_folder.File("to", "a.bin")));
    }

    [Fact]
    public async Task A_body_that_never_ends_is_not_read_for_ever()
    {
        _stub.Fault = Always(Served, async (_, answer) =>
        {
            await answer.HeadAsync(200, null, ("Transfer-Encoding", "chunked"));
            while (true) await answer.ChunkAsync(new byte[65536]);
        });

        await StubMlflow.RefusalAsync(() => DownloadAsync());

        AssertNoOtherFile();
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_an_error_in_time()
    {
        _stub.Fault = Always(Served, async (_, answer) =>
        {
            await answer.HeadAsync(200, _bytes.Length);
            await answer.WriteAsync(_bytes.AsMemory(0, 1000));
            await Task.Delay(Timeout.Infinite, answer.Stopped);
        });

        var refusal = await StubMlflow.RefusalAsync(() => DownloadAsync(_stub.Client(TimeSpan.FromMilliseconds(300), maxRetries: 1)));

        Assert.True(refusal.IsTransient);
        AssertNoOtherFile();
    }

    [Fact]
    public async Task A_download_that_is_cancelled_ends_at_once_and_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        _stub.Fault = Always(Served, async (_, answer) =>
        {
            await answer.HeadAsync(200, _bytes.Length);
            await answer.WriteAsync(_bytes.AsMemory(0, 1000));
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, answer.Stopped);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(ct: stop.Token).WaitAsync(TimeSpan.FromSeconds(60)));

        AssertNoOtherFile();
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("a/../../outside.txt")]
    [InlineData("/etc/outside.txt")]
    [InlineData("%2e%2e/outside.txt")]
    [InlineData("%252e%252e%252foutside.txt")]
    [InlineData("..\\\\outside.txt")]
    [InlineData("C:/outside.txt")]
    [InlineData("//host/outside.txt")]
    [InlineData("%2fetc%2foutside.txt")]
    [InlineData("a;../../outside.txt")]
    [InlineData("a?/outside.txt")]
    [InlineData("a%23/outside.txt")]
    [InlineData("a\\u0000.txt")]
    [InlineData("a/b.txt")]
    [InlineData("")]
    public async Task A_listing_that_leads_elsewhere_is_refused(string path)
    {
        _stub.Fault = Always("GET /api/2.0/mlflow-artifacts/artifacts", (request, answer) => request.Path.EndsWith("/artifacts", StringComparison.Ordinal)
            ? answer.JsonAsync($$"""{"files": [{"path": "{{path}}", "is_dir": false, "file_size": 4}]}""")
            : answer.SendAsync(200, "evil"));

        var refusal = await StubMlflow.RefusalAsync(() => _stub.Client().DownloadArtifactsAsync("r1", "", _folder.File("to")));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
        AssertNoOtherFile();
    }

    [Fact]
    public async Task Directories_in_directories_without_end_come_to_one()
    {
        _stub.Fault = Always("/mlflow-artifacts/artifacts", (_, answer) => answer.JsonAsync("""{"files": [{"path": "deeper", "is_dir": true}]}"""));

        var refusal = await StubMlflow.RefusalAsync(() => _stub.Client().DownloadArtifactsAsync("r1", "", _folder.File("to")));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
    }

    [Fact]
    public async Task A_name_that_is_a_file_and_a_directory_is_an_error()
    {
        _stub.Files[Root + "a.bin/b.bin"] = [1];

        var refusal = await StubMlflow.RefusalAsync(() => _stub.Client().DownloadArtifactsAsync("r1", "", _folder.File("to")));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
    }

    [Fact]
    public async Task A_link_in_the_target_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a right on Windows.");
        Directory.CreateDirectory(_folder.File("to"));
        Directory.CreateDirectory(_folder.File("outside"));
        Directory.CreateSymbolicLink(_folder.File("to", "d"), _folder.File("outside"));
        _stub.Files[Root + "d/a.bin"] = [1];

        await StubMlflow.RefusalAsync(() => _stub.Client().DownloadArtifactsAsync("r1", "", _folder.File("to")));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.File("outside")));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("file:///etc")]
    [InlineData("file:/etc")]
    [InlineData("FILE:///etc")]
    [InlineData(" file:///etc")]
    [InlineData("file:///etc#s3://bucket")]
    [InlineData("C:\\\\Windows")]
    [InlineData("x:/etc")]
    [InlineData("mlflow-artifacts:/../../etc")]
    [InlineData("mlflow-artifacts:/1/%252e%252e/%252e%252e/etc")]
    [InlineData("runs:/r1/../../etc")]
    [InlineData("")]
    public async Task A_source_that_is_a_local_path_is_not_read(string source)
    {
        _stub.Fault = async (request, answer) =>
        {
            if (request.Path.EndsWith("model-versions/get", StringComparison.Ordinal)) await answer.JsonAsync($$"""{"model_version": {"name": "m", "version": "1", "source": "{{source}}", "status": "READY"} }""");
            else if (request.Path.EndsWith("model-versions/get-download-uri", StringComparison.Ordinal)) await answer.JsonAsync($$"""{"artifact_uri": "{{source}}"}""");
            else return false;
            return true;
        };

        await StubMlflow.RefusalAsync(() => _stub.Client().DownloadModelAsync("models:/m/1", _folder.File("to")));

        AssertNoOtherFile();
    }

    [Fact]
    public async Task Of_many_files_one_that_fails_for_a_while_is_fetched_again_by_itself()
    {
        for (var i = 0; i < 20; i++) _stub.Files[$"{Root}d/{i}.txt"] = Encoding.UTF8.GetBytes($"file {i}");
        _stub.Fault = Times(2, "d/7.txt", (_, answer) =>
        {
            answer.Reset();
            return Task.CompletedTask;
        });

        await _stub.Client().DownloadArtifactsAsync("r1", "d", _folder.File("to"));

        for (var i = 0; i < 20; i++) Assert.Equal($"file {i}", await File.ReadAllTextAsync(_folder.File("to", "d", $"{i}.txt")));
        Assert.Equal(22, _stub.Server.Requests.Count(r => r.Path.Contains("/artifacts/d/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Many_files_are_on_their_way_at_the_same_time_and_their_bytes_add_up()
    {
        for (var i = 0; i < 12; i++) _stub.Files[$"{Root}d/{i}.txt"] = new byte[1000];
        var (together, most) = (0, 0);
        var allFour = new TaskCompletionSource();
        _stub.Fault = Always(Served, async (request, answer) =>
        {
            var now = Interlocked.Increment(ref together);
            lock (allFour) most = Math.Max(most, now);
            // The first four wait for each other, which only those that are together can.
            if (now >= 4) allFour.TrySetResult();
            await allFour.Task.WaitAsync(TimeSpan.FromSeconds(30), answer.Stopped);
            Interlocked.Decrement(ref together);
            await answer.SendAsync(200, new byte[1000]);
        });
        var told = new Told();

        await _stub.Client(transfers: new MlflowTransferOptions { Parallel = 4 }).DownloadArtifactsAsync("r1", "d", _folder.File("to"), told);

        Assert.Equal(4, most);
        Assert.Equal(12_000, told.Last.BytesDone);
    }

    private Task<string> DownloadAsync(MlflowClient? client = null, CancellationToken ct = default) =>
        (client ?? _stub.Client()).DownloadArtifactsAsync("r1", "a.bin", _folder.File("to"), cancellationToken: ct);

    private Func<FaultyRequest, FaultyAnswer, Task> CutAsync(bool rangesToo) => async (request, answer) =>
    {
        var from = rangesToo && request.Headers.TryGetValue("Range", out var range) ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (from == 0) await answer.HeadAsync(200, _bytes.Length, ("ETag", "\"v1\""));
        else await answer.HeadAsync(206, _bytes.Length - from, ("ETag", "\"v1\""), ("Content-Range", $"bytes {from}-{_bytes.Length - 1}/{_bytes.Length}"));
        await answer.WriteAsync(_bytes.AsMemory(from, from == 0 ? 100_000 : 50_000));
        answer.Cut();
    };

    private void AssertNoOtherFile(params string[] expected) =>
        Assert.Equal(expected, Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));

    internal sealed class Told : IProgress<TransferProgress>
    {
        public TransferProgress Last { get; private set; }

        public void Report(TransferProgress value) => Last = value;
    }
}
