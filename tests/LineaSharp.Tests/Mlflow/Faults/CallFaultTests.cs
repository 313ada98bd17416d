using System.Text;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Faults;

/// <summary>What becomes of calls when the server, or the way to it, is at fault.</summary>
public sealed class CallFaultTests
{
    private const string Create = "/api/2.0/mlflow/runs/create";

    [Fact]
    public async Task A_refused_connection_is_unavailable()
    {
        using var port = new SilentPort();
        var client = new MlflowClient(new MlflowClientOptions
        {
            TrackingUri = $"http://ada:{StubMlflow.Password}@127.0.0.1:{port.Number}", Http = new() { MaxRetries = 2, Backoff = TimeSpan.Zero, BackoffJitter = TimeSpan.Zero, Environment = _ => null },
        });

        var refusal = await StubMlflow.RefusalAsync(() => client.GetRunAsync("r1"));

        Assert.Equal((ErrorCode.Unavailable, true), (refusal.Code, refusal.IsTransient));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_reading_call_is_repeated_until_the_server_is_well_again(int status)
    {
        using var stub = new StubMlflow();
        stub.Fault = Once("runs/get", (_, answer) => answer.SendAsync(status, "<html><title>not now</title></html>", "text/html", ("Retry-After", "0")));

        Assert.Equal("r1", (await stub.Client().GetRunAsync("r1")).Id);
        Assert.Equal(2, stub.Server.Count("GET", "runs/get"));
    }

    [Theory]
    [InlineData(408, false)]
    [InlineData(500, false)]
    [InlineData(502, false)]
    [InlineData(504, false)]
    [InlineData(503, false)]
    [InlineData(429, true)]
    public async Task A_create_is_repeated_only_where_it_cannot_make_two(int status, bool isRepeated)
    {
        using var stub = new StubMlflow();
        stub.Fault = Once(Create, async (_, answer) =>
        {
            if (status != 429) stub.Runs.Enqueue("made, and not told");
            await answer.SendAsync(status, "busy");
        });
        var client = stub.Client();

        if (isRepeated) await client.CreateRunAsync("1");
        else Assert.Equal(ErrorCode.Unavailable, (await StubMlflow.RefusalAsync(() => client.CreateRunAsync("1"))).Code);

        Assert.Single(stub.Runs);
    }

    [Fact]
    public async Task A_create_whose_answer_is_lost_is_not_sent_again()
    {
        using var stub = new StubMlflow();
        stub.Fault = Once(Create, (_, answer) =>
        {
            stub.Runs.Enqueue("made, and not told");
            answer.Reset();
            return Task.CompletedTask;
        });

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().CreateRunAsync("1"));

        Assert.Equal((ErrorCode.Unavailable, false), (refusal.Code, refusal.IsTransient));
        Assert.Single(stub.Runs);
    }

