using System.Text.Json;
using LineaSharp.Mlflow;
using Xunit;
using static LineaSharp.Tests.Mlflow.GoldenFileStore;

namespace LineaSharp.Tests.Mlflow;

/// <summary>File stores that MLflow 2.17 and 3.11 wrote: everything in them is read, and every search answers as those releases did.</summary>
public sealed class FileStoreTests
{
    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Experiments_are_read(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;

        var found = await client.SearchExperimentsAsync(viewType: ViewType.All);

        var expected = store.Expected.GetProperty("experiments").EnumerateArray().ToList();
        Assert.Equal(4, expected.Count);
        Assert.Equal(expected.Select(e => e.GetProperty("id").GetString()), found.Select(e => e.Id));
        Assert.All(expected.Zip(found), pair => AssertSame(pair.First, pair.Second));
        foreach (var recorded in expected) AssertSame(recorded, await client.GetExperimentAsync(recorded.GetProperty("id").GetString()!));
        AssertSame(expected.Single(e => e.GetProperty("name").GetString() == "golden-a"), await client.GetExperimentByNameAsync("golden-a"));
        Assert.Null(await client.FindExperimentByNameAsync("golden"));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Runs_are_read_with_all_that_they_logged(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;

        var found = await client.SearchRunsAsync(store.Experiments, viewType: ViewType.All);

        var expected = store.Expected.GetProperty("all_runs").EnumerateArray().ToList();
        Assert.Equal(7, expected.Count);
        Assert.Equal(expected.Select(r => r.GetProperty("id").GetString()), found.Select(r => r.Id));
        Assert.All(expected.Zip(found), pair => AssertSame(pair.First, pair.Second));
        foreach (var recorded in expected) AssertSame(recorded, await client.GetRunAsync(recorded.GetProperty("id").GetString()!));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Histories_of_metrics_are_read_whole_and_by_pages(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;

        var compared = 0;
        foreach (var run in store.Expected.GetProperty("histories").EnumerateObject())
        {
            foreach (var key in run.Value.EnumerateObject())
            {
                var history = await client.GetMetricHistoryAsync(store.Run(run.Name), key.Name);
                Assert.Equal(key.Value.EnumerateArray().Select(Described), history.Select(m => Described(m)));
                compared += history.Count;
            }
        }
        var pages = new List<int>();
        for (string? token = null; pages.Count == 0 || token is not null;)
        {
            var page = await client.GetMetricHistoryPageAsync(store.Run("parent"), "loss", 2, token);
            pages.Add(page.Count);
            token = page.NextPageToken;
        }

        Assert.True(compared > 10);
        Assert.Equal([2, 2, 1], pages);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Searches_find_what_the_release_found_and_refuse_what_it_refused(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;
        var differences = new List<string>();
        async Task Compare<T>(string part, string question, JsonElement recorded, Func<Task<Page<T>>> search, Func<T, string> name)
        {
            var (expected, found) = (Answer(recorded), await AnswerAsync(search, name));
            if (expected != found) differences.Add($"{part} {question}: recorded {expected}, found {found}");
        }

        var asked = 0;
        foreach (var (part, question, recorded) in Questions(store.Expected))
        {
            // To 2.17 a prompt's tag was a tag like any other; we leave prompts out wherever they are, as 3.x does.
            if (version == "v2" && question.GetRawText().Contains("mlflow.prompt.is_prompt", StringComparison.Ordinal)) continue;
            asked++;
            string? filter = question.ValueKind == JsonValueKind.String ? question.GetString() : null;
            string[] order = question.ValueKind == JsonValueKind.Array ? Texts(question) : [];
            await (part switch
            {
                "experiment" => Compare(part, $"{question}", recorded, () => client.SearchExperimentsAsync(filter, ViewType.All, 100, order), e => e.Name),
                "run" => Compare(
                    part, $"{question}", recorded,
                    () => client.SearchRunsAsync(store.Experiments, filter, filter is null ? ViewType.All : ViewType.ActiveOnly, 100, order), r => r.Name),
                "registered_model" => Compare(part, $"{question}", recorded, () => client.SearchRegisteredModelsAsync(filter, 100, order), m => m.Name),
                _ => Compare(part, $"{question}", recorded, () => client.SearchModelVersionsAsync(filter, 100, order), v => $"{v.Name} {v.Version}"),
            });
        }

        Assert.Empty(differences);
        Assert.True(asked > 90, $"{asked} searches were compared");
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Pages_are_cut_as_the_release_cut_them(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;

        Assert.Equal(Pages(store, "experiment_pages"), await PagesAsync(token => client.SearchExperimentsAsync(null, ViewType.All, 3, ["name"], token), e => e.Name));
        Assert.Equal(Pages(store, "run_pages"), await PagesAsync(token => client.SearchRunsAsync(store.Experiments, null, ViewType.All, 3, ["run_name"], token), r => r.Name));
        Assert.Equal(Pages(store, "registered_model_pages"), await PagesAsync(token => client.SearchRegisteredModelsAsync(null, 2, ["name"], token), m => m.Name));
        Assert.Equal(Pages(store, "model_version_pages"), await PagesAsync(token => client.SearchModelVersionsAsync(null, 5, [], token), v => $"{v.Name} {v.Version}"));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task The_registry_is_read(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;

        foreach (var recorded in store.Expected.GetProperty("registered_models").EnumerateArray())
        {
            var found = await client.GetRegisteredModelAsync(recorded.GetProperty("name").GetString()!);
            Assert.Equal(
                (TextOrEmpty(recorded.GetProperty("description")), Time(recorded.GetProperty("created")), Time(recorded.GetProperty("updated")), Pairs(recorded.GetProperty("tags"))),
                (found.Description, found.CreationTime, found.LastUpdateTime, Pairs(found.Tags)));
            Assert.Equal(Pairs(recorded.GetProperty("aliases")), Pairs(found.Aliases.Select(a => KeyValuePair.Create(a.Key, $"{a.Value}"))));
            Assert.Equal(recorded.GetProperty("latest").EnumerateArray().Select(Name), found.LatestVersions.Select(v => $"{v.Stage} {v.Version}").Order(StringComparer.Ordinal));
        }
        var versions = await client.SearchModelVersionsAsync();
        var expected = store.Expected.GetProperty("model_versions").EnumerateArray().ToList();
        Assert.Equal(11, expected.Count);
        Assert.All(expected.Zip(versions), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal(expected.Count, versions.Count);
        foreach (var uri in store.Expected.GetProperty("download_uris").EnumerateObject())
            Assert.Equal(uri.Value.GetString(), await client.GetModelVersionDownloadUriAsync(uri.Name.Split('/')[0], int.Parse(uri.Name.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task Aliases_and_stages_lead_where_the_release_led(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;

        foreach (var asked in store.Expected.GetProperty("aliases").EnumerateArray())
        {
            var found = await CodeOrAsync(async () => $"{(await client.GetModelVersionByAliasAsync(asked[0].GetString()!, asked[1].GetString()!)).Version}");
            Assert.Equal(asked[2].TryGetProperty("error", out var code) ? code.GetString() : $"{asked[2].GetProperty("found")}", found);
        }
        foreach (var asked in store.Expected.GetProperty("latest").EnumerateArray())
        {
            var found = await CodeOrAsync(async () => string.Join(
                " | ", (await client.GetLatestVersionsAsync(asked[0].GetString()!, Texts(asked[1]))).Select(v => $"{v.Stage} {v.Version}").Order(StringComparer.Ordinal)));
            Assert.Equal(Answer(asked[2]), found);
        }
        Assert.Equal(10, (await client.GetModelVersionByAliasAsync("zeta", "latest")).Version);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public async Task What_is_not_there_is_refused_as_by_the_release(string version)
    {
        using var store = new GoldenFileStore(version);
        var client = store.Client;
        var refusals = store.Expected.GetProperty("refusals");
        string Recorded(string what) => refusals.GetProperty(what).GetProperty("error").GetString()!;

        Assert.Equal(Recorded("experiment"), await CodeOrAsync(async () => (await client.GetExperimentAsync("12345")).Name));
        Assert.Equal(Recorded("run"), await CodeOrAsync(async () => (await client.GetRunAsync(new string('f', 32))).Name));
        Assert.Equal(Recorded("registered"), await CodeOrAsync(async () => (await client.GetRegisteredModelAsync("nope")).Name));
        Assert.Equal(Recorded("version"), await CodeOrAsync(async () => (await client.GetModelVersionAsync("zeta", 99)).Name));
        Assert.Equal(Recorded("deleted_version"), await CodeOrAsync(async () => (await client.GetModelVersionAsync("zeta", 7)).Name));
    }

    [Fact]
    public async Task Logged_models_are_read_and_searched()
    {
        using var store = new GoldenFileStore("v3");
        var client = store.Client;
        async Task<string> Ask(LoggedModelSearch search) => await AnswerAsync(() => client.SearchLoggedModelsAsync(search), m => m.Name);
        var all = new LoggedModelSearch { ExperimentIds = store.Experiments };

        var found = await client.SearchLoggedModelsAsync(all);

        var expected = store.Expected.GetProperty("logged_models").EnumerateArray().ToList();
        Assert.Equal(3, expected.Count);
        Assert.Equal(expected.Select(m => m.GetProperty("id").GetString()), found.Select(m => m.Id));
        Assert.All(expected.Zip(found), pair => AssertSame(pair.First, pair.Second));
        foreach (var recorded in expected) AssertSame(recorded, await client.GetLoggedModelAsync(recorded.GetProperty("id").GetString()!));
        foreach (var filter in store.Expected.GetProperty("logged_model_filters").EnumerateObject())
            Assert.Equal((filter.Name, Answer(filter.Value)), (filter.Name, await Ask(all with { Filter = filter.Name })));
        foreach (var asked in store.Expected.GetProperty("logged_model_datasets").EnumerateArray())
        {
            var datasets = asked[0].EnumerateArray().Select(d => new LoggedModelDataset(d.GetProperty("dataset_name").GetString()!, TextOrNull(d, "dataset_digest")));
            Assert.Equal((asked[0].GetRawText(), Answer(asked[2])), (asked[0].GetRawText(), await Ask(all with { Datasets = [.. datasets], Filter = asked[1].GetString() })));
        }
        foreach (var asked in store.Expected.GetProperty("logged_model_orders").EnumerateArray())
        {
            var order = asked[0].EnumerateArray().Select(o => new LoggedModelOrder(o.GetProperty("field_name").GetString()!, o.GetProperty("ascending").GetBoolean())
            {
                DatasetName = TextOrNull(o, "dataset_name"),
            });
            Assert.Equal((asked[0].GetRawText(), Answer(asked[1])), (asked[0].GetRawText(), await Ask(all with { OrderBy = [.. order] })));
        }
        var deleted = store.Expected.GetProperty("deleted_logged_model");
        Assert.Equal(deleted.GetProperty("error").GetString(), await CodeOrAsync(async () => (await client.GetLoggedModelAsync(deleted.GetProperty("id").GetString()!)).Name));
    }

    // MLflow's own reader drops the step of such a line; its migration into a database keeps it, and so do we.
    [Fact]
    public async Task A_value_measured_on_a_dataset_has_its_step_as_after_MLflows_own_migration()
    {
        using var store = new GoldenFileStore("v3");
        var run = store.Run("parent");

        var history = await store.Client.GetMetricHistoryAsync(run, "f1");
        var last = (await store.Client.GetRunAsync(run)).LatestMetrics.Single(m => m.Key == "f1");

        Assert.Equal([(0.8, 2, "iris", "d1"), (0.7, 3, "iris", "d1"), (0.9, 1, "wine", "e2"), (0.6, 0, null, null)], history.Select(m => (m.Value, m.Step, m.DatasetName, m.DatasetDigest)));
        Assert.Equal((0.7, 3), (last.Value, last.Step));
    }

    [Fact]
    public async Task Artifacts_of_runs_and_models_are_read_where_the_store_says()
    {
        using var store = new GoldenFileStore("v3");
        store.MoveLocationsHere();
        var client = store.Client;
        var run = store.Run("parent");

        Assert.Equal(["model.bin", "notes"], (await client.ListArtifactsAsync(run)).Select(a => a.Path));
        var file = await client.DownloadArtifactsAsync(run, "notes/läs mig.txt", store.Local("down"));
        var model = await client.DownloadModelAsync("models:/Clf größe/2", store.Local("model"));

        Assert.Equal("hej\n", await File.ReadAllTextAsync(file));
        Assert.Equal("flavors: {}\n", await File.ReadAllTextAsync(store.Local("model", "MLmodel")));
        Assert.Equal(2, model.RegisteredModelVersion);
    }

    [Fact]
    public async Task An_address_may_be_a_path_or_a_file_URI_absolute_or_relative()
    {
        using var store = new GoldenFileStore("v3");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, store.Root);

        foreach (var address in new[] { store.Root, store.Root + "/", new Uri(store.Root).AbsoluteUri, relative, "file:" + relative })
        {
            var client = new MlflowClient(address, address);
            Assert.Equal((new Uri(store.Root).AbsoluteUri, new Uri(store.Root).AbsoluteUri), (client.TrackingUri, client.RegistryUri));
            Assert.Equal(3, (await client.SearchExperimentsAsync()).Count);
        }
    }

    [Fact]
    public async Task A_registry_in_files_goes_with_tracking_in_a_database_and_the_other_way_round()
    {
        using var store = new GoldenFileStore("v3");
        using var database = new MlflowFiles();
        var filesAsRegistry = new MlflowClient(database.Options() with { RegistryUri = store.Root });
        var databaseAsRegistry = new MlflowClient(database.Options() with { TrackingUri = store.Root });

        await filesAsRegistry.CreateRunAsync("0");
        await databaseAsRegistry.CreateRegisteredModelAsync("in the database");

        Assert.Equal(3, (await filesAsRegistry.SearchRegisteredModelsAsync()).Count);
        Assert.Equal("golden-a", (await databaseAsRegistry.GetExperimentAsync(store.Experiment("a"))).Name);
        Assert.Equal((new Uri(store.Root).AbsoluteUri, database.TrackingUri), (databaseAsRegistry.TrackingUri, databaseAsRegistry.RegistryUri));
    }

    private static IEnumerable<(string Part, JsonElement Question, JsonElement Recorded)> Questions(JsonElement expected)
    {
        foreach (var part in new[] { "experiment", "run", "registered_model", "model_version" })
        {
            foreach (var filter in expected.GetProperty(part + "_filters").EnumerateObject())
                yield return (part, JsonSerializer.SerializeToElement(filter.Name), filter.Value);
            foreach (var order in expected.GetProperty(part + "_orders").EnumerateArray()) yield return (part, order[0], order[1]);
        }
    }

    private static IEnumerable<string> Pages(GoldenFileStore store, string part) =>
        store.Expected.GetProperty(part).EnumerateArray().Select(page => string.Join(" | ", page.EnumerateArray().Select(Name)));

    private static async Task<List<string>> PagesAsync<T>(Func<string?, Task<Page<T>>> get, Func<T, string> name)
    {
        var pages = new List<string>();
        for (string? token = null; pages.Count == 0 || token is not null;)
        {
            var page = await get(token);
            pages.Add(string.Join(" | ", page.Select(name)));
            token = page.NextPageToken;
        }
        return pages;
    }

    private static async Task<string> CodeOrAsync(Func<Task<string>> ask)
    {
        try
        {
            return await ask();
        }
        catch (MlflowException refusal)
        {
            return refusal.MlflowErrorCode;
        }
    }

    private static string? TextOrNull(JsonElement map, string key) => map.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static string Described(JsonElement metric) => Described(metric.GetProperty("key").GetString()!, Number(metric.GetProperty("value")), metric.GetProperty("timestamp").GetInt64(), metric.GetProperty("step").GetInt64());

    private static string Described(Metric metric) => Described(metric.Key, metric.Value, metric.Timestamp.ToUnixTimeMilliseconds(), metric.DatasetName is null ? metric.Step : 0);

    private const string OnDatasets = "f1";

    // Which of a dataset's values is the last depends on the step; see the test of it.
    private static bool IsOnNoDataset(JsonElement metric) => metric.GetProperty("key").GetString() != OnDatasets;

    private static string Described(string key, double value, long time, long step) => $"{key} {value:R} {time} {step}";

    private static void AssertSame(JsonElement expected, Experiment found) => Assert.Equal(
        (expected.GetProperty("id").GetString(), expected.GetProperty("name").GetString(), expected.GetProperty("location").GetString(), expected.GetProperty("stage").GetString() == "deleted",
            Time(expected.GetProperty("created")), Time(expected.GetProperty("updated")), Pairs(expected.GetProperty("tags"))),
        (found.Id, found.Name, found.ArtifactLocation, found.LifecycleStage == LifecycleStage.Deleted, found.CreationTime, found.LastUpdateTime, Pairs(found.Tags)));

    private static void AssertSame(JsonElement expected, Run found)
    {
        string Text(string key) => expected.GetProperty(key).GetString()!;
        Assert.Equal(
            (Text("id"), Text("name"), Text("experiment"), Text("user"), Text("status"), Time(expected.GetProperty("start")), Time(expected.GetProperty("end"))),
            (found.Id, found.Name, found.ExperimentId, found.UserId, found.Status.ToString().ToUpperInvariant(), found.StartTime, found.EndTime));
        Assert.Equal((Text("uri"), Text("stage") == "deleted"), (found.ArtifactUri, found.LifecycleStage == LifecycleStage.Deleted));
        Assert.Equal((Pairs(expected.GetProperty("params")), Pairs(expected.GetProperty("tags"))), (Pairs(found.Params), Pairs(found.Tags)));
        Assert.Equal(
            expected.GetProperty("metrics").EnumerateArray().Where(IsOnNoDataset).Select(Described).Order(StringComparer.Ordinal),
            found.LatestMetrics.Where(m => m.Key != OnDatasets).Select(m => Described(m)).Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.GetProperty("datasets").EnumerateArray().Select(d => string.Join('|', new[] { "name", "digest", "source_type", "source", "schema", "profile" }.Select(k => d.GetProperty(k).GetString())) + Pairs(d.GetProperty("tags"))),
            found.DatasetInputs.OrderBy(d => d.Dataset.Name, StringComparer.Ordinal).Select(d => string.Join(
                '|', d.Dataset.Name, d.Dataset.Digest, d.Dataset.SourceType, d.Dataset.Source, d.Dataset.Schema, d.Dataset.Profile) + Pairs(d.Tags.Select(t => KeyValuePair.Create(t.Key, t.Value)))));
        Assert.Equal(Texts(expected.GetProperty("model_inputs")), found.ModelInputs.Select(m => m.ModelId));
        Assert.Equal(expected.GetProperty("model_outputs").EnumerateArray().Select(Name), found.ModelOutputs.Select(m => $"{m.ModelId} {m.Step}"));
    }

    private static void AssertSame(JsonElement expected, ModelVersion found)
    {
        string Text(string key) => TextOrEmpty(expected.GetProperty(key));
        Assert.Equal(
            (Text("name"), expected.GetProperty("version").GetInt32(), Text("description"), Text("user"), Text("stage"), Text("source"), Text("run")),
            (found.Name, found.Version, found.Description, found.UserId, found.Stage, found.Source, found.RunId ?? ""));
        Assert.Equal(
            (Text("run_link"), Text("status"), Text("model"), Time(expected.GetProperty("created")), Time(expected.GetProperty("updated")), Pairs(expected.GetProperty("tags"))),
            (found.RunLink ?? "", found.Status.ToString().ToUpperInvariant(), found.ModelId ?? "", found.CreationTime, found.LastUpdateTime, Pairs(found.Tags)));
        Assert.Equal(Texts(expected.GetProperty("aliases")), found.Aliases.Order(StringComparer.Ordinal));
    }

    private static void AssertSame(JsonElement expected, LoggedModel found)
    {
        string Text(string key) => TextOrEmpty(expected.GetProperty(key));
        Assert.Equal(
            (Text("id"), Text("name"), Text("experiment"), Text("location"), Text("type"), Text("run"), Time(expected.GetProperty("created")), Time(expected.GetProperty("updated"))),
            (found.Id, found.Name, found.ExperimentId, found.ArtifactLocation, found.ModelType, found.SourceRunId ?? "", found.CreationTime, found.LastUpdateTime));
        Assert.Equal(Text("status") == "FAILED" ? "UPLOADFAILED" : Text("status"), found.Status.ToString().ToUpperInvariant());
        Assert.Equal((Pairs(expected.GetProperty("params")), Pairs(expected.GetProperty("tags"))), (Pairs(found.Params), Pairs(found.Tags)));
        Assert.Equal(
            expected.GetProperty("metrics").EnumerateArray().Select(m => $"{m[0]} {Number(m[1]):R} {m[2]} {m[3]} {m[4]} {m[5]} {m[6]}").Order(StringComparer.Ordinal),
            found.Metrics.Select(m => $"{m.Key} {m.Value:R} {m.Timestamp.ToUnixTimeMilliseconds()} {m.Step} {m.RunId} {m.DatasetName} {m.DatasetDigest}").Order(StringComparer.Ordinal));
    }
}
