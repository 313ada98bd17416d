using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class TrackingStoreConformance
{
    [Fact]
    public async Task A_new_experiment_is_found_by_id_and_by_name()
    {
        var name = NewName("exp é 日本 /q?#");

        var id = await Client.CreateExperimentAsync(name, tags: new Dictionary<string, string> { ["team"] = "x" });

        var byId = await Client.GetExperimentAsync(id);
        var byName = await Client.GetExperimentByNameAsync(name);
        Assert.Equal(name, byId.Name);
        Assert.Equal(id, byName.Id);
        Assert.Equal(LifecycleStage.Active, byId.LifecycleStage);
        Assert.Equal("x", byName.Tags["team"]);
        Assert.NotEmpty(byId.ArtifactLocation);
        Assert.NotNull(byId.CreationTime);
    }

    [Fact]
    public async Task Experiment_0_is_named_Default()
    {
        var experiment = await Client.GetExperimentAsync("0");

        Assert.Equal("Default", experiment.Name);
    }

    [Fact]
    public async Task An_experiment_keeps_the_artifact_location_it_was_given()
    {
        var id = await Client.CreateExperimentAsync(NewName(), "s3://bucket/some/where");

        var run = await Client.CreateRunAsync(id);

        Assert.Equal("s3://bucket/some/where", (await Client.GetExperimentAsync(id)).ArtifactLocation);
        Assert.Equal($"s3://bucket/some/where/{run.Id}/artifacts", run.ArtifactUri);
    }

    [Fact]
    public async Task An_experiment_name_is_given_once_even_when_its_owner_is_deleted()
    {
        var name = NewName();
        var id = await Client.CreateExperimentAsync(name);
        await RefusedAsync(Exists, () => Client.CreateExperimentAsync(name));

        await Client.DeleteExperimentAsync(id);

        await RefusedAsync(Exists, () => Client.CreateExperimentAsync(name));
    }

    [Fact]
    public async Task Experiment_names_mind_case()
    {
        var name = NewName("lower");
        await Client.CreateExperimentAsync(name);

        Assert.Null(await Client.FindExperimentByNameAsync(name.ToUpperInvariant()));
        await RefusedAsync(NotFound, () => Client.GetExperimentByNameAsync(name.ToUpperInvariant()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public Task An_experiment_name_that_is_empty_or_too_long_is_refused(int length) =>
        RefusedAsync(Invalid, () => Client.CreateExperimentAsync(new string('n', length)));

    [Theory]
    [InlineData("999999999", NotFound)]
    [InlineData("abc", Invalid)]
    [InlineData("../1", Invalid)]
    public virtual Task An_unknown_experiment_is_not_got(string id, string code) => RefusedAsync(code, () => Client.GetExperimentAsync(id));

    [Fact]
    public async Task Deleting_an_experiment_takes_its_runs_along_and_restoring_brings_them_back()
    {
        var run = await NewRunAsync();

        await Client.DeleteExperimentAsync(run.ExperimentId);
        Assert.Equal(LifecycleStage.Deleted, (await Client.GetExperimentAsync(run.ExperimentId)).LifecycleStage);
        Assert.Equal(LifecycleStage.Deleted, (await Client.GetRunAsync(run.Id)).LifecycleStage);
        await RefusedAsync(NotFound, () => Client.DeleteExperimentAsync(run.ExperimentId));
        await RefusedAsync(Invalid, () => Client.CreateRunAsync(run.ExperimentId));

        await Client.RestoreExperimentAsync(run.ExperimentId);
        Assert.Equal(LifecycleStage.Active, (await Client.GetExperimentAsync(run.ExperimentId)).LifecycleStage);
        Assert.Equal(LifecycleStage.Active, (await Client.GetRunAsync(run.Id)).LifecycleStage);
        await RefusedAsync(NotFound, () => Client.RestoreExperimentAsync(run.ExperimentId));
    }

    [Fact]
    public async Task An_experiment_is_renamed_unless_the_name_is_taken()
    {
        var (id, taken, free) = (await NewExperimentAsync(), NewName(), NewName());
        await Client.CreateExperimentAsync(taken);

        await Client.RenameExperimentAsync(id, free);

        Assert.Equal(free, (await Client.GetExperimentAsync(id)).Name);
        await RefusedAsync("BAD_REQUEST", () => Client.RenameExperimentAsync(id, taken));
    }

    [Fact]
    public async Task A_deleted_experiment_is_not_renamed()
    {
        var id = await NewExperimentAsync();
        await Client.DeleteExperimentAsync(id);

        await RefusedAsync("INVALID_STATE", () => Client.RenameExperimentAsync(id, NewName()));
    }

    [Fact]
    public virtual async Task An_experiment_tag_is_set_replaced_and_removed()
    {
        var id = await NewExperimentAsync();

        await Client.SetExperimentTagAsync(id, "k", "1");
        await Client.SetExperimentTagAsync(id, "k", "2");
        Assert.Equal("2", (await Client.GetExperimentAsync(id)).Tags["k"]);

        await Client.DeleteExperimentTagAsync(id, "k");
        Assert.Empty((await Client.GetExperimentAsync(id)).Tags);
        await RefusedAsync(NotFound, () => Client.DeleteExperimentTagAsync(id, "k"));
    }

    [Fact]
    public async Task A_deleted_experiment_takes_no_tag()
    {
        var id = await NewExperimentAsync();
        await Client.DeleteExperimentAsync(id);

        await RefusedAsync(Invalid, () => Client.SetExperimentTagAsync(id, "k", "1"));
    }

    [Fact]
    public async Task A_search_for_experiments_finds_by_name_and_view()
    {
        var stem = NewName("find");
        var kept = await Client.CreateExperimentAsync(stem + "-kept");
        var gone = await Client.CreateExperimentAsync(stem + "-gone");
        await Client.DeleteExperimentAsync(gone);

        async Task<IEnumerable<string>> Find(ViewType view) => (await Client.SearchExperimentsAsync($"name LIKE '{stem}%'", view, orderBy: ["name DESC"])).Select(e => e.Id);

        Assert.Equal([kept], await Find(ViewType.ActiveOnly));
        Assert.Equal([gone], await Find(ViewType.DeletedOnly));
        Assert.Equal([kept, gone], await Find(ViewType.All));
    }

    [Fact]
    public async Task A_search_for_experiments_gives_pages_until_the_last()
    {
        var stem = NewName("page");
        for (var i = 0; i < 5; i++) await Client.CreateExperimentAsync($"{stem}-{i}");

        var first = await Client.SearchExperimentsAsync($"name LIKE '{stem}%'", maxResults: 2, orderBy: ["name"]);
        var second = await Client.SearchExperimentsAsync($"name LIKE '{stem}%'", maxResults: 2, orderBy: ["name"], pageToken: first.NextPageToken);
        var third = await Client.SearchExperimentsAsync($"name LIKE '{stem}%'", maxResults: 2, orderBy: ["name"], pageToken: second.NextPageToken);

        Assert.Equal([$"{stem}-0", $"{stem}-1", $"{stem}-2", $"{stem}-3", $"{stem}-4"], first.Concat(second).Concat(third).Select(e => e.Name));
        Assert.NotNull(second.NextPageToken);
        Assert.Null(third.NextPageToken);
    }

    [Fact]
    public async Task All_pages_of_experiments_come_as_one_sequence()
    {
        var stem = NewName("all");
        for (var i = 0; i < 3; i++) await Client.CreateExperimentAsync($"{stem}-{i}");

        var names = new List<string>();
        await foreach (var experiment in Client.SearchAllExperimentsAsync($"name LIKE '{stem}%'", orderBy: ["name"])) names.Add(experiment.Name);

        Assert.Equal([$"{stem}-0", $"{stem}-1", $"{stem}-2"], names);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(50_001)]
    public Task A_search_for_too_few_or_too_many_experiments_is_refused(int maxResults) =>
        RefusedAsync(Invalid, () => Client.SearchExperimentsAsync(maxResults: maxResults));

    [Fact]
    public Task A_page_token_that_is_none_is_refused() => RefusedAsync(Invalid, () => Client.SearchExperimentsAsync(pageToken: "not-a-token"));
}
