using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Search;

/// <summary>Whatever text a tag or param holds, a filter that names it finds those runs and no others: what a database finds is held against a look through all runs in memory.</summary>
public abstract class SearchAgainstMemoryTests(MlflowClient client)
{
    private static readonly string[] Keys = ["k", "K", "a b", "mlflow.x", "a/b-c.d:e", "order", "日"];

    // What means something to SQL, to the search language or to LIKE.
    private static readonly string[] Texts =
    [
        "", " ", "a", "A", "ab", "it's", "\"", "' OR '1'='1", "'; DROP TABLE runs; --", "x\" OR \"1\"=\"1", "`", "%", "_", "50%", "a_b", "@p0", "$1", ":v", "{0}", "NULL", "日本", "\t\n", "(a, b)", " AND ",
        "--", "/* */", "1", "1.0",
    ];

    private static readonly double[] Numbers = [0, -1, 0.5, 1, 3, 1e9, 9007199254740992, double.NaN];

    private static readonly Gen<string> Text = Gen.OneOf(OneOf(Texts), Gen.String[Gen.Char["abAB'\"`%_ ;-@\\日"], 0, 5]);

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static Gen<Dictionary<string, string>> Pairs => OneOf(Keys).Dictionary(Text)[0, 4];

    private static Gen<Logged> Run => Gen.Select(Pairs, Pairs, OneOf(Keys).Dictionary(OneOf(Numbers))[0, 3], (tags, parameters, metrics) => new Logged(tags, parameters, metrics));

    private static Gen<Condition> Conditions => Gen.OneOf(
        Gen.Select(OneOf("tags", "params"), OneOf(Keys), OneOf("=", "!=", "LIKE", "ILIKE", "like"), Text, (where, key, how, text) => new Condition(where, key, how, text)),
        Gen.Select(OneOf("tags", "params"), OneOf(Keys), OneOf("IS NULL", "IS NOT NULL"), (where, key, how) => new Condition(where, key, how, null)),
        Gen.Select(OneOf(Keys), OneOf("=", "!=", "<", "<=", ">", ">="), OneOf("0", "-1", ".5", "1", "1e9", "9007199254740993"), (key, how, number) => new Condition("metrics", key, how, number)));

    [Fact]
    public async Task A_filter_finds_what_a_look_through_all_runs_finds()
    {
        var experiment = await client.CreateExperimentAsync($"search-{Guid.NewGuid():n}");
        var runs = new Dictionary<string, Logged>();
        await Run.SampleAsync(async run => runs[await LogAsync(experiment, run)] = run, iter: 60, threads: 1);
        var found = 0;

        await Conditions.Array[1, 2].SampleAsync(
            async conditions =>
            {
                if (conditions.Any(c => !c.CanBeWritten)) return;
                var filter = string.Join(" AND ", conditions.Select(c => c.ToString()));

                var ids = (await client.SearchRunsAsync([experiment], filter)).Select(r => r.Id).Order(StringComparer.Ordinal).ToList();

                Assert.Equal(runs.Where(r => conditions.All(c => c.Holds(r.Value))).Select(r => r.Key).Order(StringComparer.Ordinal), ids);
                found += ids.Count;
            },
            iter: 400, threads: 1);

        Assert.True(found > 400, $"Only {found} runs were found.");
        Assert.Equal(60, (await client.SearchRunsAsync([experiment])).Count);
    }

    [Fact]
    public async Task Pages_of_any_size_are_the_whole_in_the_order_asked_for()
    {
        var experiment = await client.CreateExperimentAsync($"search-{Guid.NewGuid():n}");
        var runs = new List<(string Id, long Start, Logged Run)>();
        await Gen.Select(Run, Gen.Long[1, 5]).SampleAsync(async run => runs.Add((await LogAsync(experiment, run.Item1, run.Item2), run.Item2, run.Item1)), iter: 40, threads: 1);

        await Gen.Select(Orders, Gen.Int[1, 15]).SampleAsync(
            async asked =>
            {
                var (orders, size) = (asked.Item1.DistinctBy(o => o.Key).ToList(), asked.Item2);
                var found = new List<string>();
                string? token = null;
                do
                {
                    var page = await client.SearchRunsAsync([experiment], maxResults: size, orderBy: orders.ConvertAll(o => o.ToString()), pageToken: token);
                    Assert.Equal(page.NextPageToken is null ? runs.Count - found.Count : size, page.Count);
                    found.AddRange(page.Select(r => r.Id));
                    token = page.NextPageToken;
                }
                while (token is not null);

                // Equals come last started first, and then by their ids.
                var expected = orders.AsEnumerable().Reverse().Aggregate(
                    runs.OrderByDescending(r => r.Start).ThenBy(r => r.Id, StringComparer.Ordinal).AsEnumerable(), (sorted, order) => order.Sort(sorted, r => r.Start, r => r.Run));
                Assert.Equal(expected.Select(r => r.Id), found);
            },
            iter: 60, threads: 1);
    }

