using LineaSharp.Models;
using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>Whichever request of log_model fails: no model is ready, no version is registered, a run that was made for it is FAILED, and Linea has no version.</summary>
public sealed class LogModelFaultTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool, Fault> Cases()
    {
        var cases = new TheoryData<string, bool, Fault>();
        foreach (var version in (string[])["3.17.2", "2.17.3"])
            foreach (var isRunGiven in (bool[])[true, false])
                foreach (var fault in Enum.GetValues<Fault>()) cases.Add(version, isRunGiven, fault);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_failure_at_any_request_leaves_nothing_that_looks_finished(string version, bool isRunGiven, Fault fault)
    {
        var requests = (await SaveAsync(new LogModelServer(version), isRunGiven)).Server.Requests;
        Assert.True(requests.Count > 5);

        for (var at = 1; at <= requests.Count; at++)
        {
            var (server, error, isThere) = await SaveAsync(new LogModelServer(version) { FaultAt = at, Fault = fault }, isRunGiven);

            var request = $"{version}, {fault} at {requests[at - 1]}";
            output.WriteLine($"{request}: {error?.GetType().Name}, model {server.ModelStatus}, run {server.CreatedRunStatus}, {server.Versions.Count} versions");
            if (error is null)
            {
                // The registry, asked again, knew the version that it had made.
                Assert.True(fault == Fault.AnswerLost && requests[at - 1].EndsWith("model-versions/create", StringComparison.Ordinal), request);
                Assert.True(isThere && server.Versions.Count == 1, request);
                continue;
            }
            Assert.True(fault == Fault.Cancelled ? error is OperationCanceledException : error is LineaException, $"{request}: {error}");
            Assert.False(isThere, request);
            Assert.True(server.ModelStatus != "LOGGED_MODEL_READY", request);
            Assert.True(server.Versions.Count == 0, request);
            // Of a run whose creation was not answered, nobody here knows the id.
            var isUnknown = fault != Fault.Refused && requests[at - 1].EndsWith("runs/create", StringComparison.Ordinal);
            Assert.True(server.CreatedRunStatus is null or "FAILED" || isUnknown, $"{request}: the run is {server.CreatedRunStatus}");
        }
    }

    [Theory]
    [InlineData("3.17.2")]
    [InlineData("2.17.3")]
    public async Task A_catalog_that_refuses_the_version_takes_all_of_it_back(string version)
    {
        using var test = NewStore(new LogModelServer(version), out var server);
        await test.Store.SaveAsync("something", "first");
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={test.Home}/linea.db"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TRIGGER refuse BEFORE INSERT ON version BEGIN SELECT RAISE(ABORT, 'refused'); END";
            command.ExecuteNonQuery();
        }

        await Assert.ThrowsAnyAsync<LineaException>(() => test.Store.SaveAsync(new TextModel("hello"), "clf"));

        Assert.Empty(server.Versions);
        Assert.Equal(version[0] == '3' ? ("LOGGED_MODEL_UPLOAD_FAILED", null) : (null, "FAILED"), (server.ModelStatus, server.CreatedRunStatus));
    }

    [Theory]
    [InlineData("""[{"artifact_path": "clf", "run_id": "r"}]""", true)]
    [InlineData("""[{"artifact_path": "other"}, {"artifact_path": 7}, 8]""", false)]
    [InlineData("""[{"artifact_path": "clf", "cut by the serv""", false)]
    public async Task A_second_model_at_the_same_place_of_a_run_is_refused_before_it_overwrites_the_first(string history, bool isRefused)
    {
        var (server, error, isThere) = await SaveAsync(new LogModelServer("2.17.3") { History = history }, isRunGiven: true);

        Assert.Equal(isRefused, (error as LineaException)?.Code == ErrorCode.AlreadyExists);
        Assert.Equal(!isRefused, isThere);
        Assert.Equal(isRefused, !server.Requests.Exists(r => r.StartsWith("PUT ", StringComparison.Ordinal)));
    }

    private static async Task<(LogModelServer Server, Exception? Error, bool IsThere)> SaveAsync(LogModelServer server, bool isRunGiven)
    {
        using var test = NewStore(server, out _);
        var options = new SaveOptions { LogModel = new LogModelOptions { RunId = isRunGiven ? LogModelServer.RunId : null, Params = new Dictionary<string, string> { ["depth"] = "3" } } };
        var error = await Record.ExceptionAsync(() => test.Store.SaveAsync(new TextModel("hello"), "clf", options: options, cancellationToken: server.Caller.Token));
        return (server, error, await test.Store.FindAsync("clf") is not null);
    }

    private static TestStore NewStore(LogModelServer given, out LogModelServer server)
    {
        server = given;
        var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()], Mlflow = new() { Http = Clients.Quick with { Handler = given, MaxRetries = 0 } } });
        test.Options.Set("mlflow_tracking_uri", LogModelServer.Uri);
        return test;
    }
}
