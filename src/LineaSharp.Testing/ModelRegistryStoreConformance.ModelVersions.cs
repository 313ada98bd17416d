using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Testing;

public abstract partial class ModelRegistryStoreConformance
{
    [Fact]
    public async Task A_new_version_has_what_it_was_given_and_is_ready_at_once()
    {
        var name = await NewModelAsync();

        var created = await Client.CreateModelVersionAsync(
            name, Source, new ModelVersionOptions { RunId = "ffffffffffffffffffffffffffffffff", Description = "first", Tags = Tag("k", "v"), RunLink = "https://host/run" });

        var version = await Client.GetModelVersionAsync(name, 1);
        Assert.Equal((name, 1, "first", Source), (version.Name, version.Version, version.Description, version.Source));
        Assert.Equal(("ffffffffffffffffffffffffffffffff", "https://host/run", "v"), (version.RunId, version.RunLink, version.Tags["k"]));
        Assert.Equal((ModelVersionStatus.Ready, "None"), (version.Status, version.Stage));
        Assert.Equal((1, ModelVersionStatus.Ready), (created.Version, created.Status));
        Assert.Empty(version.Aliases);
    }

    [Fact]
    public async Task What_a_version_was_not_given_is_null_or_empty()
    {
        var name = await NewModelAsync(versions: 1);

        var version = await Client.GetModelVersionAsync(name, 1);

        Assert.Equal((null, null, null), (version.RunId, version.RunLink, version.ModelId));
        Assert.Equal(("", ""), (version.Description, version.StatusMessage));
    }

    [Fact]
    public async Task Versions_are_numbered_from_1_and_a_deleted_number_is_not_given_out_again()
    {
        var name = await NewModelAsync(versions: 3);

        await Client.DeleteModelVersionAsync(name, 3);

        Assert.Equal(4, (await Client.CreateModelVersionAsync(name, Source)).Version);
        await RefusedAsync(NotFound, () => Client.GetModelVersionAsync(name, 3));
        await RefusedAsync(NotFound, () => Client.DeleteModelVersionAsync(name, 3));
    }

