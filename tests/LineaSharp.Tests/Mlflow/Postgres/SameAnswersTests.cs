using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Postgres;

/// <summary>Random sequences of calls, made on SQLite and on PostgreSQL.</summary>
public sealed class SameAnswersTests
{
    [Fact]
    public async Task Any_sequence_of_calls_has_the_same_answers_on_SQLite_and_PostgreSQL()
    {
        using (var server = new PostgresDatabase()) _ = server.Uri; // skips, where there is none, before the first sequence

        await RandomCalls.Sequence.SampleAsync(async calls =>
        {
            using var files = new MlflowFiles();
            using var database = new PostgresDatabase();
            var (sqliteClock, postgresClock) = (Clock(), Clock());
            var (sqliteClient, postgresClient) = (files.Client(sqliteClock), database.Client(postgresClock));
            await sqliteClient.GetExperimentAsync("0");
            await postgresClient.GetExperimentAsync("0");
            var (sqlite, postgres) = (new HistoryReplay(sqliteClient, sqliteClock), new HistoryReplay(postgresClient, postgresClock));

            foreach (var call in calls)
            {
                var (expected, actual) = (await sqlite.CallAsync(Copy(call)), await postgres.CallAsync(Copy(call)));
                Assert.True(expected == actual, $"{call.ToJsonString()}\nSQLite:     {expected}\nPostgreSQL: {actual}");
            }
        }, iter: 12, print: calls => string.Join('\n', calls.Select(c => c.ToJsonString())));
    }

    private static FakeTimeProvider Clock() => new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));

    private static JsonObject Copy(JsonObject call) => (JsonObject)JsonNode.Parse(call.ToJsonString())!;
}

/// <summary>Calls in the words of the recorded histories. What a call creates is named after its place in the sequence: R7 is the run of the seventh call.</summary>
internal static class RandomCalls
{
    private static readonly string[] Names = ["a", "B", "b", "é", "x_y", "50%", @"c\d", "it's"];
    private static readonly string[] Keys = ["k", "K", "a b", "lr"];
    private static readonly string[] Values = ["", "1", "10", "x_y", "50%", "é", @"a\b", "NULL", "ready"];

    private static readonly Gen<string> Name = Pick(Names), Key = Pick(Keys), Value = Pick(Values);
    private static readonly Gen<int> Small = Gen.Int[0, 4], View = Gen.Int[1, 3], Max = Gen.Int[1, 6];
    private static readonly Gen<JsonNode> Number = Gen.OneOf(
        Pick(0.0, -0.0, 0.1, 1, -2.5, 1e300, 5e-324, 123456789.123).Select(v => (JsonNode)v), Pick("nan", "inf", "-inf").Select(v => (JsonNode)v));

    private static readonly Gen<string> Comparator = Pick("=", "!=", "LIKE", "ILIKE"), Order = Pick("ASC", "DESC");
    private static readonly Gen<string> Quoted = Gen.OneOf(Value, Name, Pick("%", "x%", @"%\%", "X_Y", "_", "A", "r%")).Select(v => $"\"{v}\"");

    // Any number; what it stands for is seen when the whole sequence is there.
    private static Gen<string> Ref(char kind) => Gen.Int[0, 999].Select(i => kind + i.ToString(CultureInfo.InvariantCulture));

    private static Gen<JsonObject> Pairs => Gen.Select(Key, Value, (k, v) => new JsonObject { [k] = v });

