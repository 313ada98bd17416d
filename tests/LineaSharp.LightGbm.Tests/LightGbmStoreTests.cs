using LineaSharp.Mlflow;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>From the public front to both backends.</summary>
public sealed class LightGbmStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-onnx-test-");

    private string Uri => $"sqlite:///{_folder.FullName}/mlflow.db";

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_model_saved_natively_is_published_to_MLflow_with_the_same_bytes_and_reached_by_both_APIs()
    {
        var options = new LineaOptions(environment: _ => null);
        options.Set("home_dir", Path.Combine(_folder.FullName, "home"));
        options.Set("mlflow_tracking_uri", Uri);
        var client = new MlflowClient(new MlflowClientOptions { TrackingUri = Uri, RegistryUri = Uri, DefaultArtifactRoot = Path.Combine(_folder.FullName, "mlruns") });
        await client.GetExperimentAsync("0", TestContext.Current.CancellationToken);
        var store = new ArtifactStore(new() { Options = options, Flavors = [new LightGbmFlavor()] });
        using var model = Some.Classifier();
        var values = Some.Values(seed: 2);

        var native = store.Save(model, "trees", storageBackend: "linea");
        var published = native.CopyTo("mlflow");

        Assert.Equal("lightgbm", published.Format);
        Assert.Equal(Digests(native), Digests(published));
        using var byLinea = store.Get("trees").GetValue<Booster>();
        using var byMlflow = await LightGbm.LoadModelAsync("models:/trees/1", client, TestContext.Current.CancellationToken);
        Assert.Equal(model.Predict(values).Values, byLinea.Predict(values).Values);
        Assert.Equal(model.Predict(values).Values, byMlflow.Predict(values).Values);
        await using var pyfunc = store.Get("trees").GetValue<PyFuncModel>();
        Assert.Equal(model.Predict(values).Values, (double[])pyfunc.Predict(Some.Table(values, "a", "b", "c", "d")).Tensor!);
        Assert.Equal($"LightGBM {LightGbm.LibraryVersion}", pyfunc.Engine);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_models_file_that_is_a_link_or_below_one_is_not_followed(bool folder)
    {
        using var model = Some.Classifier();
        var outside = _folder.CreateSubdirectory("outside").FullName;
        model.SaveFile(Path.Combine(outside, "model.lgb"));
        var directory = ModelDirectory.Create(_folder.CreateSubdirectory("inside").FullName);
        if (folder) Directory.CreateSymbolicLink(directory.File("link"), outside);
        else File.CreateSymbolicLink(directory.File("model.lgb"), Path.Combine(outside, "model.lgb"));
        directory.Manifest.AddFlavor("lightgbm", new FlavorConfiguration { ["data"] = folder ? "link/model.lgb" : "model.lgb" });

        var error = await Assert.ThrowsAsync<LineaException>(() => ((IModelFlavor)new LightGbmFlavor()).LoadAsync(directory, typeof(Booster), TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("is a link", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_only_Python_has_is_an_obstacle_and_so_is_another_flavor()
    {
        var manifest = new MLmodel();
        manifest.AddFlavor("lightgbm", new FlavorConfiguration { ["data"] = "model.lgb", ["model_class"] = "lightgbm.sklearn.LGBMRanker" });

        Assert.Contains("LGBMRanker", new LightGbmFlavor().FindObstacle(manifest), StringComparison.Ordinal);
        Assert.Contains("no flavor lightgbm", new LightGbmFlavor().FindObstacle(new MLmodel()), StringComparison.Ordinal);
    }

    private static IEnumerable<(string, string)> Digests(Artifact artifact) => artifact.GetFiles().Where(f => f.Path != "MLmodel").Select(f => (f.Path, f.Sha256)).Order();
}