    [Fact]
    public async Task Versions_registered_at_the_same_time_have_consecutive_numbers()
    {
        var name = await NewModelAsync();

        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.CreateModelVersionAsync(name, Source)));

        Assert.Equal(Enumerable.Range(1, 20), created.Select(v => v.Version).Order());
    }

    [Fact]
    public async Task A_version_that_is_not_there_is_not_found()
    {
        var name = await NewModelAsync(versions: 1);

        await RefusedAsync(NotFound, () => Client.GetModelVersionAsync(name, 99));
        await RefusedAsync(NotFound, () => Client.UpdateModelVersionAsync(name, 99, "x"));
        await RefusedAsync(NotFound, () => Client.DeleteModelVersionAsync(name, 99));
        await RefusedAsync(NotFound, () => Client.SetModelVersionTagAsync(name, 99, "k", "v"));
        await RefusedAsync(NotFound, () => Client.DeleteModelVersionTagAsync(name, 99, "k"));
        await RefusedAsync(NotFound, () => Client.TransitionModelVersionStageAsync(name, 99, "Staging"));
        await RefusedAsync(NotFound, () => Client.GetModelVersionDownloadUriAsync(name, 99));
        await RefusedAsync(NotFound, () => Client.SetRegisteredModelAliasAsync(name, "q", 99));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mlflow-artifacts:/4/../../x")]
    [InlineData("s3://bucket/%2e%2e/x")]
    [InlineData("s3://bucket/%252e%252e/x")]
    public async Task A_source_that_is_empty_or_points_above_itself_is_refused(string source)
    {
        var name = await NewModelAsync();

        await RefusedAsync(Invalid, () => Client.CreateModelVersionAsync(name, source));
    }

    [Fact]
    public async Task A_version_of_a_logged_model_has_its_run_and_its_files()
    {
        await NeedsLoggedModelsAsync();
        var (run, logged) = await NewLoggedModelAsync();
        var name = await NewModelAsync();

        var version = await Client.CreateModelVersionAsync(name, logged.ModelUri, new ModelVersionOptions { ModelId = logged.Id });

        Assert.Equal((logged.ModelUri, run.Id, logged.Id), (version.Source, version.RunId, version.ModelId));
        Assert.Equal(logged.ArtifactLocation, await Client.GetModelVersionDownloadUriAsync(name, 1));
    }

    [Fact]
    public async Task A_logged_model_tells_each_version_it_is_registered_as_once()
    {
        await NeedsLoggedModelsAsync();
        var (_, logged) = await NewLoggedModelAsync();
        var name = await NewModelAsync();

        await Client.CreateModelVersionAsync(name, logged.ModelUri, new ModelVersionOptions { ModelId = logged.Id });
        await Client.CreateModelVersionAsync(name, logged.ModelUri, new ModelVersionOptions { ModelId = logged.Id });

        var tag = (await Client.GetLoggedModelAsync(logged.Id)).Tags["mlflow.modelVersions"];
        using var json = System.Text.Json.JsonDocument.Parse(tag);
        Assert.Equal(
            [(name, "1"), (name, "2")],
            json.RootElement.EnumerateArray().Select(v => (v.GetProperty("name").GetString()!, v.GetProperty("version").ToString())));
    }

    [Fact]
    public virtual async Task A_version_of_a_version_has_its_run_and_its_files()
    {
        var (run, logged) = await NewLoggedModelAsync();
        var (name, copy) = (await NewModelAsync(), await NewModelAsync());
        await Client.CreateModelVersionAsync(name, logged.ModelUri, new ModelVersionOptions { ModelId = logged.Id });

        var version = await Client.CreateModelVersionAsync(copy, $"models:/{name}/1");

        Assert.Equal(($"models:/{name}/1", run.Id), (version.Source, version.RunId));
        Assert.Equal(logged.ArtifactLocation, await Client.GetModelVersionDownloadUriAsync(copy, 1));
    }

    [Fact]
    public async Task Files_are_downloaded_from_the_source_when_it_is_no_model()
    {
        var name = await NewModelAsync(versions: 1);

        Assert.Equal(Source, await Client.GetModelVersionDownloadUriAsync(name, 1));
    }

    [Fact]
    public async Task A_versions_description_and_tags_change()
    {
        var name = await NewModelAsync(versions: 2);
        await TickAsync();

        var updated = await Client.UpdateModelVersionAsync(name, 1, "new");
        await Client.SetModelVersionTagAsync(name, 1, "k", "1");
        await Client.SetModelVersionTagAsync(name, 1, "k", "2");
        await Client.SetModelVersionTagAsync(name, 1, "gone", "3");
        await Client.DeleteModelVersionTagAsync(name, 1, "gone");
        await Client.DeleteModelVersionTagAsync(name, 1, "gone");

        Assert.True(updated.LastUpdateTime > updated.CreationTime);
        var version = await Client.GetModelVersionAsync(name, 1);
        Assert.Equal(("new", "2"), (version.Description, Assert.Single(version.Tags).Value));
        Assert.Empty((await Client.GetModelVersionAsync(name, 2)).Tags);
    }

    [Fact]
    public async Task A_version_moves_to_a_stage_in_any_spelling()
    {
        var name = await NewModelAsync(versions: 1);

        var moved = await Client.TransitionModelVersionStageAsync(name, 1, "pRoDuCtIoN");

        Assert.Equal("Production", moved.Stage);
        await RefusedAsync(Invalid, () => Client.TransitionModelVersionStageAsync(name, 1, "Banana"));
    }

    [Fact]
    public async Task A_move_may_archive_the_versions_that_were_in_the_stage()
    {
        var name = await NewModelAsync(versions: 5);
        await Client.TransitionModelVersionStageAsync(name, 1, "Staging");
        await Client.TransitionModelVersionStageAsync(name, 2, "Staging");
        await Client.TransitionModelVersionStageAsync(name, 4, "Production");

        await Client.TransitionModelVersionStageAsync(name, 3, "Staging", archiveExistingVersions: true);

        var versions = await Client.SearchModelVersionsAsync($"name = '{name}'", orderBy: ["version_number ASC"]);
        Assert.Equal(["Archived", "Archived", "Staging", "Production", "None"], versions.Select(v => v.Stage));
    }

    [Fact]
    public async Task The_latest_versions_are_the_highest_of_every_stage()
    {
        var name = await NewModelAsync(versions: 5);
        await Client.TransitionModelVersionStageAsync(name, 1, "Archived");
        await Client.TransitionModelVersionStageAsync(name, 2, "Production");
        await Client.TransitionModelVersionStageAsync(name, 3, "Production");
        await Client.DeleteModelVersionAsync(name, 5);

        var latest = await Client.GetLatestVersionsAsync(name);

        Assert.Equal([(1, "Archived"), (3, "Production"), (4, "None")], latest.Select(v => (v.Version, v.Stage)).Order());
        Assert.Equal(3, Assert.Single(await Client.GetLatestVersionsAsync(name, ["production"])).Version);
        Assert.Empty(await Client.GetLatestVersionsAsync(name, ["Staging"]));
        Assert.Equal([1, 3, 4], (await Client.GetRegisteredModelAsync(name)).LatestVersions.Select(v => v.Version).Order());
        await RefusedAsync(Invalid, () => Client.GetLatestVersionsAsync(name, ["Banana"]));
    }

    private async Task<(Run Run, LoggedModel Model)> NewLoggedModelAsync()
    {
        var experiment = await Client.CreateExperimentAsync(NewName());
        var run = await Client.CreateRunAsync(experiment);
        return (run, await Client.CreateLoggedModelAsync(experiment, new LoggedModelOptions { Name = "clf", SourceRunId = run.Id }));
    }
}
