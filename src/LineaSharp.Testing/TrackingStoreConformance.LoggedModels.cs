using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class TrackingStoreConformance
{
    private const string NoModel = "m-ffffffffffffffffffffffffffffffff";

    [Fact]
    public async Task A_new_logged_model_has_what_it_was_given()
    {
        await NeedsLoggedModelsAsync();
        var run = await NewRunAsync();

        var created = await Client.CreateLoggedModelAsync(run.ExperimentId, new LoggedModelOptions
        {
            Name = "clf", ModelType = "classifier", SourceRunId = run.Id,
            Params = new Dictionary<string, string> { ["depth"] = "3" }, Tags = new Dictionary<string, string> { ["team"] = "x" },
        });

        var model = await Client.GetLoggedModelAsync(created.Id);
        Assert.Matches("^m-[0-9a-f]{32}$", model.Id);
        Assert.Equal(("clf", "classifier", run.Id, LoggedModelStatus.Pending), (model.Name, model.ModelType, model.SourceRunId, model.Status));
        Assert.Equal(("3", "x"), (model.Params["depth"], model.Tags["team"]));
        Assert.EndsWith($"/models/{model.Id}/artifacts", model.ArtifactLocation, StringComparison.Ordinal);
        Assert.Equal("models:/" + model.Id, model.ModelUri);
    }

    [Fact]
    public async Task A_logged_model_without_a_name_or_run_gets_a_name()
    {
        await NeedsLoggedModelsAsync();
        var model = await Client.CreateLoggedModelAsync(await NewExperimentAsync());

        Assert.Matches("^[a-z]+-[a-z]+-[0-9]+$", model.Name);
        Assert.Null(model.SourceRunId);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a.b")]
    [InlineData("a%b")]
    [InlineData("a'b")]
    public async Task A_logged_model_name_with_a_sign_of_paths_or_quotes_is_refused(string name)
    {
        await NeedsLoggedModelsAsync();
        var experiment = await NewExperimentAsync();

        await RefusedAsync(Invalid, () => Client.CreateLoggedModelAsync(experiment, new LoggedModelOptions { Name = name }));
    }

    [Fact]
    public async Task A_logged_model_is_finalized()
    {
        await NeedsLoggedModelsAsync();
        var model = await Client.CreateLoggedModelAsync(await NewExperimentAsync());

        var ready = await Client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready);

        Assert.Equal(LoggedModelStatus.Ready, ready.Status);
        Assert.Equal(LoggedModelStatus.Ready, (await Client.GetLoggedModelAsync(model.Id)).Status);
    }

    [Fact]
    public async Task An_unknown_logged_model_is_refused()
    {
        await NeedsLoggedModelsAsync();
        await RefusedAsync(NotFound, () => Client.GetLoggedModelAsync(NoModel));
        await RefusedAsync(NotFound, () => Client.FinalizeLoggedModelAsync(NoModel, LoggedModelStatus.Ready));
        await RefusedAsync(NotFound, () => Client.DeleteLoggedModelAsync(NoModel));
        await RefusedAsync(NotFound, () => Client.SetLoggedModelTagsAsync(NoModel, new Dictionary<string, string> { ["k"] = "v" }));
        await RefusedAsync(NotFound, () => Client.LogLoggedModelParamsAsync(NoModel, new Dictionary<string, string> { ["k"] = "v" }));
    }

    [Fact]
    public async Task A_deleted_logged_model_is_neither_got_nor_found()
    {
        await NeedsLoggedModelsAsync();
        var model = await Client.CreateLoggedModelAsync(await NewExperimentAsync());

        await Client.DeleteLoggedModelAsync(model.Id);

        await RefusedAsync(NotFound, () => Client.GetLoggedModelAsync(model.Id));
        Assert.Empty(await Client.SearchLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = [model.ExperimentId] }));
    }

    [Fact]
    public async Task Tags_of_a_logged_model_are_set_replaced_and_removed()
    {
        await NeedsLoggedModelsAsync();
        var model = await Client.CreateLoggedModelAsync(await NewExperimentAsync());

        await Client.SetLoggedModelTagsAsync(model.Id, new Dictionary<string, string> { ["a"] = "1", ["b"] = "1" });
        await Client.SetLoggedModelTagsAsync(model.Id, new Dictionary<string, string> { ["b"] = "2" });
        await Client.DeleteLoggedModelTagAsync(model.Id, "a");

        Assert.Equal([new("b", "2")], (await Client.GetLoggedModelAsync(model.Id)).Tags);
        await RefusedAsync(NotFound, () => Client.DeleteLoggedModelTagAsync(model.Id, "a"));
    }

    [Fact]
    public async Task A_param_of_a_logged_model_is_written_once()
    {
        await NeedsLoggedModelsAsync();
        var model = await Client.CreateLoggedModelAsync(await NewExperimentAsync());

        await Client.LogLoggedModelParamsAsync(model.Id, new Dictionary<string, string> { ["late"] = "1" });

        await RefusedAsync("BAD_REQUEST", () => Client.LogLoggedModelParamsAsync(model.Id, new Dictionary<string, string> { ["late"] = "2" }));
        Assert.Equal("1", (await Client.GetLoggedModelAsync(model.Id)).Params["late"]);
    }

    [Fact]
    public async Task A_metric_of_a_logged_model_belongs_to_it_and_to_the_run()
    {
        await NeedsLoggedModelsAsync();
        var run = await NewRunAsync();
        var model = await Client.CreateLoggedModelAsync(run.ExperimentId);

        await Client.LogMetricAsync(run.Id, new Metric("f1", 0.75, Start, 2) { ModelId = model.Id, DatasetName = "iris", DatasetDigest = "abc" });

        var metric = Assert.Single((await Client.GetLoggedModelAsync(model.Id)).Metrics);
        Assert.Equal(("f1", 0.75, 2L, run.Id, "iris", "abc"), (metric.Key, metric.Value, metric.Step, metric.RunId, metric.DatasetName, metric.DatasetDigest));
        Assert.Equal(0.75, (await Client.GetRunAsync(run.Id)).Metrics["f1"]);
    }

    [Fact]
    public virtual async Task A_metric_of_an_unknown_logged_model_is_refused_and_not_stored()
    {
        await NeedsLoggedModelsAsync();
        var run = await NewRunAsync();

        await RefusedAsync("BAD_REQUEST", () => Client.LogMetricAsync(run.Id, new Metric("f1", 1, Start) { ModelId = NoModel }));

        Assert.Empty((await Client.GetRunAsync(run.Id)).Metrics);
    }

    [Fact]
    public async Task A_search_for_logged_models_filters_and_orders()
    {
        await NeedsLoggedModelsAsync();
        var run = await NewRunAsync();
        foreach (var (name, f1) in ((string, double)[])[("a", 0.7), ("b", 0.9), ("c", 0.1)])
        {
            var model = await Client.CreateLoggedModelAsync(run.ExperimentId, new LoggedModelOptions { Name = name });
            await Client.LogMetricAsync(run.Id, new Metric("f1", f1, Start) { ModelId = model.Id });
        }

        var found = await Client.SearchLoggedModelsAsync(new LoggedModelSearch
        {
            ExperimentIds = [run.ExperimentId], Filter = "metrics.f1 > 0.5", OrderBy = [new LoggedModelOrder("metrics.f1", Ascending: false)],
        });

        Assert.Equal(["b", "a"], found.Select(m => m.Name));
    }

    [Fact]
    public async Task A_search_for_logged_models_gives_pages_until_the_last()
    {
        await NeedsLoggedModelsAsync();
        var experiment = await NewExperimentAsync();
        for (var i = 0; i < 3; i++) await Client.CreateLoggedModelAsync(experiment, new LoggedModelOptions { Name = $"m{i}" });

        var names = new List<string>();
        await foreach (var model in Client.SearchAllLoggedModelsAsync(new LoggedModelSearch { ExperimentIds = [experiment], MaxResults = 2, OrderBy = [new("name")] }))
            names.Add(model.Name);

        Assert.Equal(["m0", "m1", "m2"], names);
    }
}