    private static Gen<Order[]> Orders => Gen.Select(OneOf([.. Keys, Order.StartTime]), OneOf("", " ASC", " DESC", " desc"), (key, direction) => new Order(key, direction)).Array[0, 3];

    private async Task<string> LogAsync(string experiment, Logged run, long start = 0)
    {
        var id = (await client.CreateRunAsync(experiment, new RunOptions { StartTime = DateTimeOffset.FromUnixTimeMilliseconds(start) })).Id;
        await client.LogBatchAsync(id, new RunBatch
        {
            Tags = [.. run.Tags], Params = [.. run.Params], Metrics = [.. run.Metrics.Select(m => new Metric(m.Key, m.Value, DateTimeOffset.UnixEpoch, 0))],
        });
        return id;
    }

    private sealed record Logged(Dictionary<string, string> Tags, Dictionary<string, string> Params, Dictionary<string, double> Metrics);

    private sealed record Order(string Key, string Direction)
    {
        public const string StartTime = "start_time";

        public override string ToString() => (Key == StartTime ? Key : $"metrics.`{Key}`") + Direction;

        // First what is a number, then NaN, then what is missing, whichever way the numbers go.
        public IEnumerable<T> Sort<T>(IEnumerable<T> runs, Func<T, long> start, Func<T, Logged> logged)
        {
            double? Value(T run) => Key == StartTime ? start(run) : logged(run).Metrics.TryGetValue(Key, out var value) ? value : null;

            var grouped = runs.OrderBy(r => Value(r) switch { null => 2, double.NaN => 1, _ => 0 });
            double Number(T run) => Value(run) is { } value && !double.IsNaN(value) ? value : 0;
            return Direction.Trim().Equals("DESC", StringComparison.OrdinalIgnoreCase) ? grouped.ThenByDescending(Number) : grouped.ThenBy(Number);
        }
    }

    private sealed record Condition(string Where, string Key, string How, string? Text)
    {
        // The language has no escapes: a text with both quotes cannot be written, nor one of a closing quote. And a backslash means something to PostgreSQL's LIKE.
        public bool CanBeWritten => Where == "metrics" || Text is null || (Quote is not null && !(How.EndsWith("like", StringComparison.OrdinalIgnoreCase) && Text.Contains('\\', StringComparison.Ordinal)));

        private char? Quote => !Text!.Contains('\'', StringComparison.Ordinal) ? '\'' : !Text.Contains('"', StringComparison.Ordinal) ? '"' : null;

        public bool Holds(Logged run)
        {
            if (Where == "metrics") return run.Metrics.TryGetValue(Key, out var value) && Compare(double.IsNaN(value) ? 0 : value);
            var there = (Where == "tags" ? run.Tags : run.Params).TryGetValue(Key, out var text);
            return How.ToUpperInvariant() switch
            {
                "IS NULL" => !there,
                "IS NOT NULL" => there,
                "=" => there && text == Text,
                "!=" => there && text != Text,
                "LIKE" => there && IsLike(text!, RegexOptions.None),
                _ => there && IsLike(text!, RegexOptions.IgnoreCase),
            };
        }

        public override string ToString() => $"{Where}.`{Key}` {How}" + (Where == "metrics" ? $" {Text}" : Text is null ? "" : $" {Quote}{Text}{Quote}");

        private bool Compare(double value)
        {
            var other = double.Parse(Text!, CultureInfo.InvariantCulture);
            return How switch { "=" => value == other, "!=" => value != other, "<" => value < other, "<=" => value <= other, ">" => value > other, _ => value >= other };
        }

        private bool IsLike(string text, RegexOptions options) =>
            Regex.IsMatch(text, "^" + Regex.Escape(Text!).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal) + "\\z", options | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}

public sealed class SqliteSearchAgainstMemoryTests(MlflowFiles files) : SearchAgainstMemoryTests(files.Client()), IClassFixture<MlflowFiles>;
