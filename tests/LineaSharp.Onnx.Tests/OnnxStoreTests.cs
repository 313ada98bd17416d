using LineaSharp.Mlflow;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Onnx.Tests;

/// <summary>From the public front to both backends.</summary>
public sealed class OnnxStoreTests : IDisposable
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
        var store = new ArtifactStore(new() { Options = options, Flavors = [new OnnxFlavor()] });
        using var model = OnnxModel.FromFile(Some.ExternalFile);

        var native = store.Save(model, "net", storageBackend: "linea");
        var published = native.CopyTo("mlflow");

        Assert.Equal("onnx", published.Format);
        Assert.Equal(Digests(native), Digests(published));
        using var byLinea = store.Get("net").GetValue<OnnxModel>();
        using var byMlflow = await Onnx.LoadModelAsync("models:/net/1", client, TestContext.Current.CancellationToken);
        Assert.Equal(model.Outputs, byLinea.Outputs, (a, b) => a.Name == b.Name);
        var row = new Dictionary<string, Array> { ["X"] = new float[,] { { 1, 2, 3 } } };
        Assert.Equal(model.Predict(row)["Y"], byLinea.Predict(row)["Y"]);
        Assert.Equal(model.Predict(row)["Y"], byMlflow.Predict(row)["Y"]);
        await using var pyfunc = store.Get("net").GetValue<PyFuncModel>();
        Assert.Equal(model.Predict(row)["Y"], pyfunc.Predict(new float[,] { { 1, 2, 3 } }).Tensors!["Y"]);
    }

    private static IEnumerable<(string, string)> Digests(Artifact artifact) => artifact.GetFiles().Where(f => f.Path != "MLmodel").Select(f => (f.Path, f.Sha256)).Order();
}
