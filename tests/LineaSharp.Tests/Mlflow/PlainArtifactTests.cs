using System.Text;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Faults;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>Artifacts that are no files before they are logged, and models by plain addresses.</summary>
public sealed class PlainArtifactTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MlflowFiles _files = new();

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Texts_values_and_streams_become_files_of_a_run()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");
        var values = new Dictionary<string, object?> { ["depth"] = 3, ["rate"] = 0.5, ["names"] = new[] { "a", "b" } };

        await client.LogTextAsync(run.Id, "é\n", "notes/a.txt");
        await client.LogDictAsync(run.Id, values, "settings.json");
        await client.LogDictAsync(run.Id, values, "settings.yaml");
        await client.LogStreamAsync(run.Id, new MemoryStream([1, 2, 3]), "plots/roc.png");

        Assert.Equal("é\n", await ReadAsync("notes/a.txt"));
        Assert.Equal("{\n  \"depth\": 3,\n  \"rate\": 0.5,\n  \"names\": [\n    \"a\",\n    \"b\"\n  ]\n}", await ReadAsync("settings.json"));
        Assert.Equal("depth: 3\nrate: 0.5\nnames:\n- a\n- b\n", await ReadAsync("settings.yaml"));
        Assert.Equal("\u0001\u0002\u0003", await ReadAsync("plots/roc.png"));

        async Task<string> ReadAsync(string path) => await File.ReadAllTextAsync(await client.DownloadArtifactsAsync(run.Id, path, _folder.File("to")), Encoding.UTF8);
    }

    [Fact]
    public async Task A_table_is_a_file_that_the_run_notes_once()
    {
        var client = _files.Client();
        var run = await client.CreateRunAsync("0");

        for (var i = 0; i < 2; i++) await client.LogTableAsync(run.Id, ["question", "score"], [["why", 0.5], ["how", null]], "answers.json");

        Assert.Equal("{\"columns\": [\"question\", \"score\"], \"data\": [[\"why\", 0.5], [\"how\", null]]}", await File.ReadAllTextAsync(await client.DownloadArtifactsAsync(run.Id, "answers.json", _folder.File("to"))));
        Assert.Equal("""[{"path":"answers.json","type":"table"}]""", (await client.GetRunAsync(run.Id)).Tags["mlflow.loggedArtifacts"]);
        await Assert.ThrowsAsync<ArgumentException>(() => client.LogTableAsync(run.Id, ["a"], [[1, 2]], "answers.json"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.LogTableAsync(run.Id, ["a"], [[1]], "answers.parquet"));
    }

    [Fact]
    public async Task A_text_goes_into_a_bucket_of_the_servers_too()
    {
        using var stub = new StubMlflow { Signs = true, RunRoot = "s3://bucket/1/r1/artifacts" };

        await stub.Client().LogTextAsync("r1", "hello", "notes.txt");

        Assert.Equal("hello"u8.ToArray(), stub.Files["1/r1/artifacts/notes.txt"]);
    }

    [Fact]
    public async Task A_model_is_had_by_the_plain_address_of_its_files()
    {
        using var stub = new StubMlflow();
        stub.Files["1/models/m-1/artifacts/MLmodel"] = "flavors: {}\n"u8.ToArray();

        var model = await stub.Client().DownloadModelAsync("mlflow-artifacts:/1/models/m-1/artifacts", _folder.File("to"));

        Assert.Equal("flavors: {}\n", await File.ReadAllTextAsync(_folder.File("to", "MLmodel")));
        Assert.Null(model.RegisteredModelName);
    }

    [Fact]
    public async Task A_plain_address_that_nothing_opens_says_what_to_add()
    {
        using var stub = new StubMlflow();

        var refusal = await StubMlflow.RefusalAsync(() => stub.Client().DownloadModelAsync("s3://bucket/model", _folder.File("to")));

        Assert.Equal(ErrorCode.NotConfigured, refusal.Code);
        Assert.Contains("LineaSharp.Aws", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nested_run_knows_its_parent()
    {
        var client = _files.Client();
        await using var parent = await client.StartRunAsync();
        await using var child = await parent.StartNestedRunAsync();

        Assert.Equal(parent.Id, (await client.FindParentRunAsync(child.Id))?.Id);
        Assert.Null(await client.FindParentRunAsync(parent.Id));
    }
}
