using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

/// <summary>What a search in a tracking store finds, and in which order: MLflow's search language for runs, experiments and logged models.</summary>
/// <remarks>Derive, and give a client, as for <see cref="TrackingStoreConformance"/>.</remarks>
public abstract class TrackingSearchConformance
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    /// <summary>The client under test.</summary>
    protected abstract MlflowClient Client { get; }

    /// <summary>Every test that needs logged models calls this first. A server before MLflow 3 has none: override it with a skip that says so.</summary>
    protected virtual Task NeedsLoggedModelsAsync() => Task.CompletedTask;

    [Theory]
    // metrics: the last value counts; NaN is stored as 0
    [InlineData("metrics.loss > 0.1", "B", "c")]
    [InlineData("metrics.loss = .5", "B")]
    [InlineData("metrics.`loss` <= 0.3", "A", "c")]
    [InlineData("metrics.loss != 1e0", "A", "B", "c")]
    [InlineData("metrics.nan > 0")]
    [InlineData("metrics.nan = 0", "A")]
    [InlineData("metrics.absent != 0")]
    // params and tags
    [InlineData("params.lr = '0.01'", "A")]
    [InlineData("params.lr != '0.01'", "B", "d")]
    [InlineData("param.lr LIKE '0.%'", "A", "B")]
    [InlineData("params.lr LIKE 'AB_'", "d")]
    [InlineData("params.lr LIKE 'ab_'")]
    [InlineData("parameters.lr ILIKE 'ab_'", "d")]
    [InlineData("params.`my key` = \"it's\"", "A")]
    [InlineData("params.\"my key\" = 'it''s'")]
    [InlineData("params.lr IS NULL", "c")]
    [InlineData("params.lr IS NOT NULL", "A", "B", "d")]
    [InlineData("tags.stage IS NULL and metrics.loss < 1", "B", "c")]
    [InlineData("tags.mlflow.note.content = 'x'", "B")]
    [InlineData("tag.stage ILIKE '%PROD%' AND params.lr = '0.01'", "A")]
    // attributes
    [InlineData("status = 'FINISHED'", "A")]
    [InlineData("attributes.status != 'FINISHED'", "B", "c", "d")]
    [InlineData("run_name = 'B'", "B")]
    [InlineData("attributes.`Run name` ILIKE 'b'", "B")]
    [InlineData("run_name LIKE 'b'")]
    [InlineData("user_id = 'alice'", "c")]
    [InlineData("start_time >= 1700000000002", "c", "d")]
    [InlineData("attr.created < 1700000000001", "A")]
    [InlineData("end_time > 0", "A")]
    [InlineData("run_id IN ('none', \"nor this\")")]
    // datasets
    [InlineData("dataset.name = 'iris'", "A", "B")]
    [InlineData("datasets.name IN ('wine', 'IRIS')", "B")]
    [InlineData("dataset.digest LIKE 'd%'", "A", "B")]
    [InlineData("dataset.context = 'train'", "A")]
    [InlineData("dataset.context != 'train' AND dataset.name = 'wine'", "B")]
    [InlineData("dataset.name NOT IN ('iris')", "B")]
    public virtual async Task Runs_are_found_by_what_they_logged(string filter, params string[] expected)
    {
        var experiment = await NewRunsAsync();

        var found = await Client.SearchRunsAsync([experiment], filter, orderBy: ["start_time ASC"]);

        Assert.Equal(expected, found.Select(r => r.Name));
    }

    [Theory]
    [InlineData(null, "d", "c", "B", "A")]
    [InlineData("metrics.loss ASC", "A", "c", "B", "d")]
    [InlineData("metrics.loss DESC", "B", "c", "A", "d")]
    [InlineData("metrics.nan ASC", "B", "A", "d", "c")]
    [InlineData("metrics.nan DESC", "B", "A", "d", "c")]
    [InlineData("params.lr", "A", "B", "d", "c")]
    [InlineData("params.lr DESC", "d", "B", "A", "c")]
    [InlineData("tags.stage desc", "A", "d", "c", "B")]
    [InlineData("status ASC", "A", "d", "c", "B")]
    [InlineData("end_time", "A", "d", "c", "B")]
    [InlineData("run_name DESC", "d", "c", "B", "A")]
    [InlineData("attributes.Created ASC", "A", "B", "c", "d")]
    [InlineData("params.`my key`;start_time ASC", "A", "B", "c", "d")]
    public async Task Runs_come_in_the_order_asked_for_with_what_has_no_value_last(string? orderBy, params string[] expected)
    {
        var experiment = await NewRunsAsync();

        var found = await Client.SearchRunsAsync([experiment], orderBy: orderBy?.Split(';'));

        Assert.Equal(expected, found.Select(r => r.Name));
    }

    [Fact]
    public async Task A_run_with_several_matching_datasets_is_found_once()
    {
        var experiment = await NewRunsAsync();

        Assert.Equal("B", Assert.Single(await Client.SearchRunsAsync([experiment], "dataset.context = 'eval'")).Name);
    }

    [Fact]
    public async Task Runs_are_found_by_a_list_of_ids()
    {
        var experiment = await NewRunsAsync();
        var ids = (await Client.SearchRunsAsync([experiment], orderBy: ["start_time ASC"])).Select(r => r.Id).ToList();

        Assert.Equal([ids[0], ids[2]], (await Client.SearchRunsAsync([experiment], $"run_id IN ('{ids[2]}','{ids[0]}')", orderBy: ["start_time ASC"])).Select(r => r.Id));
        Assert.Equal([ids[3]], (await Client.SearchRunsAsync([experiment], $"run_id NOT IN ('{ids[0]}', '{ids[1]}', '{ids[2]}')")).Select(r => r.Id));
    }

    [Theory]
    [InlineData("loss > 1")]
    [InlineData("attributes.foo = 'x'")]
    [InlineData("params.lr = 0.01")]
    [InlineData("params.lr > '0.01'")]
    [InlineData("params.lr IN ('0.01')")]
    [InlineData("status IN ('FINISHED')")]
    [InlineData("status = FINISHED")]
    [InlineData("metrics.loss LIKE '0%'")]
    [InlineData("metrics.loss IS NULL")]
    [InlineData("start_time > 'abc'")]
    [InlineData("start_time IS NULL")]
    [InlineData("run_id IN ()")]
    [InlineData("run_id IN (1,2)")]
    [InlineData("dataset.schema = 'x'")]
    public async Task A_filter_that_asks_for_what_there_is_not_is_refused(string filter) =>
        await RefusedAsync(() => Client.SearchRunsAsync(["0"], filter));

    [Theory]
    [InlineData("loss")]
    [InlineData("banana.x DESC")]
    [InlineData("metrics.loss UP")]
    [InlineData("dataset.name")]
    [InlineData("metrics.loss, status")]
    public async Task An_order_that_names_what_there_is_not_is_refused(string orderBy) =>
        await RefusedAsync(() => Client.SearchRunsAsync(["0"], orderBy: [orderBy]));

    [Theory]
    [InlineData("name = '{0}-a'", "a")]
    [InlineData("name != '{0}-a' AND name LIKE '{0}-_'", "B", "c")]
    [InlineData("name LIKE '{0}-b'")]
    [InlineData("attribute.name ILIKE '{0}-b'", "B")]
    [InlineData("tags.team = 'x' AND name LIKE '{0}%'", "a")]
    [InlineData("tags.`team` != 'x' AND name LIKE '{0}%'", "B")]
    [InlineData("tags.team LIKE '_' AND name LIKE '{0}%'", "a", "B")]
    [InlineData("creation_time > 0 AND last_update_time > 0 AND name LIKE '{0}%'", "a", "B", "c")]
    public async Task Experiments_are_found_by_name_time_and_tags(string filter, params string[] expected)
    {
        var prefix = NewName();
        await Client.CreateExperimentAsync(prefix + "-a", tags: new Dictionary<string, string> { ["team"] = "x" });
        await Client.CreateExperimentAsync(prefix + "-B", tags: new Dictionary<string, string> { ["team"] = "y" });
        await Client.CreateExperimentAsync(prefix + "-c");

        var found = await Client.SearchExperimentsAsync(filter.Replace("{0}", prefix, StringComparison.Ordinal), orderBy: ["experiment_id ASC"]);

        Assert.Equal(expected, found.Select(e => e.Name[(prefix.Length + 1)..]));
    }

    [Fact]
    public async Task Experiments_come_newest_first_or_as_asked()
    {
        var prefix = NewName();
        foreach (var suffix in (string[])["b", "a", "C"])
        {
            await Client.CreateExperimentAsync(prefix + suffix);
            await Task.Delay(5);
        }

        Assert.Equal(["C", "a", "b"], await Names());
        Assert.Equal(["C", "a", "b"], await Names("name ASC"));
        Assert.Equal(["b", "a", "C"], await Names("name DESC"));
        Assert.Equal(["b", "a", "C"], await Names("attribute.creation_time"));

        async Task<IEnumerable<string>> Names(params string[] orderBy) =>
            (await Client.SearchExperimentsAsync($"name LIKE '{prefix}%'", orderBy: orderBy)).Select(e => e.Name[prefix.Length..]);
    }

    [Theory]
    [InlineData("params.x = '1'")]
    [InlineData("banana = 'x'")]
    [InlineData("name > 'a'")]
    [InlineData("name IN ('a')")]
    [InlineData("name = foo")]
    [InlineData("creation_time > 'abc'")]
    public async Task A_filter_of_experiments_that_asks_for_what_there_is_not_is_refused(string filter) =>
        await RefusedAsync(() => Client.SearchExperimentsAsync(filter));

    [Theory]
    [InlineData("name = 'one'", "one")]
    [InlineData("name LIKE 'ONE'")]
    [InlineData("name ILIKE 'ONE'", "one")]
    [InlineData("name IN ('one', 'three')", "one", "three")]
    [InlineData("attributes.model_type = 'classifier'", "two")]
    [InlineData("params.depth = '3'", "one")]
    [InlineData("params.depth NOT IN ('3')", "two")]
    [InlineData("tags.`my key` != 'x'", "two")]
    [InlineData("metrics.f1 > 0.5", "one", "two")]
    [InlineData("metrics.f1 = 0.9", "one")]
    [InlineData("metrics.f1 < 0.3", "one")]
    [InlineData("creation_timestamp > 0 AND metrics.f1 >= 0.7", "one", "two")]
    [InlineData("source_run_id = 'none'")]
    public virtual async Task Logged_models_are_found_by_what_they_are_and_by_any_value_of_a_metric(string filter, params string[] expected)
    {
        await NeedsLoggedModelsAsync();
        var search = await NewLoggedModelsAsync();

        var found = await Client.SearchLoggedModelsAsync(search with { Filter = filter, OrderBy = [new LoggedModelOrder("creation_timestamp")] });

        Assert.Equal(expected, found.Select(m => m.Name));
    }

    [Fact]
    public async Task Logged_models_come_newest_first_or_as_asked_with_what_has_no_value_last()
    {
        await NeedsLoggedModelsAsync();
        var search = await NewLoggedModelsAsync();

        Assert.Equal(["three", "two", "one"], await Names());
        Assert.Equal(["one", "three", "two"], await Names(new LoggedModelOrder("name")));
        Assert.Equal(["one", "two", "three"], await Names(new LoggedModelOrder("creation_time")));
        // the last value of f1: one 0.2, two 0.8
        Assert.Equal(["one", "two", "three"], await Names(new LoggedModelOrder("metrics.f1")));
        Assert.Equal(["two", "one", "three"], await Names(new LoggedModelOrder("metrics.f1", Ascending: false)));
        // on iris: one 0.9
        Assert.Equal(["one", "three", "two"], await Names(new LoggedModelOrder("metrics.f1", Ascending: false) { DatasetName = "iris" }));

        async Task<IEnumerable<string>> Names(params LoggedModelOrder[] orderBy) =>
            (await Client.SearchLoggedModelsAsync(search with { OrderBy = orderBy })).Select(m => m.Name);
    }

    [Fact]
    public virtual async Task A_search_for_logged_models_may_be_limited_to_datasets()
    {
        await NeedsLoggedModelsAsync();
        var search = await NewLoggedModelsAsync();

        Assert.Equal(["one"], await Names(null, new LoggedModelDataset("iris")));
        Assert.Equal(["one"], await Names(null, new LoggedModelDataset("iris", "d1")));
        Assert.Empty(await Names(null, new LoggedModelDataset("iris", "other")));
        Assert.Equal(["one", "two"], await Names(null, new LoggedModelDataset("iris"), new LoggedModelDataset("wine", "d2")));
        Assert.Equal(["two"], await Names("metrics.f1 < 0.9", new LoggedModelDataset("iris"), new LoggedModelDataset("wine")));

        async Task<IEnumerable<string>> Names(string? filter, params LoggedModelDataset[] datasets) =>
            (await Client.SearchLoggedModelsAsync(search with { Filter = filter, Datasets = datasets, OrderBy = [new LoggedModelOrder("name")] })).Select(m => m.Name);
    }

    [Fact]
    public async Task A_search_for_logged_models_that_cannot_be_read_is_refused()
    {
        await NeedsLoggedModelsAsync();
        var search = new LoggedModelSearch { ExperimentIds = ["0"] };

        await RefusedAsync(() => Client.SearchLoggedModelsAsync(search with { Filter = "name = 'a' OR name = 'b'" }));
        await RefusedAsync(() => Client.SearchLoggedModelsAsync(search with { Filter = "nope.x = 1" }));
        await RefusedAsync(() => Client.SearchLoggedModelsAsync(search with { Filter = "name > 'a'" }));
        await RefusedAsync(() => Client.SearchLoggedModelsAsync(search with { OrderBy = [new LoggedModelOrder("banana")] }));
        await RefusedAsync(() => Client.SearchLoggedModelsAsync(search with { OrderBy = [new LoggedModelOrder("params.x")] }));
    }

    // A, B, c, d, started one after the other.
    private async Task<string> NewRunsAsync()
    {
        var experiment = await Client.CreateExperimentAsync(NewName());
        var a = await NewRunAsync(experiment, "A", 0);
        await Client.LogBatchAsync(a, new RunBatch
        {
            Metrics = [At("loss", 0.9, 0), At("loss", 0.1, 1), At("nan", double.NaN, 0)],
            Params = [new("lr", "0.01"), new("my key", "it's")],
            Tags = [new("stage", "prod")],
        });
        await Client.LogInputsAsync(a, [Dataset("iris", "d1", "train")]);
        await Client.SetTerminatedAsync(a, RunStatus.Finished, Start.AddSeconds(1));

        var b = await NewRunAsync(experiment, "B", 1);
        await Client.LogBatchAsync(b, new RunBatch
        {
            Metrics = [At("loss", 0.5, 0), At("nan", -3, 0)],
            Params = [new("lr", "0.1")],
            Tags = [new("mlflow.note.content", "x")],
        });
        await Client.LogInputsAsync(b, [Dataset("iris", "d1", "eval"), Dataset("wine", "d2", "eval")]);

        var c = await NewRunAsync(experiment, "c", 2, "alice");
        await Client.LogBatchAsync(c, new RunBatch { Metrics = [At("loss", 0.3, 0)] });

        var d = await NewRunAsync(experiment, "d", 3);
        await Client.LogBatchAsync(d, new RunBatch { Params = [new("lr", "ABc")], Tags = [new("stage", "dev")] });
        return experiment;
    }

    private async Task<string> NewRunAsync(string experiment, string name, int order, string user = "bob") =>
        (await Client.CreateRunAsync(experiment, new RunOptions { Name = name, StartTime = Start.AddMilliseconds(order), UserId = user })).Id;

    // one, two, three, created one after the other.
    private async Task<LoggedModelSearch> NewLoggedModelsAsync()
    {
        var experiment = await Client.CreateExperimentAsync(NewName());
        var run = await NewRunAsync(experiment, "run", 0);
        var one = await NewLoggedModelAsync(experiment, new LoggedModelOptions
        {
            Name = "one", Params = new Dictionary<string, string> { ["depth"] = "3" }, Tags = new Dictionary<string, string> { ["my key"] = "x" },
        });
        var two = await NewLoggedModelAsync(experiment, new LoggedModelOptions
        {
            Name = "two", ModelType = "classifier", Params = new Dictionary<string, string> { ["depth"] = "4" }, Tags = new Dictionary<string, string> { ["my key"] = "y" },
        });
        await NewLoggedModelAsync(experiment, new LoggedModelOptions { Name = "three" });
        await Client.LogMetricAsync(run, At("f1", 0.9, 0) with { ModelId = one, DatasetName = "iris", DatasetDigest = "d1" });
        await Client.LogMetricAsync(run, At("f1", 0.2, 1) with { ModelId = one });
        await Client.LogMetricAsync(run, At("f1", 0.8, 2) with { ModelId = two, DatasetName = "wine", DatasetDigest = "d2" });
        return new LoggedModelSearch { ExperimentIds = [experiment] };
    }

    private async Task<string> NewLoggedModelAsync(string experiment, LoggedModelOptions options)
    {
        await Task.Delay(5);
        return (await Client.CreateLoggedModelAsync(experiment, options)).Id;
    }

    private static Metric At(string key, double value, int step) => new(key, value, Start.AddSeconds(step), step);

    private static DatasetInput Dataset(string name, string digest, string context) =>
        new(new Dataset { Name = name, Digest = digest, SourceType = "local", Source = "{}" }) { Tags = [new InputTag(DatasetInput.ContextTag, context)] };

    private static string NewName() => $"search-{Guid.NewGuid():n}";

    private static async Task RefusedAsync(Func<Task> search) =>
        Assert.Equal("INVALID_PARAMETER_VALUE", (await Assert.ThrowsAsync<MlflowException>(search)).MlflowErrorCode);
}
