using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

public sealed class HttpErrorTests
{
    [Theory]
    [InlineData(404, "application/json", """{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Run with id=r not found"}""", "RESOURCE_DOES_NOT_EXIST", ErrorCode.NotFound, "Run with id=r not found")]
    [InlineData(400, "application/json", """{"detail": "no good"}""", "BAD_REQUEST", ErrorCode.InvalidArgument, "no good")]
    [InlineData(422, "application/json", """{"detail": [{"loc": ["x"]}]}""", "BAD_REQUEST", ErrorCode.InvalidArgument, "loc")]
    [InlineData(404, "text/html", "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>", "ENDPOINT_NOT_FOUND", ErrorCode.NotSupported, "404 Not Found")]
    [InlineData(405, "text/html", "<html><h1>Method &amp; more</h1>", "ENDPOINT_NOT_FOUND", ErrorCode.NotSupported, "Method & more")]
    [InlineData(403, "text/plain", "Permission denied", "PERMISSION_DENIED", ErrorCode.PermissionDenied, "Permission denied")]
    [InlineData(401, "text/html", "You are not authenticated.", "UNAUTHENTICATED", ErrorCode.PermissionDenied, "MLFLOW_TRACKING_USERNAME")]
    [InlineData(500, "text/html", "", "INTERNAL_ERROR", ErrorCode.Unknown, "500")]
    [InlineData(500, "application/json", """{"error_code": "INVALID_STATE", "message": "no"}""", "INVALID_STATE", ErrorCode.InvalidState, "no")]
    [InlineData(429, "application/json", """{"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "slow"}""", "REQUEST_LIMIT_EXCEEDED", ErrorCode.RateLimited, "slow")]
    [InlineData(503, "text/plain", "upstream", "TEMPORARILY_UNAVAILABLE", ErrorCode.Unavailable, "upstream")]
    [InlineData(501, "application/json", """{"error_code": "NOT_IMPLEMENTED", "message": "m"}""", "NOT_IMPLEMENTED", ErrorCode.NotSupported, "m")]
    [InlineData(400, "application/json", """{"error_code": "INVALID_PARAMETER_VALUE", "mess""", "BAD_REQUEST", ErrorCode.InvalidArgument, "error_code")]
    [InlineData(400, "application/json", """["a"]""", "BAD_REQUEST", ErrorCode.InvalidArgument, "a")]
    public async Task An_error_is_understood_in_whatever_shape_it_comes(int status, string type, string body, string mlflowCode, ErrorCode code, string words)
    {
        using var server = FaultServer.Of(c => c.TextAsync(status, type, body));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server, Clients.Quick with { MaxRetries = 0 }).GetRunAsync("r"));

        Assert.Equal((mlflowCode, code, status), (error.MlflowErrorCode, error.Code, (int)error.Status!.Value));
        Assert.Equal("GET /api/2.0/mlflow/runs/get", error.Request);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(error.Request!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_error_page_is_not_read_to_its_end_nor_shown_whole()
    {
        using var server = FaultServer.Of(c => c.TextAsync(400, "text/html", "<html>" + new string('x', 10_000_000)));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r"));

        Assert.InRange(error.Message.Length, 1, 3000);
    }

    [Fact]
    public async Task A_web_page_where_JSON_belongs_is_told_to_be_one()
    {
        using var server = FaultServer.Of(c => c.TextAsync(200, "text/html", "<html>Log in</html>"));

        var error = await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r"));

        Assert.Contains("login page", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"run\": {\"info\": {\"run_id\"")]
    [InlineData("{}")]
    [InlineData("{\"run\": {}}")]
    [InlineData("{\"run\": {\"info\": {\"run_id\": 7}}}")]
    [InlineData("not JSON")]
    public async Task An_answer_that_is_none_is_an_error(string body)
    {
        using var server = FaultServer.Of(c => c.JsonAsync(body));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).GetRunAsync("r"));
    }

    [Fact]
    public async Task Numbers_in_strings_nulls_and_unknown_fields_are_understood()
    {
        using var server = FaultServer.Of(c => c.JsonAsync(
            """
            {"run": {"info": {"run_id": "r1", "start_time": "1700000000000", "end_time": null, "status": "FINISHED", "new_field": {"a": 1}},
            "data": {"metrics": [{"key": "a", "value": "NaN", "timestamp": "5", "step": "9223372036854775807"}, {"key": "b", "value": "-Infinity"}, {"key": "c", "value": 5e-324}], "params": null}}}
            """));

        var run = await Clients.Of(server).GetRunAsync("r1");

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), run.StartTime);
        Assert.Equal((double.NaN, double.NegativeInfinity, double.Epsilon), (run.Metrics["a"], run.Metrics["b"], run.Metrics["c"]));
        Assert.Equal(long.MaxValue, run.LatestMetrics[0].Step);
        Assert.Empty(run.Params);
    }

    [Theory]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    [InlineData(0.1, "0.1")]
    [InlineData(5e-324, "5E-324")]
    public async Task Values_that_JSON_has_no_number_for_are_sent_as_text(double value, string sent)
    {
        using var server = FaultServer.Of(c => c.JsonAsync("{}"));

        await Clients.Of(server).LogMetricAsync("r", new Metric("m", value, DateTimeOffset.UnixEpoch));

        Assert.Contains($"\"value\":{sent},", Assert.Single(server.Requests).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_token_that_comes_back_is_an_error_and_not_an_endless_search()
    {
        using var server = FaultServer.Of(c => c.JsonAsync("""{"runs": [], "next_page_token": "again"}"""));

        var error = await Assert.ThrowsAsync<MlflowException>(async () =>
        {
            await foreach (var _ in Clients.Of(server).SearchAllRunsAsync(["0"])) Assert.Fail("There is no run.");
        });

        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("page token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_logged_models_is_told_to_be_too_old_and_asked_for_its_version_once()
    {
        using var server = new FaultServer((request, c) => request.Path == "/version" ? c.TextAsync(200, "text/html", "2.17.2") : c.TextAsync(404, "text/html", "<title>404 Not Found</title>"));
        var client = Clients.Of(server);

        foreach (var call in (Func<Task>[])[() => client.GetLoggedModelAsync("m-1"), () => client.CreateLoggedModelAsync("0"), () => client.LogOutputsAsync("r", [new("m-1")])])
        {
            var error = await Assert.ThrowsAsync<MlflowException>(call);
            Assert.Equal(ErrorCode.NotSupported, error.Code);
            Assert.Contains("MLflow 2.17.2", error.Message, StringComparison.Ordinal);
        }

        Assert.Single(server.Requests, r => r.Path == "/version");
    }

    [Fact]
    public async Task A_missing_page_does_not_pass_for_a_missing_model()
    {
        using var server = FaultServer.Of(c => c.TextAsync(404, "text/html", "<title>404 Not Found</title>"));

        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).FindRegisteredModelAsync("m"));
        await Assert.ThrowsAsync<MlflowException>(() => Clients.Of(server).FindExperimentByNameAsync("e"));
    }

    [Fact]
    public async Task Ids_in_addresses_cannot_become_other_addresses()
    {
        using var server = FaultServer.Of(c => c.JsonAsync("{}"));
        var client = Clients.Of(server);

        await Assert.ThrowsAsync<MlflowException>(() => client.DeleteLoggedModelAsync(".."));
        await client.DeleteLoggedModelAsync("a/../b?c#d%2e%2e");

        Assert.Equal("/api/2.0/mlflow/logged-models/a%2F..%2Fb%3Fc%23d%252e%252e", Assert.Single(server.Requests).Target);
    }
}
