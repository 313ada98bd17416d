using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class TrackingStoreConformance
{
    [Fact]
    public async Task A_new_run_has_what_it_was_given()
    {
        var experiment = await NewExperimentAsync();

        var created = await Client.CreateRunAsync(experiment, new RunOptions { Name = "first", StartTime = Start, Tags = new Dictionary<string, string> { ["mlflow.user"] = "alice", ["é"] = "ü" } });

        var run = await Client.GetRunAsync(created.Id);
        Assert.Matches("^[0-9a-f]{32}$", run.Id);
        Assert.Equal(("first", experiment, "alice", RunStatus.Running), (run.Name, run.ExperimentId, run.UserId, run.Status));
        Assert.Equal(Start, run.StartTime);
        Assert.Null(run.EndTime);
        Assert.Equal("ü", run.Tags["é"]);
        Assert.Equal("first", run.Tags["mlflow.runName"]);
        Assert.EndsWith($"/{run.Id}/artifacts", run.ArtifactUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_a_name_gets_one_of_two_words_and_a_number()
    {
        var run = await NewRunAsync();

        Assert.Matches("^[a-z]+-[a-z]+-[0-9]+$", run.Name);
        Assert.Equal(run.Name, run.Tags["mlflow.runName"]);
    }

    [Fact]
    public async Task A_run_takes_its_name_from_the_tag()
    {
        var run = await Client.CreateRunAsync(await NewExperimentAsync(), new RunOptions { Tags = new Dictionary<string, string> { ["mlflow.runName"] = "tagged" } });

        Assert.Equal("tagged", run.Name);
    }

    [Fact]
    public async Task Two_names_for_a_run_are_refused()
    {
        var experiment = await NewExperimentAsync();

        await RefusedAsync(Invalid, () => Client.CreateRunAsync(experiment, new RunOptions { Name = "a", Tags = new Dictionary<string, string> { ["mlflow.runName"] = "b" } }));
    }

    [Fact]
    public Task A_run_in_an_unknown_experiment_is_refused() => RefusedAsync(NotFound, () => Client.CreateRunAsync("999999999"));

    [Fact]
    public Task An_unknown_run_is_not_got() => RefusedAsync(NotFound, () => Client.GetRunAsync(NoId));

    [Theory]
    [InlineData(RunStatus.Finished)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Killed)]
    public async Task A_run_ends_with_a_status_and_a_time(RunStatus status)
    {
        var run = await NewRunAsync();

        await Client.SetTerminatedAsync(run.Id, status, Start.AddSeconds(90));

        var ended = await Client.GetRunAsync(run.Id);
        Assert.Equal((status, (DateTimeOffset?)Start.AddSeconds(90)), (ended.Status, ended.EndTime));
    }

    [Fact]
    public async Task A_new_name_of_a_run_stands_in_its_tag_too()
    {
        var run = await NewRunAsync();

        await Client.UpdateRunAsync(run.Id, RunStatus.Scheduled, "second");

        var updated = await Client.GetRunAsync(run.Id);
        Assert.Equal(("second", "second", RunStatus.Scheduled), (updated.Name, updated.Tags["mlflow.runName"], updated.Status));
    }

    [Fact]
    public async Task The_name_tag_of_a_run_is_its_name()
    {
        var run = await NewRunAsync();

        await Client.SetTagAsync(run.Id, "mlflow.runName", "third");

        Assert.Equal("third", (await Client.GetRunAsync(run.Id)).Name);
    }

    [Fact]
    public async Task A_deleted_run_is_still_got_takes_nothing_and_comes_back()
    {
        var run = await NewRunAsync();
        await Client.DeleteRunAsync(run.Id);
        await Client.DeleteRunAsync(run.Id);

        Assert.Equal(LifecycleStage.Deleted, (await Client.GetRunAsync(run.Id)).LifecycleStage);
        await RefusedAsync(Invalid, () => Client.LogMetricAsync(run.Id, "m", 1));
        await RefusedAsync(Invalid, () => Client.LogParamAsync(run.Id, "p", "1"));
        await RefusedAsync(Invalid, () => Client.SetTagAsync(run.Id, "t", "1"));
        await RefusedAsync(Invalid, () => Client.DeleteTagAsync(run.Id, "mlflow.runName"));
        await RefusedAsync(Invalid, () => Client.UpdateRunAsync(run.Id, RunStatus.Finished));
        await RefusedAsync(Invalid, () => Client.LogBatchAsync(run.Id, new RunBatch { Params = [new("p", "1")] }));

        await Client.RestoreRunAsync(run.Id);
        await Client.RestoreRunAsync(run.Id);
        await Client.LogMetricAsync(run.Id, "m", 1);
        Assert.Equal(LifecycleStage.Active, (await Client.GetRunAsync(run.Id)).LifecycleStage);
    }

    [Fact]
    public async Task Deleting_or_restoring_an_unknown_run_is_refused()
    {
        await RefusedAsync(NotFound, () => Client.DeleteRunAsync(NoId));
        await RefusedAsync(NotFound, () => Client.RestoreRunAsync(NoId));
    }

    [Fact]
    public async Task A_param_is_written_once()
    {
        var run = await NewRunAsync();

        await Client.LogParamAsync(run.Id, "lr", "0.1");
        await Client.LogParamAsync(run.Id, "lr", "0.1");

        await RefusedAsync(Invalid, () => Client.LogParamAsync(run.Id, "lr", "0.2"));
        Assert.Equal("0.1", (await Client.GetRunAsync(run.Id)).Params["lr"]);
    }

    [Fact]
    public async Task A_tag_is_set_replaced_and_removed()
    {
        var run = await NewRunAsync();

        await Client.SetTagAsync(run.Id, "k", "1");
        await Client.SetTagAsync(run.Id, "k", "2");
        Assert.Equal("2", (await Client.GetRunAsync(run.Id)).Tags["k"]);

        await Client.DeleteTagAsync(run.Id, "k");
        Assert.False((await Client.GetRunAsync(run.Id)).Tags.ContainsKey("k"));
        await RefusedAsync(NotFound, () => Client.DeleteTagAsync(run.Id, "k"));
    }

    [Fact]
    public async Task Long_values_of_params_and_tags_are_cut()
    {
        var run = await NewRunAsync();

        await Client.LogParamAsync(run.Id, "p", new string('x', 6001));
        await Client.SetTagAsync(run.Id, "t", new string('x', 8001));

        var logged = await Client.GetRunAsync(run.Id);
        Assert.Equal((6000, 8000), (logged.Params["p"].Length, logged.Tags["t"].Length));
    }

    [Theory]
    [InlineData("a.b-c/d e_1")]
    [InlineData("é日本")]
    [InlineData("x")]
    public async Task A_key_of_letters_digits_and_a_few_signs_is_taken(string key)
    {
        var run = await NewRunAsync();

        await Client.LogMetricAsync(run.Id, key, 1);
        await Client.LogParamAsync(run.Id, key, "1");
        await Client.SetTagAsync(run.Id, key, "1");

        var logged = await Client.GetRunAsync(run.Id);
        Assert.True(logged.Metrics.ContainsKey(key) && logged.Params.ContainsKey(key) && logged.Tags.ContainsKey(key));
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("../x")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("f1(macro)")]
    [InlineData("a@b")]
    [InlineData("a'b")]
    [InlineData("a\nb")]
    [InlineData("a\\b")]
    [InlineData("p%20")]
    public async Task A_key_with_other_signs_or_that_reads_as_another_path_is_refused(string key)
    {
        var run = await NewRunAsync();

        await RefusedAsync(Invalid, () => Client.LogMetricAsync(run.Id, key, 1));
        await RefusedAsync(Invalid, () => Client.LogParamAsync(run.Id, key, "1"));
        await RefusedAsync(Invalid, () => Client.SetTagAsync(run.Id, key, "1"));
    }

    [Fact]
    public async Task A_key_of_250_characters_is_taken_and_of_251_refused()
    {
        var run = await NewRunAsync();

        await Client.LogMetricAsync(run.Id, new string('k', 250), 1);

        await RefusedAsync(Invalid, () => Client.LogMetricAsync(run.Id, new string('k', 251), 1));
        await RefusedAsync(Invalid, () => Client.LogParamAsync(run.Id, new string('k', 251), "1"));
        await RefusedAsync(Invalid, () => Client.SetTagAsync(run.Id, new string('k', 251), "1"));
    }

    [Fact]
    public async Task A_search_for_runs_looks_in_the_given_experiments_only()
    {
        var (one, two) = (await NewRunAsync(), await NewRunAsync());

        Assert.Equal([one.Id], (await Client.SearchRunsAsync([one.ExperimentId])).Select(r => r.Id));
        Assert.Empty(await Client.SearchRunsAsync([]));
        Assert.Equal(2, (await Client.SearchRunsAsync([one.ExperimentId, two.ExperimentId])).Count);
    }

    [Fact]
    public async Task A_search_for_runs_gives_the_last_started_first()
    {
        var experiment = await NewExperimentAsync();
        foreach (var second in (int[])[2, 3, 1])
            await Client.CreateRunAsync(experiment, new RunOptions { Name = $"{second}", StartTime = Start.AddSeconds(second) });

        Assert.Equal(["3", "2", "1"], (await Client.SearchRunsAsync([experiment])).Select(r => r.Name));
    }

    [Fact]
    public async Task A_search_for_runs_filters_and_orders_by_what_was_logged()
    {
        var experiment = await NewExperimentAsync();
        foreach (var (name, loss, lr) in ((string, double, string)[])[("a", 0.3, "0.1"), ("b", 0.1, "0.1"), ("c", 0.2, "0.2"), ("d", 0.9, "0.1")])
        {
            var run = await Client.CreateRunAsync(experiment, new RunOptions { Name = name, StartTime = Start });
            await Client.LogBatchAsync(run.Id, new RunBatch { Metrics = [new Metric("loss", loss, Start)], Params = [new("lr", lr)] });
        }

        var found = await Client.SearchRunsAsync([experiment], "metrics.loss < 0.5 AND params.lr = '0.1'", orderBy: ["metrics.loss ASC"]);

        Assert.Equal(["b", "a"], found.Select(r => r.Name));
    }

    [Fact]
    public async Task A_search_for_runs_gives_pages_until_the_last()
    {
        var experiment = await NewExperimentAsync();
        for (var i = 0; i < 5; i++) await Client.CreateRunAsync(experiment, new RunOptions { Name = $"{i}", StartTime = Start.AddSeconds(i) });

        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await Client.SearchRunsAsync([experiment], maxResults: 2, orderBy: ["start_time ASC"], pageToken: token);
            Assert.InRange(page.Count, 1, 2);
            names.AddRange(page.Select(r => r.Name));
            token = page.NextPageToken;
        }
        while (token is not null);

        Assert.Equal(["0", "1", "2", "3", "4"], names);
    }

    [Fact]
    public async Task A_search_for_runs_sees_deleted_ones_when_asked()
    {
        var run = await NewRunAsync();
        await Client.DeleteRunAsync(run.Id);

        Assert.Empty(await Client.SearchRunsAsync([run.ExperimentId]));
        Assert.Single(await Client.SearchRunsAsync([run.ExperimentId], viewType: ViewType.DeletedOnly));
        Assert.Single(await Client.SearchRunsAsync([run.ExperimentId], viewType: ViewType.All));
    }

    [Theory]
    [InlineData("metrics.loss < 'x'")]
    [InlineData("metrics.loss = 1 OR metrics.loss = 2")]
    [InlineData("banana.x = 1")]
    [InlineData("this is not sql")]
    public async Task A_filter_that_cannot_be_read_is_refused(string filter)
    {
        var experiment = await NewExperimentAsync();

        await RefusedAsync(Invalid, () => Client.SearchRunsAsync([experiment], filter));
    }
}
