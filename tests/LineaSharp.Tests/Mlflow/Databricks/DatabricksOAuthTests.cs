using System.Net;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Databricks;

public sealed class DatabricksOAuthTests : DatabricksCase
{
    private const string TokenPath = "/oidc/v1/token";

    public DatabricksOAuthTests()
    {
        Variables["DATABRICKS_HOST"] = FakeDatabricks.Host;
        Variables["DATABRICKS_CLIENT_ID"] = "robot";
        Variables["DATABRICKS_CLIENT_SECRET"] = "robot-secret";
        Databricks.Accepted.Clear();
        Databricks.Accepted.Add("Bearer t1");
        Databricks.Tokens.Enqueue("t1");
        Databricks.Tokens.Enqueue("t2");
    }

    private int TokensGot => Databricks.Requests.Count(r => r.Uri.AbsolutePath == TokenPath);

    [Fact]
    public async Task A_token_is_got_once_and_used_for_all_calls()
    {
        var client = Client();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop)));

        Assert.Equal(1, TokensGot);
        Assert.All(Databricks.Requests.Where(r => r.Uri.AbsolutePath != TokenPath), r => Assert.Equal("Bearer t1", r.Authorization));
    }

    [Fact]
    public async Task A_token_is_got_anew_before_it_expires()
    {
        var clock = new Clock();
        var client = new MlflowClient(new MlflowClientOptions { TrackingUri = "databricks", RegistryUri = "databricks", Http = Http, TimeProvider = clock });
        await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        clock.Now += TimeSpan.FromSeconds(3600 - 61);
        await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);
        Assert.Equal(1, TokensGot);
        Databricks.Accepted.Add("Bearer t2");
        clock.Now += TimeSpan.FromSeconds(2);
        await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);

        Assert.Equal(2, TokensGot);
        Assert.Equal("Bearer t2", Databricks.Requests.Last().Authorization);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_got_anew_once()
    {
        var client = Client();
        await client.CreateExperimentAsync("/Users/me/x", cancellationToken: Stop);
        Databricks.Accepted.Clear();
        Databricks.Accepted.Add("Bearer t2");

        Assert.Equal("7", await client.CreateExperimentAsync("/Users/me/y", cancellationToken: Stop));

        Assert.Equal(2, TokensGot);
    }

    [Fact]
    public async Task A_workspace_that_refuses_every_token_is_told_after_two()
    {
        Databricks.Accepted.Clear();

        var error = await Assert.ThrowsAsync<MlflowException>(() => Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Equal(2, TokensGot);
        Assert.Equal(2, Databricks.Requests.Count(r => r.Uri.AbsolutePath != TokenPath));
    }

    [Fact]
    public async Task A_wrong_secret_is_told_and_not_shown()
    {
        Variables["DATABRICKS_CLIENT_SECRET"] = "wrong-secret";

        var error = await Assert.ThrowsAsync<MlflowException>(() => Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Contains("client id and secret", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_cannot_be_had_now_is_asked_for_again_even_for_a_create()
    {
        var failures = 2;
        Databricks.Instead = r => r.Uri.AbsolutePath == TokenPath && failures-- > 0 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : null;

        var run = await Client(http: Http with { MaxRetries = 3, Backoff = TimeSpan.Zero, BackoffJitter = TimeSpan.Zero }).CreateRunAsync("7", cancellationToken: Stop);

        Assert.Equal("r1", run.Id);
        Assert.Equal(1, Databricks.Requests.Count(r => r.Uri.AbsolutePath.EndsWith("runs/create", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_answer_that_is_no_token_is_not_quoted()
    {
        Databricks.Instead = r => r.Uri.AbsolutePath == TokenPath ? new HttpResponseMessage { Content = new StringContent("{\"access_token\": \"half-a-tok") } : null;

        var error = await Assert.ThrowsAsync<MlflowException>(() => Client().CreateExperimentAsync("/Users/me/x", cancellationToken: Stop));

        Assert.DoesNotContain("half-a-tok", error.ToString(), StringComparison.Ordinal);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
