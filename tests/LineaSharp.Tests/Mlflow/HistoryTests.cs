using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Postgres;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Random histories of calls, with what a real MLflow 3.17 server made of every one.</summary>
public sealed class HistoryTests(ITestOutputHelper output)
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    [Theory]
    [InlineData("history-1.jsonl")]
    [InlineData("history-2.jsonl")]
    [InlineData("history-3.jsonl")]
    public async Task Every_call_of_a_history_ends_as_on_MLflows_own_server(string file)
    {
        using var files = new MlflowFiles();
        await ReplayAsync(file, files.Client(_clock));
    }

    [Theory]
    [InlineData("history-1.jsonl")]
    [InlineData("history-2.jsonl")]
    [InlineData("history-3.jsonl")]
    public async Task Every_call_of_a_history_ends_so_on_PostgreSQL_too(string file)
    {
        using var database = new PostgresDatabase();
        await ReplayAsync(file, database.Client(_clock));
    }

    private async Task ReplayAsync(string file, MlflowClient client)
    {
        // The server, with its experiment Default, was there before the first call.
        await client.GetExperimentAsync("0");
        var replay = new HistoryReplay(client, _clock);
        var (calls, differences, known) = (0, new List<string>(), 0);

        foreach (var line in File.ReadLines(MlflowFiles.Golden("histories", file)))
        {
            var call = JsonNode.Parse(line)!.AsObject();
            calls++;
            var (expected, actual) = (HistoryReplay.Recorded(call), await replay.CallAsync(call));
            if (Same(expected, actual)) continue;
            if (IsKnown(call) && actual != "error INTERNAL_ERROR") known++;
            else differences.Add($"{calls}: {Shorten(line)}\n   got {Shorten(actual)}");
        }

        output.WriteLine($"{file}: {calls - differences.Count - known} of {calls} calls agree, {known} differ as known.");
        Assert.True(differences.Count == 0, $"{differences.Count} of {calls} calls differ:\n{string.Join("\n", differences)}");
    }

    // Where the recording shows not what the store did, but a fault of that server or a check of Python's client.
    private static bool IsKnown(JsonObject call) => ((string?)call["error"], (string?)call["op"]) switch
    {
        // The server failed, or a key with a slash made an address that it does not know.
        ("INTERNAL_ERROR" or "ENDPOINT_NOT_FOUND", _) => true,
        // The client looks the logged model up first, and gives a refusal of that this code.
        ("INVALID_PARAMETER_VALUE", "set_logged_model_tags") => true,
        // The client looks the registered model up before it looks at the stage.
        ("RESOURCE_DOES_NOT_EXIST", "transition_model_version_stage") => (string?)call["stage"] == "Nope",
        _ => false,
    };

    private static bool Same(string expected, string actual) =>
        expected == actual || (!expected.StartsWith("error", StringComparison.Ordinal) && !actual.StartsWith("error", StringComparison.Ordinal)
            && JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)));

    private static string Shorten(string text) => text.Length <= 700 ? text : text[..700] + "…";
}
