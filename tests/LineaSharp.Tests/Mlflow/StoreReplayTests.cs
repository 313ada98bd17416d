using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Storage;
using LineaSharp.Tests.Mlflow.Rest;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Everything that a real server was sent, from its first request on, asked of a store of ours: it must answer as the server did, by meaning.</summary>
public abstract class StoreReplayTests(ITestOutputHelper output)
{
    // What the server refuses to protect itself from its clients. MLflow's store, which a Python client with a database uses too, does not.
    private const string ChecksSources = "the server checks the source against its own files before its store is asked";

    private static readonly Dictionary<string, string> NotTheStores = new(StringComparer.Ordinal)
    {
        ["model-versions.create.not-found-model"] = ChecksSources,
        ["model-versions.create.local-source-no-run"] = ChecksSources,
        ["model-versions.create.file-source-outside"] = ChecksSources,
        ["model-versions.create.relative-source"] = ChecksSources,
        ["model-versions.create.encoded-traversal-source"] = ChecksSources,
        ["model-versions.create.http-traversal-source"] = ChecksSources,
        ["model-versions.create.long-tag"] = ChecksSources,
        ["model-versions.create.not-found-run"] = ChecksSources,
        // The page is empty and its token leads to itself.
        ["registered-models.search.max-0"] = "a page of no results, which ours refuses",
        ["meta.no-content-type"] = "the server's HTTP: no content type",
        ["meta.text-plain"] = "the server's HTTP: another content type",
        ["meta.foreign-host-header"] = "the server's HTTP: another host",
        ["meta.foreign-origin"] = "the server's HTTP: another origin",
    };

    // Without escapes, in which an id would not stand out.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The stores on a new database; <paramref name="options"/> lack its URIs.</summary>
    private protected abstract MlflowStores Open(MlflowClientOptions options);

    /// <summary>What the recorded server's own database, SQLite, let pass and this one cannot, by case, and why.</summary>
    private protected virtual IReadOnlyDictionary<string, string> NotOnThisDatabase => new Dictionary<string, string>();

    [Fact]
    public async Task Every_request_that_a_real_server_was_sent_ends_as_there()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_100_000));
        var stores = Open(new MlflowClientOptions { DefaultArtifactRoot = "mlflow-artifacts:/", TimeProvider = clock });
        // The server, with its experiment Default, was there before the first request.
        await stores.Tracking.GetExperimentAsync("0", default);
        var calls = new RecordedCalls(stores.Tracking, stores.Registry, Reading.AsTheServerDid);
        var ids = new RecordedIds();
        var (agreed, rest, differences) = (0, new List<(string Why, string Case)>(), new List<string>());

        var exchanges = Exchange.Recorded("v317");
        foreach (var exchange in exchanges)
        {
            clock.Advance(TimeSpan.FromMilliseconds(2));
            var recorded = new RecordedAnswer(exchange);
            try
            {
                if (NotTheStores.TryGetValue(exchange.Case, out var why) || NotOnThisDatabase.TryGetValue(exchange.Case, out why)) throw new NotSendable(why);
                var difference = await DifferenceAsync(calls.Find(ids.InOurs(exchange)), exchange, recorded, ids);
                if (difference is null && recorded.IsFailure) rest.Add(($"the server failed, {recorded.ErrorCode}, and ours refuses", exchange.Case));
                else if (difference is null) agreed++;
                else differences.Add($"{exchange.Case}: {difference}\n    {Start(exchange.RequestText)}");
            }
            catch (NotReadable e)
            {
                rest.Add(($"no call of ours can say it: {e.Message}", exchange.Case));
            }
            catch (NotSendable e)
            {
                rest.Add((e.Message, exchange.Case));
            }
        }

        output.WriteLine($"v317: {agreed} of {exchanges.Count} exchanges agree, {differences.Count} differ; {rest.Count} are not for a store to answer:");
        foreach (var group in rest.GroupBy(r => r.Why).OrderBy(g => g.Key, StringComparer.Ordinal))
            output.WriteLine($"  {group.Key}: {string.Join(", ", group.Select(r => r.Case))}");
        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join('\n', differences)}");
        Assert.InRange(agreed, 512 - NotOnThisDatabase.Count, exchanges.Count);
    }

    private static async Task<string?> DifferenceAsync(Func<Task<JsonNode?>> call, Exchange exchange, RecordedAnswer recorded, RecordedIds ids)
    {
        try
        {
            var answer = await call();
            ids.Learn(exchange, recorded.Json, answer);
            var inRecorded = answer is null ? null : JsonNode.Parse(ids.InRecorded(answer.ToJsonString(Plain)));
            // A name that was made up here may by chance begin as that filter asks.
            if (exchange.Case == "logged-models.search.filter.name-like")
                inRecorded!["models"]!.AsArray().RemoveAll(m => ids.IsMadeUp((string)m!["info"]!["name"]!));
            return recorded.DifferenceOf(inRecorded);
        }
        catch (MlflowException e)
        {
            return recorded.DifferenceOf(e, ids.InRecorded(e.Message));
        }
    }

    private static string Start(string text) => text.Length <= 200 ? text : text[..200] + "…";
}

public sealed class SqliteStoreReplayTests(ITestOutputHelper output, MlflowFiles files) : StoreReplayTests(output), IClassFixture<MlflowFiles>
{
    private protected override MlflowStores Open(MlflowClientOptions options) => MlflowStores.Open(options with { TrackingUri = files.TrackingUri, RegistryUri = files.TrackingUri });
}
