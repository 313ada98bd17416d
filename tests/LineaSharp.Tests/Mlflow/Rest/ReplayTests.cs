using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>Everything that real servers were sent and that a method of ours can send: it must send the same, and understand the answer.</summary>
public sealed class ReplayTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v317", 529)]
    [InlineData("v3", 529)]
    [InlineData("v2", 450)]
    public async Task What_real_servers_were_sent_and_answered_is_sent_and_understood(string version, int atLeast)
    {
        using var server = new RecordedServer();
        var options = new MlflowHttpOptions { Handler = server, MaxRetries = 0, Environment = _ => null, CredentialsFile = _folder.File("none") };
        var http = new MlflowHttp(MlflowAddress.Parse("tracking URI", "http://recorded:5000"), options, TimeProvider.System);
        var (replayed, refused, failures, left) = (0, new List<string>(), new List<string>(), new SortedDictionary<string, int>());

        foreach (var exchange in Exchange.Recorded(version))
        {
            server.Expect(exchange);
            try
            {
                // A client asks each server once for its kind, so every exchange gets one of its own.
                var call = new RecordedServerCalls(http, _folder).Find(exchange);
                if (await CheckAsync(exchange, call, server) is { } failure) failures.Add($"{exchange}: {failure}");
                if (server.Sent.Count > 0) replayed++;
                else refused.Add(exchange.Case);
            }
            catch (NotSendable e)
            {
                left[e.Message] = left.GetValueOrDefault(e.Message) + 1;
            }
        }

        output.WriteLine($"{version}: {replayed} replayed, {refused.Count} refused before sending, {left.Values.Sum()} that no method sends:");
        output.WriteLine($"  refused: {string.Join(", ", refused)}");
        foreach (var (why, count) in left) output.WriteLine($"  {count} x {why}");
        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.InRange(replayed, atLeast, int.MaxValue);
    }

    private static async Task<string?> CheckAsync(Exchange exchange, Func<Task<JsonNode?>> call, RecordedServer server)
    {
        JsonNode? answer;
        try
        {
            answer = await call();
        }
        catch (LineaException e)
        {
            return server.Difference ?? CheckError(exchange, e, wasSent: server.Sent.Count > 0);
        }
        if (server.Difference is { } difference) return difference;
        if (exchange.Status >= 400) return exchange.Path.EndsWith("get-by-name", StringComparison.Ordinal) && exchange.Status == 404 && answer is null ? null : "no error";
        return CheckAnswer(exchange, answer);
    }

    private static string? CheckAnswer(Exchange exchange, JsonNode? answer)
    {
        if (answer is null) return null;
        if (exchange.Path.Contains("mlflow-artifacts/artifacts/", StringComparison.Ordinal))
            return exchange.Method != "GET" || (string?)answer == Convert.ToHexString(exchange.ResponseBody) ? null : "other bytes";
        if (exchange.Path == "/version") return (string?)answer == exchange.ResponseText ? null : "another version";
        var recorded = JsonNode.Parse(exchange.ResponseText);
        if (answer is JsonValue) return (string?)answer == (string?)recorded!["store_type"] ? null : "another store type";
        if (exchange.Path.EndsWith("get-history", StringComparison.Ordinal))
            foreach (var metric in recorded!["metrics"]?.AsArray() ?? []) metric!.AsObject().Remove("run_id");
        var (ours, theirs) = (Meaning.Of(answer), Meaning.Of(Described.Kept(recorded)));
        return ours == theirs ? null : $"understood {ours}, recorded {theirs}";
    }

    private static string? CheckError(Exchange exchange, LineaException error, bool wasSent)
    {
        if (!wasSent) return error.Code is ErrorCode.CorruptArtifact or ErrorCode.InvalidArgument ? null : $"refused as {error.Code} before sending";
        if (exchange.Status < 400) return $"error {error.Message}";
        if (error is not MlflowException answered) return error.Code == ErrorCode.NotFound ? null : $"{error.Code}: {error.Message}";
        if ((int?)answered.Status != exchange.Status) return $"status {answered.Status}";
        var code = MlflowsCode(exchange.ResponseText);
        if (code is not null && answered.MlflowErrorCode != code) return $"code {answered.MlflowErrorCode}";
        return answered.Message.Contains(answered.Request!, StringComparison.Ordinal) ? null : "no request in the message";
    }

    private static string? MlflowsCode(string text)
    {
        try
        {
            return (string?)JsonNode.Parse(text)?["error_code"];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
