using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Rest;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

public sealed class HttpRetryTests
{
    // It stands still but for requests that a server leaves without an answer: so these are given up, and no other, however slow the machine is.
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(520)]
    public async Task A_passing_failure_is_waited_for(int status)
    {
        using var server = FaultServer.Of(c => c.TextAsync(status, "text/plain", "later"), c => c.TextAsync(status, "text/plain", "later"), c => c.JsonAsync(Clients.Run));

        Assert.Equal("r1", (await Clients.Of(server).GetRunAsync("r1")).Id);

        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(401, "")]
    [InlineData(403, "")]
    [InlineData(404, "")]
    [InlineData(501, "")]
    [InlineData(500, """{"error_code": "INVALID_STATE", "message": "no"}""")]
    public async Task A_last_word_is_taken_for_one(int status, string body)
    {
        using var server = FaultServer.Of(c => c.JsonAsync(body, status));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r1"));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Repeating_ends()
    {
        using var server = FaultServer.Of(c => c.TextAsync(503, "text/plain", "later"));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r1"));

        Assert.True(error.IsTransient);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_broken_connection_is_made_again()
    {
        using var server = FaultServer.Of(c => c.ResetAsync(), c => c.JsonAsync(Clients.Run));

        Assert.Equal("r1", (await Clients.Of(server).GetRunAsync("r1")).Id);
    }

    [Fact]
    public async Task A_cut_answer_is_asked_for_again()
    {
        using var server = FaultServer.Of(
            async c =>
            {
                await c.HeadAsync(200, ("Content-Type", "application/json"), ("Content-Length", "500"));
                await c.BytesAsync("{\"run\": {"u8.ToArray());
            },
            c => c.JsonAsync(Clients.Run));

        Assert.Equal("r1", (await Clients.Of(server).GetRunAsync("r1")).Id);
    }

    [Fact]
    public async Task A_body_is_sent_whole_every_time()
    {
        using var server = FaultServer.Of(c => c.TextAsync(502, "text/plain", ""), c => c.JsonAsync("{}"));

        await Clients.Of(server).LogParamAsync("r", "p", "é");

        Assert.Equal(2, server.Requests.Count);
        Assert.Single(server.Requests.Select(r => r.Text).Distinct());
    }

    [Fact]
    public async Task Nobody_at_the_address_is_an_error_that_may_pass()
    {
        using var port = new SilentPort();

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(port.Address).CreateRunAsync("0"));

        Assert.Equal((ErrorCode.Unavailable, true), (error.Code, error.IsTransient));
        Assert.Contains(port.Address, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> LostAnswers => ["reset", "500", "502", "503", "504", "408", "cut", "hang"];

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_run_is_never_asked_for_twice_when_its_answer_is_lost(string how)
    {
        using var server = FaultServer.Of(c => LoseAsync(c, how));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server, clock: _clock).CreateRunAsync("0"));

        Assert.Equal((ErrorCode.Unavailable, "OUTCOME_UNKNOWN", false), (error.Code, error.MlflowErrorCode, error.IsTransient));
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_logged_model_is_never_asked_for_twice_when_its_answer_is_lost(string how)
    {
        using var server = FaultServer.Of(c => LoseAsync(c, how));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server, clock: _clock).CreateLoggedModelAsync("0"));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_run_is_asked_for_again_when_the_server_has_not_begun()
    {
        using var server = FaultServer.Of(c => c.TextAsync(429, "text/plain", ""), c => c.TextAsync(503, "text/plain", "", ("Retry-After", "0")), c => c.JsonAsync(Clients.Run));

        Assert.Equal("r1", (await Clients.Of(server).CreateRunAsync("0")).Id);

        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task An_experiment_whose_answer_was_lost_is_found_by_its_name(string how)
    {
        using var server = new FaultServer((request, c) => request switch
        {
            { Number: 1 } => LoseAsync(c, how),
            { Path: "/api/2.0/mlflow/experiments/create" } => c.JsonAsync("""{"error_code": "RESOURCE_ALREADY_EXISTS", "message": "taken"}""", 400),
            _ => c.JsonAsync("""{"experiment": {"experiment_id": "7", "name": "e", "lifecycle_stage": "active", "creation_time": NOW}}""".Replace("NOW", Now, StringComparison.Ordinal)),
        });

        Assert.Equal("7", await Clients.Of(server, clock: _clock).CreateExperimentAsync("e"));
    }

    [Fact]
    public async Task An_experiment_that_was_there_long_ago_is_not_taken_for_ours()
    {
        using var server = new FaultServer((request, c) => request switch
        {
            { Number: 1 } => c.ResetAsync(),
            { Path: "/api/2.0/mlflow/experiments/create" } => c.JsonAsync("""{"error_code": "RESOURCE_ALREADY_EXISTS", "message": "taken"}""", 400),
            _ => c.JsonAsync("""{"experiment": {"experiment_id": "7", "name": "e", "lifecycle_stage": "active", "creation_time": 1700000000000}}"""),
        });

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).CreateExperimentAsync("e"));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
    }

    [Fact]
    public async Task A_registered_model_whose_answer_was_lost_is_found_by_its_name()
    {
        using var server = new FaultServer((request, c) => request switch
        {
            { Number: 1 } => c.ResetAsync(),
            { Path: "/api/2.0/mlflow/registered-models/create" } => c.JsonAsync("""{"error_code": "RESOURCE_ALREADY_EXISTS", "message": "taken"}""", 400),
            _ => c.JsonAsync("""{"registered_model": {"name": "m", "creation_timestamp": NOW}}""".Replace("NOW", Now, StringComparison.Ordinal)),
        });

        Assert.Equal("m", (await Clients.Of(server).CreateRegisteredModelAsync("m")).Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_version_whose_answer_was_lost_is_looked_for_and_not_made_twice(bool wasMade)
    {
        var versions = wasMade
            ? """{"model_versions": [{"name": "m", "version": "4", "source": "models:/m-1", "creation_timestamp": NOW}, {"name": "m", "version": "3", "source": "models:/m-1", "creation_timestamp": 5}]}""".Replace("NOW", Now, StringComparison.Ordinal)
            : """{"model_versions": [{"name": "m", "version": "3", "source": "models:/m-1", "creation_timestamp": 5}]}""";
        using var server = new FaultServer((request, c) => request.Method == "POST" ? c.ResetAsync() : c.JsonAsync(versions));

        var create = Clients.Of(server).CreateModelVersionAsync("m", "models:/m-1");

        if (wasMade) Assert.Equal(4, (await create).Version);
        else Assert.Equal("OUTCOME_UNKNOWN", (await Assert.ThrowsAsync<MlflowException>(() => create)).MlflowErrorCode);
        Assert.Single(server.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task What_a_repeated_delete_does_not_find_is_deleted()
    {
        using var server = FaultServer.Of(c => c.ResetAsync(), c => c.JsonAsync("""{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "gone"}""", 404));

        await Clients.Of(server).DeleteModelVersionAsync("m", 1);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_a_first_delete_does_not_find_was_never_there()
    {
        using var server = FaultServer.Of(c => c.JsonAsync("""{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "gone"}""", 404));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).DeleteModelVersionAsync("m", 1));
    }

    [Fact]
    public async Task A_NaN_that_is_there_already_is_left_out_and_the_rest_is_logged()
    {
        using var server = new FaultServer((request, c) => request switch
        {
            { Method: "GET" } => c.JsonAsync("""{"metrics": [{"key": "a", "value": "NaN", "timestamp": 5, "step": 1}]}"""),
            { Number: 1 } => c.JsonAsync("""{"error_code": "BAD_REQUEST", "message": "UNIQUE constraint failed"}""", 400),
            _ => c.JsonAsync("{}"),
        });
        var time = DateTimeOffset.FromUnixTimeMilliseconds(5);

        await Clients.Of(server).LogBatchAsync("r", new RunBatch { Metrics = [new("a", double.NaN, time, 1), new("b", 2, time)] });

        var last = server.Requests.Last().Text;
        Assert.DoesNotContain("NaN", last, StringComparison.Ordinal);
        Assert.Contains("\"b\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_of_an_hour_is_told_and_not_waited_for()
    {
        using var server = FaultServer.Of(c => c.TextAsync(429, "text/plain", "", ("Retry-After", "3600")));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r"));

        Assert.Equal(ErrorCode.RateLimited, error.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up()
    {
        using var server = FaultServer.Of(HangAsync);

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server, Clients.Quick with { MaxRetries = 1 }, _clock).GetRunAsync("r"));

        Assert.Equal(("DEADLINE_EXCEEDED", ErrorCode.Unavailable, true), (error.MlflowErrorCode, error.Code, error.IsTransient));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_drips_is_given_up()
    {
        using var server = FaultServer.Of(async c =>
        {
            await c.HeadAsync(200, ("Content-Type", "application/json"), ("Content-Length", "100000"));
            while (true)
            {
                await c.BytesAsync(" "u8.ToArray());
                _clock.Advance(Clients.Patience / 10);
            }
        });

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server, Clients.Quick with { MaxRetries = 0 }, _clock).GetRunAsync("r"));

        Assert.Equal("DEADLINE_EXCEEDED", error.MlflowErrorCode);
    }

    [Fact]
    public async Task Cancelling_stops_a_call_and_is_told_as_what_it_is()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new FaultServer((_, c) =>
        {
            cancel.Cancel();
            return c.HangAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Clients.Of(server).GetRunAsync("r", cancel.Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Cancelling_stops_a_wait()
    {
        using var cancel = new CancellationTokenSource();
        using var server = FaultServer.Of(async c =>
        {
            await c.TextAsync(503, "text/plain", "", ("Retry-After", "100"));
            cancel.CancelAfter(50);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Clients.Of(server).GetRunAsync("r", cancel.Token));
    }

    [Theory]
    [InlineData(1, null, 0, 0.0)]
    [InlineData(2, null, 0.5, 4.5)]
    [InlineData(3, null, 0, 8.0)]
    [InlineData(7, null, 0, 120.0)]
    [InlineData(10, null, 1, 121.0)]
    [InlineData(1, 5.0, 1, 5.0)]
    [InlineData(9, 0.0, 1, 0.0)]
    [InlineData(9, -3.0, 1, 0.0)]
    [InlineData(1, 121.0, 0, null)]
    public void Waits_grow_and_keep_to_what_the_server_asks(int repetition, double? retryAfter, double chance, double? seconds)
    {
        var policy = new RetryPolicy { MaxRetries = 10, Backoff = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(1) };

        Assert.Equal(seconds, policy.Pause(repetition, retryAfter is { } s ? TimeSpan.FromSeconds(s) : null, chance)?.TotalSeconds);
    }

    [Fact]
    public void Retry_After_is_not_kept_when_told_so()
    {
        var policy = new RetryPolicy { MaxRetries = 10, Backoff = TimeSpan.FromSeconds(2), Jitter = TimeSpan.Zero, RespectRetryAfter = false };

        Assert.Equal(TimeSpan.FromSeconds(4), policy.Pause(2, TimeSpan.FromHours(1), 0));
    }

    private string Now => _clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The request is there: now the client may lose its patience.
    private Task HangAsync(FaultServer.Connection connection)
    {
        _clock.Advance(Clients.Patience);
        return connection.HangAsync();
    }

    private async Task LoseAsync(FaultServer.Connection connection, string how)
    {
        switch (how)
        {
            case "reset":
                await connection.ResetAsync();
                break;
            case "hang":
                await HangAsync(connection);
                break;
            case "cut":
                await connection.HeadAsync(200, ("Content-Type", "application/json"), ("Content-Length", "100"));
                await connection.BytesAsync("{\"ru"u8.ToArray());
                break;
            default:
                await connection.TextAsync(int.Parse(how, System.Globalization.CultureInfo.InvariantCulture), "text/html", "<h1>no</h1>");
                break;
        }
    }
}
