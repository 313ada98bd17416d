using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Fluent;

public sealed class StartRunTests : IDisposable
{
    private readonly MlflowFiles _files = new();
    private readonly MlflowClient _client;

    public StartRunTests() => _client = _files.Client();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_run_has_the_tags_that_MLflow_sets()
    {
        await using var run = await _client.StartRunAsync(new() { RunName = "first", Description = "About **this**.", Tags = new Dictionary<string, string> { ["team"] = "a" } });

        var stored = await _client.GetRunAsync(run.Id);
        Assert.Equal((RunStatus.Running, "first", Environment.UserName, "0"), (stored.Status, stored.Name, stored.UserId, stored.ExperimentId));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["mlflow.user"] = Environment.UserName, ["mlflow.source.name"] = Environment.GetCommandLineArgs()[0], ["mlflow.source.type"] = "LOCAL",
                ["mlflow.runName"] = "first", ["mlflow.note.content"] = "About **this**.", ["team"] = "a",
            },
            stored.Tags);
    }

    [Fact]
    public async Task A_given_tag_wins_over_the_one_that_MLflow_sets()
    {
        await using var run = await _client.StartRunAsync(new() { Tags = new Dictionary<string, string> { ["mlflow.user"] = "ada" } });

        Assert.Equal(("ada", "ada"), (run.Run.UserId, run.Run.Tags["mlflow.user"]));
    }

    [Fact]
    public async Task A_missing_experiment_is_made_and_found_again()
    {
        await using var first = await _client.StartRunAsync(new() { Experiment = "churn" });
        await using var second = await _client.StartRunAsync(new() { Experiment = "churn" });
        await using var third = await _client.StartRunAsync(new() { ExperimentId = first.Run.ExperimentId });

        var experiment = await _client.GetExperimentByNameAsync("churn");
        Assert.All([first, second, third], run => Assert.Equal(experiment.Id, run.Run.ExperimentId));
    }

    [Fact]
    public async Task Of_many_that_need_an_experiment_at_once_one_makes_it_and_all_use_it()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _files.Client().StartRunAsync(new() { Experiment = "wanted" }))));

        Assert.Single(runs.Select(r => r.Run.ExperimentId).Distinct());
        foreach (var run in runs) await run.EndAsync();
    }

    [Fact]
    public async Task A_nested_run_names_its_parent_and_is_in_its_experiment()
    {
        await using var parent = await _client.StartRunAsync(new() { Experiment = "sweep" });
        await using var child = await parent.StartNestedRunAsync(new() { RunName = "lr 0.1" });
        await using var grandchild = await child.StartNestedRunAsync();

        Assert.Equal((parent.Id, parent.Run.ExperimentId, "lr 0.1"), (child.Run.Tags["mlflow.parentRunId"], child.Run.ExperimentId, child.Run.Name));
        Assert.Equal(child.Id, grandchild.Run.Tags["mlflow.parentRunId"]);
        Assert.Equal([child.Id], (await _client.SearchRunsAsync([parent.Run.ExperimentId], $"tags.mlflow.parentRunId = '{parent.Id}'")).Items.Select(r => r.Id));
    }

    [Fact]
    public async Task A_parent_that_does_not_exist_is_told()
    {
        var told = await Assert.ThrowsAsync<MlflowException>(() => _client.StartRunAsync(new() { ParentRunId = new string('0', 32), ExperimentId = "0" }));

        Assert.Equal(ErrorCode.NotFound, told.Code);
    }

    [Fact]
    public async Task A_run_is_taken_up_again_and_keeps_what_it_had()
    {
        string id;
        await using (var run = await _client.StartRunAsync(new() { Experiment = "churn", RunName = "long" }))
        {
            id = run.Id;
            await run.LogMetricAsync("m", 1);
            await run.EndAsync(RunStatus.Failed);
        }

        await using (var again = await _client.StartRunAsync(new() { RunId = id, Experiment = "churn", Tags = new Dictionary<string, string> { ["again"] = "yes" } }))
        {
            Assert.Equal((RunStatus.Running, "long", "yes", 1d), (again.Run.Status, again.Run.Name, again.Run.Tags["again"], again.Run.Metrics["m"]));
            await again.LogMetricAsync("m", 2, 1);
            await again.EndAsync();
        }

        var stored = await _client.GetRunAsync(id);
        Assert.Equal((RunStatus.Finished, 2d), (stored.Status, stored.Metrics["m"]));
    }

    [Fact]
    public async Task A_run_is_not_taken_up_in_another_experiment()
    {
        await using var run = await _client.StartRunAsync();
        await run.EndAsync();

        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<MlflowException>(() => _client.StartRunAsync(new() { RunId = run.Id, Experiment = "other" }))).Code);
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<MlflowException>(() => _client.StartRunAsync(new() { RunId = run.Id, ExperimentId = "7" }))).Code);
        Assert.Null(await _client.FindExperimentByNameAsync("other"));
        Assert.Equal(RunStatus.Finished, (await _client.GetRunAsync(run.Id)).Status);
    }

    [Fact]
    public async Task A_deleted_run_is_not_taken_up()
    {
        await using var run = await _client.StartRunAsync();
        await run.EndAsync();
        await _client.DeleteRunAsync(run.Id);

        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<MlflowException>(() => _client.StartRunAsync(new() { RunId = run.Id }))).Code);
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _client.StartRunAsync(new() { Experiment = "a", ExperimentId = "0" }));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.StartRunAsync(new() { FlushInterval = TimeSpan.Zero }));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.StartRunAsync(
            new() { Description = "a", Tags = new Dictionary<string, string> { ["mlflow.note.content"] = "b" } }));
    }
}