    private static Gen<JsonObject> RunCall(int at) => Gen.OneOf(
        Gen.Select(Ref('E'), Name, Pairs, (e, n, t) => new JsonObject { ["op"] = "create_run", ["experiment"] = e, ["start"] = 1000 + at, ["name"] = n, ["tags"] = t, ["expect"] = $"R{at}" }),
        Gen.Select(Ref('R'), Key, Value, (r, k, v) => new JsonObject { ["op"] = "log_param", ["run"] = r, ["key"] = k, ["value"] = v }),
        Gen.Select(Ref('R'), Key, Value, (r, k, v) => new JsonObject { ["op"] = "set_tag", ["run"] = r, ["key"] = k, ["value"] = v }),
        Gen.Select(Ref('R'), Key, (r, k) => new JsonObject { ["op"] = "delete_tag", ["run"] = r, ["key"] = k }),
        Gen.Select(Gen.Select(Ref('R'), Key, Number), Gen.Select(Small, Small),
            (m, t) => new JsonObject { ["op"] = "log_metric", ["run"] = m.Item1, ["key"] = m.Item2, ["value"] = m.Item3.DeepClone(), ["timestamp"] = t.Item1, ["step"] = t.Item2 }),
        Gen.Select(Ref('R'), Gen.Select(Key, Number, Small, Small, (k, v, t, s) => (k, v, t, s)).Array[0, 5], Gen.Select(Key, Value).Array[0, 2], Gen.Select(Key, Value).Array[0, 3],
            (r, m, p, t) => new JsonObject
            {
                ["op"] = "log_batch", ["run"] = r, ["metrics"] = List(m.Select(x => new JsonArray(x.k, x.v.DeepClone(), x.t, x.s))),
                ["params"] = List(p.Select(x => new JsonArray(x.Item1, x.Item2))), ["tags"] = List(t.Select(x => new JsonArray(x.Item1, x.Item2))),
            }),
        Gen.Select(Ref('R'), Pick("delete_run", "restore_run", "get_run"), (r, op) => new JsonObject { ["op"] = op, ["run"] = r }),
        Gen.Select(Ref('R'), Name, (r, n) => new JsonObject { ["op"] = "update_run", ["run"] = r, ["status"] = "FINISHED", ["name"] = n }),
        Gen.Select(Ref('R'), Key, (r, k) => new JsonObject { ["op"] = "get_metric_history", ["run"] = r, ["key"] = k }),
        SearchRuns, SearchRuns);

    private static Gen<JsonObject> SearchRuns => Gen.Select(
        Ref('E').Array[0, 5], RunFilter, Gen.Select(Pick("metrics.k", "metrics.lr", "params.k", "tags.K", "start_time", "run_name", "status"), Order, (f, o) => $"{f} {o}").Array[0, 2],
        Gen.Select(View, Max), (e, f, o, n) => new JsonObject
        {
            ["op"] = "search_runs", ["experiments"] = Texts(e), ["filter"] = f, ["order_by"] = Texts(o), ["view"] = n.Item1, ["max"] = n.Item2,
        });

    private static readonly Gen<string> RunFilter = Gen.OneOf(
        Gen.Const(""),
        Gen.Select(Pick("params.k", "tags.K", "params.`a b`", "attributes.run_name", "attributes.status"), Comparator, Quoted, (f, c, v) => $"{f} {c} {v}"),
        Gen.Select(Pick("metrics.k", "metrics.lr", "attributes.start_time"), Pick("=", "!=", "<", "<=", ">", ">="), Pick("0", "0.1", "1e300", "-1", "1003"), (f, c, v) => $"{f} {c} {v}"),
        Pick("params.k IS NULL", "tags.K IS NOT NULL", "attributes.run_name IN ('a', 'b')", "metrics.k > 0 AND params.k = '1'", "nope.x = 1", "metrics.k = 'x'"));

