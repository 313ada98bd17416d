using LineaSharp.Mlflow;
using LineaSharp.Repositories;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Rest;

[Trait("needs", "live-server")]
public sealed class LiveTrackingStoreTests : TrackingStoreConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();

    public override async Task A_metric_of_an_unknown_logged_model_is_refused_and_not_stored()
    {
        await LiveServer.SkipBefore317Async("stores it");
        await base.A_metric_of_an_unknown_logged_model_is_refused_and_not_stored();
    }
}

[Trait("needs", "live-server")]
public sealed class LiveTrackingSearchTests : TrackingSearchConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();

    public override async Task Runs_are_found_by_what_they_logged(string filter, params string[] expected)
    {
        if (filter.Contains("NULL", StringComparison.Ordinal)) await LiveServer.SkipBefore317Async("knows no IS NULL");
        await base.Runs_are_found_by_what_they_logged(filter, expected);
    }

    public override async Task Logged_models_are_found_by_what_they_are_and_by_any_value_of_a_metric(string filter, params string[] expected)
    {
        if (filter.StartsWith("creation_timestamp > 0 AND", StringComparison.Ordinal)) await LiveServer.SkipBefore317Async("cannot read the two conditions");
        await base.Logged_models_are_found_by_what_they_are_and_by_any_value_of_a_metric(filter, expected);
    }

    public override async Task A_search_for_logged_models_may_be_limited_to_datasets()
    {
        await LiveServer.SkipBefore317Async("takes a dataset without a digest for one whose digest is missing");
        await base.A_search_for_logged_models_may_be_limited_to_datasets();
    }
}

[Trait("needs", "live-server")]
public sealed class LiveModelRegistryTests : ModelRegistryStoreConformance
{
    protected override MlflowClient Client { get; } = LiveServer.Client();

    public override async Task A_version_of_a_version_has_its_run_and_its_files()
    {
        await LiveServer.SkipBefore317Async("leaves its run out");
        await base.A_version_of_a_version_has_its_run_and_its_files();
    }

    public override async Task The_alias_of_a_deleted_version_goes_with_it()
    {
        await LiveServer.SkipBefore317Async("keeps the alias");
        await base.The_alias_of_a_deleted_version_goes_with_it();
    }

    public override async Task A_filter_of_model_versions_that_cannot_be_read_is_refused(string filter)
    {
        if (filter == "version_number = 'a'") await LiveServer.SkipBefore317Async("finds nothing by it");
        await base.A_filter_of_model_versions_that_cannot_be_read_is_refused(filter);
    }
}

[Trait("needs", "live-server")]
public sealed class LiveArtifactRepositoryTests : ArtifactRepositoryConformance
{
    private readonly MlflowClient _client = LiveServer.Client();

    protected override IArtifactRepository New() => _client.ArtifactRepository($"mlflow-artifacts:/conformance/{Guid.NewGuid():n}/artifacts");

    [Fact(Skip = "A server always replaces what is there: PutMode.Create is not offered.")]
    public override Task A_put_replaces_and_a_create_does_not() => Task.CompletedTask;

    [Fact(Skip = "A server always replaces what is there: PutMode.Create is not offered.")]
    public override Task Of_many_that_create_one_name_at_once_exactly_one_wins_and_its_bytes_stand() => Task.CompletedTask;

    [Fact]
    public async Task A_put_replaces_and_creating_only_what_is_not_there_is_not_offered()
    {
        using var folder = new TempFolder();
        var repository = New();
        foreach (var text in (string[])["first", "second one"])
        {
            File.WriteAllText(folder.File("x"), text);
            await repository.PutFileAsync("x", folder.File("x"), new PutOptions(), default);
        }

        var error = await Assert.ThrowsAsync<LineaException>(() => repository.PutFileAsync("y", folder.File("x"), new PutOptions { Mode = PutMode.Create }, default));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Equal("second one".Length, await repository.FindSizeAsync("x", default));
        Assert.Null(await repository.FindSizeAsync("y", default));
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
