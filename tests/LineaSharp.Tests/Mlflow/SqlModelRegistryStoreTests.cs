using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>What the registry leaves in the database, where MLflow's own processes read it.</summary>
public sealed class SqlModelRegistryStoreTests : IDisposable
{
    private const string NoModel = "m-ffffffffffffffffffffffffffffffff";

    private readonly MlflowFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(120)]
    public async Task Versions_have_their_own_tags_however_many_keys_there_are(int keys)
    {
        using var files = new MlflowFiles();
        var client = files.Client();
        await client.CreateRegisteredModelAsync("many");
        for (var i = 0; i < keys; i++)
            await client.CreateModelVersionAsync("many", $"s3://{i}", new ModelVersionOptions { Tags = new Dictionary<string, string> { [$"key-{i}"] = $"{i}" } });

        var found = await client.SearchModelVersionsAsync("name = 'many'", orderBy: ["version_number ASC"]);

        Assert.Equal(Enumerable.Range(0, keys).Select(i => ($"key-{i}", $"{i}")), found.Select(v => (Assert.Single(v.Tags).Key, v.Tags.Values.Single())));
    }

    [Fact]
    public async Task A_deleted_version_keeps_its_row_without_what_it_held()
    {
        var client = _files.Client();
        await client.CreateRegisteredModelAsync("clf");
        await client.CreateModelVersionAsync("clf", "s3://secret/path", new ModelVersionOptions { RunId = "r", Description = "d" });

        await client.DeleteModelVersionAsync("clf", 1);

        Assert.Equal(
            "Deleted_Internal|REDACTED-SOURCE-PATH|REDACTED-RUN-ID|REDACTED-RUN-LINK|",
            _files.Ask("SELECT current_stage || '|' || source || '|' || run_id || '|' || run_link || '|' || coalesce(description, '') FROM model_versions"));
    }

    [Fact]
    public async Task A_version_of_a_logged_model_keeps_where_its_files_are()
    {
        var client = _files.Client();
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m" });
        await client.CreateRegisteredModelAsync("clf");

        await client.CreateModelVersionAsync("clf", model.ModelUri);

        Assert.Equal(model.ArtifactLocation, _files.Ask("SELECT storage_location FROM model_versions"));
        Assert.Equal("""[{"name":"clf","version":1}]""", _files.Ask("SELECT tag_value FROM logged_model_tags"));
    }

    [Fact]
    public async Task The_list_of_versions_that_MLflow_wrote_grows()
    {
        var client = _files.Client();
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m" });
        await client.CreateRegisteredModelAsync("clf");
        await client.SetLoggedModelTagsAsync(model.Id, new Dictionary<string, string> { ["mlflow.modelVersions"] = """[{"name": "old", "version": "7"}]""" });

        await client.CreateModelVersionAsync("clf", model.ModelUri);

        Assert.Equal("""[{"name":"old","version":"7"},{"name":"clf","version":1}]""", (await client.GetLoggedModelAsync(model.Id)).Tags["mlflow.modelVersions"]);
    }

    [Fact]
    public async Task A_registration_that_cannot_be_linked_makes_no_version()
    {
        var client = _files.Client();
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m" });
        await client.CreateRegisteredModelAsync("clf");
        await client.SetLoggedModelTagsAsync(model.Id, new Dictionary<string, string> { ["mlflow.modelVersions"] = "not JSON" });

        var error = await Assert.ThrowsAsync<MlflowException>(() => client.CreateModelVersionAsync("clf", model.ModelUri));

        Assert.Equal(ErrorCode.InvalidState, error.Code);
        Assert.Equal("0", _files.Ask("SELECT count(*) FROM model_versions"));
    }

    [Theory]
    [InlineData("models:/" + NoModel)]
    [InlineData("models:/clf/7")]
    [InlineData("models:/none/1")]
    public async Task A_source_that_names_no_model_is_not_found_and_makes_no_version(string source)
    {
        var client = _files.Client();
        await client.CreateRegisteredModelAsync("clf");

        var error = await Assert.ThrowsAsync<MlflowException>(() => client.CreateModelVersionAsync("clf", source));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal("0", _files.Ask("SELECT count(*) FROM model_versions"));
    }

    [Theory]
    [InlineData("models:/clf@champion")]
    [InlineData("models:/clf/latest")]
    [InlineData("models:/")]
    [InlineData("models:clf/1")]
    public async Task A_source_that_names_a_model_in_passing_is_refused(string source)
    {
        var client = _files.Client();
        await client.CreateRegisteredModelAsync("clf");

        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<MlflowException>(() => client.CreateModelVersionAsync("clf", source))).Code);
    }

    [Fact]
    public async Task A_registry_in_a_database_of_its_own_asks_the_tracking_store_for_logged_models()
    {
        var registry = "sqlite:///" + _files.Local("registry.db");
        var client = new MlflowClient(_files.Options() with { RegistryUri = registry });
        var run = await client.CreateRunAsync("0");
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m", SourceRunId = run.Id });
        await client.CreateRegisteredModelAsync("clf");

        var version = await client.CreateModelVersionAsync("clf", model.ModelUri);

        Assert.Equal(run.Id, version.RunId);
        Assert.Equal(model.ArtifactLocation, await client.GetModelVersionDownloadUriAsync("clf", 1));
        Assert.Equal("""[{"name":"clf","version":1}]""", (await client.GetLoggedModelAsync(model.Id)).Tags["mlflow.modelVersions"]);
        Assert.Equal("0", _files.Ask("SELECT count(*) FROM registered_models"));
    }

    [Fact]
    public async Task Two_clients_that_register_one_logged_model_lose_no_version_of_its_list()
    {
        var client = _files.Client();
        var model = await client.CreateLoggedModelAsync("0", new LoggedModelOptions { Name = "m" });
        await client.CreateRegisteredModelAsync("clf");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _files.Client().CreateModelVersionAsync("clf", model.ModelUri)));

        using var list = System.Text.Json.JsonDocument.Parse((await client.GetLoggedModelAsync(model.Id)).Tags["mlflow.modelVersions"]);
        Assert.Equal(Enumerable.Range(1, 12), list.RootElement.EnumerateArray().Select(v => v.GetProperty("version").GetInt32()).Order());
    }

    [Fact]
    public async Task What_a_real_server_registered_is_read()
    {
        using var files = MlflowFiles.CopyOf("v317");
        var client = files.Client();

        var model = await client.GetRegisteredModelAsync("golden-model");

        Assert.Equal(("a registered model", "ml-team"), (model.Description, model.Tags["owner"]));
        Assert.Equal([("challenger", 3), ("champion", 2)], model.Aliases.Select(a => (a.Key, a.Value)).OrderBy(a => a.Key, StringComparer.Ordinal));
        Assert.Equal([(1, "Archived"), (2, "Production"), (3, "None")], model.LatestVersions.Select(v => (v.Version, v.Stage)));
        var second = await client.GetModelVersionByAliasAsync("golden-model", "champion");
        Assert.Equal(("second version", "yes", "m-0d5eb258384d41a59d040415d391eea1"), (second.Description, second.Tags["validated"], second.ModelId));
        Assert.Equal("mlflow-artifacts:/2/models/m-0d5eb258384d41a59d040415d391eea1/artifacts", await client.GetModelVersionDownloadUriAsync("golden-model", 2));
        Assert.Equal(4, (await client.CreateModelVersionAsync("golden-model", "s3://b/x")).Version);
    }
}
