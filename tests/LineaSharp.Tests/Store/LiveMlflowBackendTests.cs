using LineaSharp.Tests.Mlflow.Rest;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>A real MLflow server as the home of models.</summary>
public sealed class LiveMlflowBackendTests : IDisposable
{
    private readonly TestStore _test = new(o => o with { Flavors = [new TextModelFlavor()] });

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_model_saved_to_a_server_is_one_copy_that_both_APIs_reach()
    {
        var (client, name) = (LiveServer.Client(), $"live-{Guid.NewGuid():n}");
        _test.Options.Set("mlflow_tracking_uri", LiveServer.Uri);

        var saved = _test.Store.Save(new TextModel("hello"), name);
        _test.Store.Save(new TextModel("again"), name);

        Assert.Equal("mlflow", saved.StorageBackend);
        Assert.Equal(["hello", "again"], Enumerable.Range(0, 2).Select(v => _test.Store.Get(name, v).GetValue<TextModel>().Text));
        var versions = await client.SearchModelVersionsAsync($"name='{name}'", orderBy: ["version_number ASC"]);
        Assert.Equal([1, 2], versions.Select(v => v.Version));
        Assert.Equal(saved.Mlflow!.ModelUri, versions[0].Source);
        await client.DownloadModelAsync($"models:/{name}/2", Path.Combine(_test.Folder, "downloaded"));
        Assert.Equal("again", await File.ReadAllTextAsync(Path.Combine(_test.Folder, "downloaded", "model.txt")));
        Assert.Empty(_test.StoredFiles());
    }
}
