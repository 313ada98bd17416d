using LineaSharp.Mlflow;
using LineaSharp.Tests.Store;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>File stores are not written, and what is damaged, half-written or hostile in them is told of and never followed.</summary>
public sealed class FileStoreDamageTests : IDisposable
{
    private readonly GoldenFileStore _store = new("v3");

    public void Dispose() => _store.Dispose();

    private string RunFile(params string[] parts) => _store.PathOf([_store.Experiment("a"), _store.Run("child"), .. parts]);

    [Fact]
    public async Task Writing_is_refused_with_the_command_that_moves_the_store_into_a_database()
    {
        var client = _store.Client;
        var run = _store.Run("parent");

        foreach (var write in new Func<Task>[]
        {
            () => client.CreateExperimentAsync("new"), () => client.CreateRunAsync("0"), () => client.LogMetricAsync(run, "a", 1), () => client.LogParamAsync(run, "a", "b"),
            () => client.SetTagAsync(run, "a", "b"), () => client.DeleteRunAsync(run), () => client.CreateLoggedModelAsync("0"), () => client.CreateRegisteredModelAsync("new"),
            () => client.CreateModelVersionAsync("zeta", "s3://bucket/x"), () => client.SetRegisteredModelAliasAsync("zeta", "a", 1), () => client.DeleteRegisteredModelAsync("zeta"),
        })
        {
            var refusal = await Assert.ThrowsAsync<LineaException>(write);
            Assert.Equal(ErrorCode.NotSupported, refusal.Code);
            Assert.Contains($"mlflow migrate-filestore --source \"{_store.Root}\" --target sqlite:///mlflow.db", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_save_to_a_file_store_is_refused_and_leaves_no_version()
    {
        using var test = new TestStore(o => o with { Flavors = [new TextModelFlavor()] });
        test.Options.Set("mlflow_tracking_uri", _store.Root);

        var refusal = Assert.Throws<LineaException>(() => test.Store.Save(new TextModel("x"), "clf"));

        Assert.Equal(ErrorCode.NotSupported, refusal.Code);
        Assert.Null(test.Store.Find("clf"));
    }

    [Theory]
    [InlineData("meta.yaml", "artifact_uri: file:///x\nend_ti", "meta.yaml")]
    [InlineData("meta.yaml", "", "half-written")]
    [InlineData("meta.yaml", "experiment_id: '1'\nrun_id: other\n", "its folder says")]
    [InlineData("meta.yaml", "- a\n", "half-written")]
    [InlineData("meta.yaml", "run_id: [1, 2]\nexperiment_id: {a: b}\n", "text is expected")]
    [InlineData("meta.yaml", "a: !!python/object/apply:os.system [x]\n", "tag")]
    [InlineData("metrics/loss", "17 0.5 1\n1700000000000 zero 2\n", "line 2")]
    [InlineData("metrics/loss", "1700000000000\n", "line 1")]
    [InlineData("metrics/loss", "", "half-written")]
    [InlineData("metrics/loss", "1700000000000 1 2 iris\n", "digest")]
    [InlineData("inputs/0/meta.yaml", "source_type: DATASET\nsource_id: ../../models\n", "is not in it")]
    public async Task A_damaged_file_of_a_run_is_named_and_ends_a_search_unless_the_client_wants_the_rest(string file, string content, string told)
    {
        var path = RunFile(file.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
        var damaged = new List<LineaException>();
        var tolerant = new MlflowClient(_store.Options with { OnDamagedEntry = damaged.Add });

        var single = await Assert.ThrowsAsync<LineaException>(() => _store.Client.GetRunAsync(_store.Run("child")));
        var search = await Assert.ThrowsAsync<LineaException>(() => _store.Client.SearchRunsAsync([_store.Experiment("a")]));
        var rest = await tolerant.SearchRunsAsync([_store.Experiment("a")]);

        Assert.Equal((ErrorCode.CorruptArtifact, ErrorCode.CorruptArtifact), (single.Code, search.Code));
        Assert.Contains(told, single.Message, StringComparison.Ordinal);
        Assert.Contains("OnDamagedEntry", search.Message, StringComparison.Ordinal);
        Assert.Equal(["run 4", "Errored", "parent"], rest.Select(r => r.Name));
        Assert.Contains(told, Assert.Single(damaged).Message, StringComparison.Ordinal);
        Assert.Equal("parent", (await _store.Client.GetRunAsync(_store.Run("parent"))).Name);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_told_of()
    {
        await File.WriteAllBytesAsync(RunFile("params", "lr"), [0x61, 0xff, 0xfe]);

        var refusal = await Assert.ThrowsAsync<LineaException>(() => _store.Client.GetRunAsync(_store.Run("child")));

        Assert.Equal(ErrorCode.CorruptArtifact, refusal.Code);
        Assert.Contains("UTF-8", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_experiments_models_and_versions_are_left_out_by_name()
    {
        await File.WriteAllTextAsync(_store.PathOf("0", "meta.yaml"), "name: Def");
        await File.WriteAllTextAsync(_store.PathOf("models", "empty", "meta.yaml"), "");
        await File.WriteAllTextAsync(_store.PathOf("models", "zeta", "version-3", "meta.yaml"), "name: zeta\nversion: 4\n");
        await File.WriteAllTextAsync(_store.PathOf("models", "Clf größe", "aliases", "champion"), "one");
        var damaged = new List<string>();
        var tolerant = new MlflowClient(_store.Options with { OnDamagedEntry = e => damaged.Add(e.Message) });

        var experiments = await tolerant.SearchExperimentsAsync();
        var models = await tolerant.SearchRegisteredModelsAsync();
        var versions = await tolerant.SearchModelVersionsAsync("name = 'zeta'");

        Assert.Equal(["golden b ☃", "golden-a"], experiments.Select(e => e.Name));
        Assert.Empty(models);
        Assert.Equal([9, 4, 10, 8, 6, 5, 2, 1], versions.Select(v => v.Version));
        Assert.Contains(damaged, m => m.Contains(Path.Combine("0", "meta.yaml"), StringComparison.Ordinal));
        Assert.Contains(damaged, m => m.Contains("champion", StringComparison.Ordinal));
        await Assert.ThrowsAsync<LineaException>(() => _store.Client.SearchExperimentsAsync());
        await Assert.ThrowsAsync<LineaException>(() => _store.Client.SearchModelVersionsAsync());
    }

    [Fact]
    public async Task A_folder_without_a_meta_file_is_no_entry()
    {
        Directory.CreateDirectory(_store.PathOf("images #1", "x"));
        Directory.CreateDirectory(_store.PathOf(_store.Experiment("a"), new string('a', 32)));

        Assert.Equal(3, (await _store.Client.SearchExperimentsAsync()).Count);
        Assert.Equal(4, (await _store.Client.SearchRunsAsync([_store.Experiment("a")])).Count);
        await Assert.ThrowsAsync<MlflowException>(() => _store.Client.GetRunAsync(new string('a', 32)));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("metric")]
    [InlineData("params")]
    [InlineData("meta")]
    public async Task Links_are_not_followed(string what)
    {
        var outside = _store.Local("outside");
        var (path, target) = what switch
        {
            "run" => (RunFile(), outside),
            "metric" => (RunFile("metrics", "loss"), Path.Combine(outside, "metrics", "loss")),
            "params" => (RunFile("params"), Path.Combine(outside, "params")),
            _ => (RunFile("meta.yaml"), Path.Combine(outside, "meta.yaml")),
        };
        Directory.Move(RunFile(), outside);
        if (what != "run") CopyFolder(outside, RunFile());
        if (File.Exists(path)) File.Delete(path);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        File.CreateSymbolicLink(path, target);

        var single = await Assert.ThrowsAsync<LineaException>(() => _store.Client.GetRunAsync(_store.Run("child")));
        var search = await Assert.ThrowsAsync<LineaException>(() => _store.Client.SearchRunsAsync([_store.Experiment("a")]));

        Assert.Equal(ErrorCode.CorruptArtifact, single.Code);
        Assert.Contains("link", single.Message, StringComparison.Ordinal);
        Assert.Contains("link", search.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../mlruns/0")]
    [InlineData("%2e%2e")]
    [InlineData("/etc")]
    [InlineData(".trash")]
    [InlineData("models")]
    [InlineData("")]
    public async Task An_id_or_name_that_would_be_another_path_finds_nothing(string name)
    {
        var client = _store.Client;

        await Assert.ThrowsAsync<MlflowException>(() => client.GetExperimentAsync(name));
        await Assert.ThrowsAsync<MlflowException>(() => client.GetRunAsync(name));
        await Assert.ThrowsAsync<MlflowException>(() => client.GetLoggedModelAsync(name));
        await Assert.ThrowsAsync<MlflowException>(() => client.GetRegisteredModelAsync(name));
        Assert.Empty(await client.SearchRunsAsync([name]));
        Assert.Empty(await client.GetMetricHistoryAsync(_store.Run("parent"), $"../{name}"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_or_is_a_file_is_told_of()
    {
        await File.WriteAllTextAsync(_store.Local("mlflow.db"), "x");

        var missing = await Assert.ThrowsAsync<LineaException>(() => new MlflowClient(_store.Local("none")).SearchExperimentsAsync());
        var file = await Assert.ThrowsAsync<LineaException>(() => new MlflowClient(_store.Local("mlflow.db")).SearchExperimentsAsync());

        Assert.Equal((ErrorCode.NotFound, ErrorCode.NotFound), (missing.Code, file.Code));
        Assert.Contains("sqlite:///", file.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file://otherhost/srv/mlruns")]
    [InlineData("file:///srv/mlruns?x=1")]
    public void A_file_URI_of_more_than_a_path_is_refused(string uri) =>
        Assert.Equal(ErrorCode.NotConfigured, Assert.Throws<LineaException>(() => new MlflowClient(uri)).Code);

    [Fact]
    public void A_misspelt_word_is_no_file_store() => Assert.Equal(ErrorCode.NotSupported, Assert.Throws<LineaException>(() => new MlflowClient("databrick")).Code);

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