    private static Gen<JsonObject> ExperimentCall(int at) => Gen.OneOf(
        Gen.Select(Name, Pairs, (n, t) => new JsonObject { ["op"] = "create_experiment", ["name"] = n, ["tags"] = t, ["expect"] = $"E{at}" }),
        Gen.Select(Ref('E'), Pick("get_experiment", "delete_experiment", "restore_experiment"), (e, op) => new JsonObject { ["op"] = op, ["experiment"] = e }),
        Gen.Select(Ref('E'), Name, (e, n) => new JsonObject { ["op"] = "rename_experiment", ["experiment"] = e, ["name"] = n }),
        Gen.Select(Ref('E'), Key, Value, (e, k, v) => new JsonObject { ["op"] = "set_experiment_tag", ["experiment"] = e, ["key"] = k, ["value"] = v }),
        Gen.Select(Gen.OneOf(Gen.Const(""), Gen.Select(Pick("name", "tags.k"), Comparator, Quoted, (f, c, v) => $"{f} {c} {v}")),
            Gen.Select(Pick("name", "creation_time", "last_update_time"), Order, (f, o) => $"{f} {o}").Array[0, 1], View, Max,
            (f, o, w, m) => new JsonObject { ["op"] = "search_experiments", ["filter"] = f, ["order_by"] = Texts(o), ["view"] = w, ["max"] = m }));

    private static Gen<JsonObject> ModelCall(int at) => Gen.OneOf(
        Gen.Select(Ref('E'), Pick("m", "M", "n"), Pairs, Pairs, (e, n, p, t) => new JsonObject
        {
            ["op"] = "create_logged_model", ["experiment"] = e, ["name"] = n, ["type"] = "a", ["params"] = p, ["tags"] = t, ["expect"] = $"L{at}",
        }),
        Gen.Select(Ref('L'), Pick("get_logged_model", "delete_logged_model"), (l, op) => new JsonObject { ["op"] = op, ["model"] = l }),
        Gen.Select(Ref('L'), Pick("READY", "FAILED"), (l, s) => new JsonObject { ["op"] = "finalize_logged_model", ["model"] = l, ["status"] = s }),
        Gen.Select(Ref('L'), Pairs, (l, t) => new JsonObject { ["op"] = "set_logged_model_tags", ["model"] = l, ["tags"] = t }),
        Gen.Select(Ref('L'), Key, (l, k) => new JsonObject { ["op"] = "delete_logged_model_tag", ["model"] = l, ["key"] = k }),
        Gen.Select(Ref('E').Array[0, 5], Gen.OneOf(Gen.Const(""), Gen.Select(Pick("name", "tags.k", "params.K", "status"), Comparator, Quoted, (f, c, v) => $"{f} {c} {v}")),
            Gen.Select(Pick("name", "creation_timestamp", "status", "last_updated_timestamp"), Gen.Bool, (f, a) => (f, a)).Array[0, 1],
            (e, f, o) => new JsonObject
            {
                ["op"] = "search_logged_models", ["experiments"] = Texts(e), ["filter"] = f,
                ["order_by"] = List(o.Select(x => new JsonObject { ["field_name"] = x.f, ["ascending"] = x.a })),
            }));

