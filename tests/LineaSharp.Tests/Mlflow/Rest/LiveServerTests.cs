using LineaSharp.Mlflow;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

[Trait("needs", "live-server")]
public sealed class LiveTrackingStoreTests : TrackingStoreConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();

    protected override Task NeedsLoggedModelsAsync() => LiveServer.SkipWithoutLoggedModelsAsync();

    public override async Task A_metric_of_an_unknown_logged_model_is_refused_and_not_stored()
    {
        await LiveServer.SkipBeforeAsync("3.17", "stores it");
        await base.A_metric_of_an_unknown_logged_model_is_refused_and_not_stored();
    }

    public override async Task An_unknown_experiment_is_not_got(string id, string code)
    {
        if (code != "RESOURCE_DOES_NOT_EXIST") await LiveServer.SkipBeforeAsync("3.0", "has not found it, whatever the id looks like");
        await base.An_unknown_experiment_is_not_got(id, code);
    }

    public override async Task An_experiment_tag_is_set_replaced_and_removed()
    {
        await LiveServer.SkipBeforeAsync("3.0", "removes no tag of an experiment");
        await base.An_experiment_tag_is_set_replaced_and_removed();
    }

    public override async Task The_history_of_a_metric_comes_in_pages()
    {
        await LiveServer.SkipBeforeAsync("3.0", "gives all of it at once");
        await base.The_history_of_a_metric_comes_in_pages();
    }
}

[Trait("needs", "live-server")]
public sealed class LiveTrackingSearchTests : TrackingSearchConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();

    protected override Task NeedsLoggedModelsAsync() => LiveServer.SkipWithoutLoggedModelsAsync();

    public override async Task Runs_are_found_by_what_they_logged(string filter, params string[] expected)
    {
        if (filter.Contains("NULL", StringComparison.Ordinal)) await LiveServer.SkipBeforeAsync("3.17", "knows no IS NULL");
        if (filter.Contains("IN ('none', \"", StringComparison.Ordinal)) await LiveServer.SkipBeforeAsync("3.0", "reads no list of two kinds of quotes");
        await base.Runs_are_found_by_what_they_logged(filter, expected);
    }

    public override async Task Logged_models_are_found_by_what_they_are_and_by_any_value_of_a_metric(string filter, params string[] expected)
    {
        if (filter.StartsWith("creation_timestamp > 0 AND", StringComparison.Ordinal)) await LiveServer.SkipBeforeAsync("3.17", "cannot read the two conditions");
        await base.Logged_models_are_found_by_what_they_are_and_by_any_value_of_a_metric(filter, expected);
    }

    public override async Task A_search_for_logged_models_may_be_limited_to_datasets()
    {
        await LiveServer.SkipBeforeAsync("3.17", "takes a dataset without a digest for one whose digest is missing");
        await base.A_search_for_logged_models_may_be_limited_to_datasets();
    }
}

[Trait("needs", "live-server")]
public sealed class LiveModelRegistryTests : ModelRegistryStoreConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();

    protected override Task NeedsLoggedModelsAsync() => LiveServer.SkipWithoutLoggedModelsAsync();

    public override async Task A_version_of_a_version_has_its_run_and_its_files()
    {
        await LiveServer.SkipBeforeAsync("3.17", "leaves its run out");
        await base.A_version_of_a_version_has_its_run_and_its_files();
    }

    public override async Task The_alias_of_a_deleted_version_goes_with_it()
    {
        await LiveServer.SkipBeforeAsync("3.17", "keeps the alias");
        await base.The_alias_of_a_deleted_version_goes_with_it();
    }

    public override async Task A_filter_of_model_versions_that_cannot_be_read_is_refused(string filter)
    {
        if (filter == "version_number = 'a'") await LiveServer.SkipBeforeAsync("3.17", "finds nothing by it");
        await base.A_filter_of_model_versions_that_cannot_be_read_is_refused(filter);
    }

    public override async Task An_alias_that_is_not_there_is_an_invalid_parameter_and_aliases_mind_case()
    {
        await LiveServer.SkipBeforeAsync("3.0", "calls an alias of an unknown model an invalid parameter too");
        await base.An_alias_that_is_not_there_is_an_invalid_parameter_and_aliases_mind_case();
    }

    public override async Task A_name_that_is_empty_or_reads_as_a_path_is_refused(string name)
    {
        if (name.Length > 0) await LiveServer.SkipBeforeAsync("3.0", "takes every name that is not empty");
        await base.A_name_that_is_empty_or_reads_as_a_path_is_refused(name);
    }

    public override async Task A_model_cannot_take_another_ones_name()
    {
        await LiveServer.SkipBeforeAsync("3.0", "takes every name that is not empty, and another one's is tested with a name that reads as a path");
        await base.A_model_cannot_take_another_ones_name();
    }

    public override async Task Prompts_are_left_out_unless_asked_for()
    {
        await LiveServer.SkipBeforeAsync("3.0", "knows no prompts");
        await base.Prompts_are_left_out_unless_asked_for();
    }
}

/// <summary>A run, its files and its model, as a user of the client alone would do it.</summary>
[Trait("needs", "live-server")]
public sealed class LiveClientTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_logged_registered_and_downloaded_again()
    {
        var client = LiveServer.Client();
        await LiveServer.SkipWithoutLoggedModelsAsync();
        await LiveServer.SkipWithoutModelUploadsAsync();
        var name = $"live-{Guid.NewGuid():n}";
        Directory.CreateDirectory(_folder.File("model", "data é"));
        File.WriteAllText(_folder.File("model", "MLmodel"), "flavors: {}");
        File.WriteAllBytes(_folder.File("model", "data é", "100% a+b.bin"), new byte[2_500_000]);
        File.WriteAllBytes(_folder.File("model", "empty"), []);

        var run = await client.CreateRunAsync(await client.CreateExperimentAsync(name), new RunOptions { Name = "live" });
        var model = await client.CreateLoggedModelAsync(run.ExperimentId, new LoggedModelOptions { Name = "clf", SourceRunId = run.Id });
        await client.LogLoggedModelArtifactsAsync(model.Id, _folder.File("model"));
        await client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready);
        await client.CreateRegisteredModelAsync(name);
        var version = await client.CreateModelVersionAsync(name, model.ModelUri, new ModelVersionOptions { ModelId = model.Id });
        await client.SetTerminatedAsync(run.Id);

        var resolved = await client.DownloadModelAsync($"models:/{name}/{version.Version}", _folder.File("back"));
        Assert.Equal(model.Id, resolved.ModelId);
        foreach (var file in Directory.GetFiles(_folder.File("model"), "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder.File("back"), Path.GetRelativePath(_folder.File("model"), file))));
    }
}