    [Fact]
    public async Task A_reset_connection_is_opened_again_for_a_reading_call()
    {
        using var stub = new StubMlflow();
        stub.Fault = Once("runs/get", (_, answer) =>
        {
            answer.Reset();
            return Task.CompletedTask;
        });

        Assert.Equal("r1", (await stub.Client().GetRunAsync("r1")).Id);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_an_hour_is()
    {
        using var stub = new StubMlflow();
        stub.Fault = Always("runs/get", (_, answer) => answer.SendAsync(429, "later", "text/plain", ("Retry-After", "3600")));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().GetRunAsync("r1"));

        Assert.Equal(ErrorCode.RateLimited, refusal.Code);
        Assert.Equal(1, stub.Server.Count("GET", "runs/get"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Refused_credentials_are_refused_once(int status)
    {
        using var stub = new StubMlflow();
        stub.Fault = Always("runs/get", (_, answer) => answer.SendAsync(status, "You are not authenticated."));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().GetRunAsync("r1"));

        Assert.Equal(ErrorCode.PermissionDenied, refusal.Code);
        Assert.Contains("You are not authenticated.", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, stub.Server.Count("GET", "runs/get"));
    }

    [Fact]
    public async Task A_login_page_is_no_answer()
    {
        using var stub = new StubMlflow();
        stub.Fault = Always("runs/get", (_, answer) => answer.SendAsync(200, "<html><title>Sign in</title></html>", "text/html"));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().GetRunAsync("r1"));

        Assert.Contains("web page", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_error_page_of_ten_megabytes_only_the_heading_is_told()
    {
        using var stub = new StubMlflow();
        var page = "<html><title>Bad Gateway</title>" + new string('x', 10_000_000);
        stub.Fault = Always("runs/get", (_, answer) => answer.SendAsync(400, page, "text/html"));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().GetRunAsync("r1"));

        Assert.Contains("Bad Gateway", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_JSON_answer_that_is_cut_by_the_network_is_asked_for_again()
    {
        using var stub = new StubMlflow();
        stub.Fault = Once("runs/get", async (_, answer) =>
        {
            await answer.HeadAsync(200, 500, ("Content-Type", "application/json"));
            await answer.WriteAsync("{\"run\": {\"info\": {\"run_id\""u8.ToArray());
            answer.Cut();
        });

        Assert.Equal("r1", (await stub.Client().GetRunAsync("r1")).Id);
    }

    [Fact]
    public async Task A_JSON_answer_that_the_server_itself_cut_is_an_error()
    {
        using var stub = new StubMlflow();
        stub.Fault = Always("runs/get", (_, answer) => answer.JsonAsync("{\"run\": {\"info\": {\"run_id\""));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().GetRunAsync("r1"));

        Assert.IsType<MlflowException>(refusal);
    }

    [Fact]
    public async Task A_JSON_answer_that_drips_is_read()
    {
        using var stub = new StubMlflow();
        stub.Fault = Once("server-info", (_, _) => Task.CompletedTask);
        stub.Fault = Once("runs/search", async (_, answer) =>
        {
            var json = "{\"runs\": []}"u8.ToArray();
            await answer.HeadAsync(200, json.Length, ("Content-Type", "application/json"));
            foreach (var b in json)
            {
                await answer.WriteAsync(new[] { b });
                await Task.Delay(5, answer.Stopped);
            }
        });

        Assert.Empty((await stub.Client().SearchRunsAsync(["1"])).Items);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_follows_an_answer_beyond_its_length_does_not_answer_the_next_call(bool atOnce)
    {
        using var stub = new StubMlflow();
        using var isRead = new SemaphoreSlim(0);
        using var isSaid = new SemaphoreSlim(0);
        var foreign = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 32\r\n\r\n{\"experiments\": [], \"x\": \"abcd\"}"u8.ToArray();
        stub.Fault = async (request, answer) =>
        {
            if (!request.Path.EndsWith("experiments/search", StringComparison.Ordinal)) return false;
            var json = "{\"experiments\": [{\"experiment_id\": \"7\", \"name\": \"n\"}]}"u8.ToArray();
            await answer.HeadAsync(200, json.Length, ("Content-Type", "application/json"));
            await answer.WriteAsync((byte[])[.. json, .. atOnce ? foreign : []]);
            if (!atOnce)
            {
                await isRead.WaitAsync(answer.Stopped);
                await answer.WriteAsync(foreign);
            }
            isSaid.Release();
            return true;
        };
        var client = stub.Client();

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("7", Assert.Single(await client.SearchExperimentsAsync()).Id);
            isRead.Release();
            await isSaid.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_without_end()
    {
        using var stub = new StubMlflow();
        stub.Fault = Always("runs/get", (_, answer) => Task.Delay(Timeout.Infinite, answer.Stopped));

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client(TimeSpan.FromMilliseconds(200), maxRetries: 1).GetRunAsync("r1"));

        Assert.Equal((ErrorCode.Unavailable, true), (refusal.Code, refusal.IsTransient));
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_without_credentials()
    {
        using var stub = new StubMlflow();
        using var other = new FaultyServer((_, answer) => answer.JsonAsync("""{"runs": []}"""));
        stub.Fault = Always("runs/get", (_, answer) => answer.SendAsync(302, "", "text/plain", ("Location", other.Address + "/elsewhere")));

        await StubMlflow.RefusalAsync(() => stub.Client().GetRunAsync("r1"));

        Assert.Contains("Authorization", stub.Server.Requests[0].Headers.Keys);
        var request = Assert.Single(other.Requests);
        Assert.DoesNotContain("Authorization", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_written_is_not_redirected_to_another_host()
    {
        using var stub = new StubMlflow();
        using var other = new FaultyServer((_, answer) => answer.JsonAsync("{}"));
        stub.Fault = Always(Create, (_, answer) => answer.SendAsync(307, "", "text/plain", ("Location", other.Address + Create)));

        await StubMlflow.RefusalAsync(() => stub.Client().CreateRunAsync("1"));

        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_without_end_come_to_one(bool sameToken)
    {
        using var stub = new StubMlflow();
        var pages = 0;
        stub.Fault = Always("runs/search", (_, answer) => answer.JsonAsync(sameToken ? """{"next_page_token": "again"}""" : $$"""{"next_page_token": "t{{Interlocked.Increment(ref pages)}}"}"""));

        await StubMlflow.RefusalAsync(async () =>
        {
            await foreach (var run in stub.Client().SearchAllRunsAsync(["1"])) Assert.Fail(run.Id);
        });

        Assert.InRange(stub.Server.Count("POST", "runs/search"), 2, 500);
    }

    internal static Func<FaultyRequest, FaultyAnswer, Task<bool>> Always(string path, Func<FaultyRequest, FaultyAnswer, Task> answer) => Times(int.MaxValue, path, answer);

    internal static Func<FaultyRequest, FaultyAnswer, Task<bool>> Once(string path, Func<FaultyRequest, FaultyAnswer, Task> answer) => Times(1, path, answer);

    internal static Func<FaultyRequest, FaultyAnswer, Task<bool>> Times(int times, string path, Func<FaultyRequest, FaultyAnswer, Task> answer)
    {
        var left = times;
        return async (request, faulty) =>
        {
            if (!$"{request.Method} {request.Path}".Contains(path, StringComparison.Ordinal) || Interlocked.Decrement(ref left) < 0) return false;
            await answer(request, faulty);
            return true;
        };
    }
}