    private static Gen<JsonObject> RegistryCall => Gen.OneOf(
        Gen.Select(Name, Pairs, Value, (n, t, d) => new JsonObject { ["op"] = "create_registered_model", ["name"] = n, ["tags"] = t, ["description"] = d }),
        Gen.Select(Name, Pairs, (n, t) => new JsonObject { ["op"] = "create_model_version", ["name"] = n, ["source"] = "s3://b/1", ["run"] = null, ["tags"] = t }),
        Gen.Select(Name, Pairs, (n, t) => new JsonObject { ["op"] = "create_model_version", ["name"] = n, ["source"] = "s3://b/2", ["run"] = null, ["tags"] = t }),
        Gen.Select(Name, Pick("get_registered_model", "delete_registered_model", "get_latest_versions", "get_registered_model"), (n, op) => new JsonObject { ["op"] = op, ["name"] = n }),
        Gen.Select(Name, Name, (n, m) => new JsonObject { ["op"] = "rename_registered_model", ["name"] = n, ["new_name"] = m }),
        Gen.Select(Name, Key, Value, (n, k, v) => new JsonObject { ["op"] = "set_registered_model_tag", ["name"] = n, ["key"] = k, ["value"] = v }),
        Gen.Select(Name, Pick("champ", "Champ"), Small, (n, a, v) => new JsonObject { ["op"] = "set_registered_model_alias", ["name"] = n, ["alias"] = a, ["version"] = $"{v}" }),
        Gen.Select(Name, Pick("champ", "Champ", "latest"), (n, a) => new JsonObject { ["op"] = "get_model_version_by_alias", ["name"] = n, ["alias"] = a }),
        Gen.Select(Name, Small, Pick("get_model_version", "delete_model_version"), (n, v, op) => new JsonObject { ["op"] = op, ["name"] = n, ["version"] = $"{v}" }),
        Gen.Select(Name, Small, Key, Value, (n, v, k, t) => new JsonObject { ["op"] = "set_model_version_tag", ["name"] = n, ["version"] = $"{v}", ["key"] = k, ["value"] = t }),
        Gen.Select(Name, Small, Pick("Production", "Staging", "None"), Gen.Bool, (n, v, s, a) => new JsonObject
        {
            ["op"] = "transition_model_version_stage", ["name"] = n, ["version"] = $"{v}", ["stage"] = s, ["archive"] = a,
        }),
        Gen.Select(Gen.OneOf(Gen.Const(""), Gen.Select(Pick("name", "tags.k"), Comparator, Quoted, (f, c, v) => $"{f} {c} {v}")), Order, Max,
            (f, o, m) => new JsonObject { ["op"] = "search_registered_models", ["filter"] = f, ["order_by"] = Texts([$"name {o}"]), ["max"] = m }),
        Gen.Select(Gen.OneOf(Pick("", "version_number >= 2", "name = 'a' AND tags.k != '1'"), Gen.Select(Pick("name", "source_path", "tags.k"), Comparator, Quoted, (f, c, v) => $"{f} {c} {v}")),
            Gen.Select(Pick("name", "version_number", "creation_timestamp", "last_updated_timestamp"), Order, (f, o) => $"{f} {o}").Array[0, 1], Max,
            (f, o, m) => new JsonObject { ["op"] = "search_model_versions", ["filter"] = f, ["order_by"] = Texts(o), ["max"] = m }));

    public static readonly Gen<JsonObject[]> Sequence = Gen.Int[20, 80].SelectMany(length =>
        Enumerable.Range(0, length).Select(at => Gen.Frequency((4, RunCall(at)), (2, ExperimentCall(at)), (2, ModelCall(at)), (5, RegistryCall)))
            .Aggregate(Gen.Const(Array.Empty<JsonObject>()), (before, call) => Gen.Select(before, call, (b, c) => (JsonObject[])[.. b, c]))).Select(WithNames);

    // A reference becomes one to what an earlier call would create, or now and then to nothing.
    private static JsonObject[] WithNames(JsonObject[] calls)
    {
        var created = new Dictionary<char, List<string>> { ['E'] = [], ['R'] = [], ['L'] = [] };
        foreach (var call in calls)
        {
            foreach (var key in (string[])["experiment", "run", "model"])
                if (call[key] is { } reference) call[key] = Named((string)reference!);
            if (call["experiments"] is JsonArray many) call["experiments"] = Texts(many.Select(e => Named((string)e!)));
            if (call["expect"] is { } symbol) created[((string)symbol!)[0]].Add((string)symbol!);
        }
        return calls;

        string Named(string reference)
        {
            var known = created[reference[0]];
            var at = int.Parse(reference.AsSpan(1), CultureInfo.InvariantCulture) % (known.Count * 8 + 1) / 8;
            return at < known.Count ? known[at] : reference[0] + "nothing";
        }
    }

    private static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static JsonArray List(IEnumerable<JsonNode> items) => [.. items];

    private static JsonArray Texts(IEnumerable<string> items) => [.. items.Select(t => (JsonNode)t!)];
}
