using LineaSharp.Mlflow;
using Xunit;

namespace LineaSharp.Tests.Store;

/// <summary>Models move between backends without being loaded.</summary>
public sealed class CopyingTests : IDisposable
{
    private readonly TestStore _test = new(o => o with { Flavors = [new TextModelFlavor()] });

    private string Uri => $"sqlite:///{_test.Folder}/mlflow.db";

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _test.Dispose();
    }

    [Fact]
    public async Task A_model_saved_natively_is_copied_to_MLflow_with_the_same_bytes_and_back()
    {
        await ConfigureMlflowAsync();
        var native = _test.Store.Save(new TextModel("hello"), "clf", storageBackend: "linea", options: new SaveOptions { Description = "first", Tags = new Dictionary<string, string> { ["k"] = "v" } });

        var published = native.CopyTo("mlflow", registeredModelName: "published");
        var back = published.CopyTo("linea");

        Assert.Equal((1, "mlflow", "textmodel", "It was copied from clf:0."), (published.Version, published.StorageBackend, published.Format, published.Placement.Reason));
        Assert.Equal(("published", 1, "first", "v"), (published.Mlflow!.RegisteredModelName, published.Mlflow.RegisteredModelVersion, published.Description, published.Tags["k"]));
        Assert.Equal(new TextModel("hello"), published.GetValue<TextModel>());
        Assert.Equal(new TextModel("hello"), back.GetValue<TextModel>());
        Assert.Equal(Digests(native), Digests(published));
        Assert.Equal(Digests(native), Digests(back));
    }

    [Fact]
    public async Task A_value_that_is_no_model_cannot_go_to_MLflow_and_leaves_no_version()
    {
        await ConfigureMlflowAsync();
        var note = _test.Store.Save("text", "note");

        var error = Assert.Throws<LineaException>(() => note.CopyTo("mlflow"));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Single(_test.Store.List("note", allVersions: true));
        Assert.Equal("text", note.CopyTo("linea").GetValue<string>());
    }

    [Fact]
    public void A_copy_to_MLflow_that_is_not_configured_says_so()
    {
        var native = _test.Store.Save(new TextModel("x"), "clf");

        Assert.Equal(ErrorCode.NotConfigured, Assert.Throws<LineaException>(() => native.CopyTo("mlflow")).Code);
        Assert.Throws<ArgumentException>(() => native.CopyTo("elsewhere"));
    }

    [Fact]
    public void A_file_that_rotted_is_not_copied()
    {
        var native = _test.Store.Save(new TextModel("hello"), "clf");
        var file = _test.StoredFiles().Single(f => File.ReadAllText(f) == "hello");
        File.WriteAllText(file, "hullo");

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => native.CopyTo("linea")).Code);
        Assert.Single(_test.Store.List("clf", allVersions: true));
    }

    private async Task ConfigureMlflowAsync()
    {
        await new MlflowClient(new MlflowClientOptions { TrackingUri = Uri, RegistryUri = Uri, DefaultArtifactRoot = Path.Combine(_test.Folder, "mlruns") }).GetExperimentAsync("0");
        _test.Options.Set("mlflow_tracking_uri", Uri);
    }

    private static IEnumerable<(string, string)> Digests(Artifact artifact) => artifact.GetFiles().Where(f => f.Path != "MLmodel").Select(f => (f.Path, f.Sha256)).Order();
}
