using LineaSharp.Models;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.Onnx.Tests;

/// <summary>From the public front to both backends.</summary>
public sealed class OnnxStoreTests : IDisposable
{
    private readonly TempStore _temp = new(new OnnxFlavor());

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_model_saved_natively_is_published_to_MLflow_with_the_same_bytes_and_reached_by_both_APIs()
    {
        var (store, client) = (_temp.Store, _temp.Client);
        await _temp.PrepareAsync(TestContext.Current.CancellationToken);
        using var model = OnnxModel.FromFile(Some.ExternalFile);

        var native = store.Save(model, "net", storageBackend: "linea");
        var published = native.CopyTo("mlflow");

        Assert.Equal("onnx", published.Format);
        Assert.Equal(TempStore.Digests(native), TempStore.Digests(published));
        using var byLinea = store.Get("net").GetValue<OnnxModel>();
        using var byMlflow = await Onnx.LoadModelAsync("models:/net/1", client, TestContext.Current.CancellationToken);
        Assert.Equal(model.Outputs, byLinea.Outputs, (a, b) => a.Name == b.Name);
        var row = new Dictionary<string, Array> { ["X"] = new float[,] { { 1, 2, 3 } } };
        Assert.Equal(model.Predict(row)["Y"], byLinea.Predict(row)["Y"]);
        Assert.Equal(model.Predict(row)["Y"], byMlflow.Predict(row)["Y"]);
        await using var pyfunc = store.Get("net").GetValue<PyFuncModel>();
        Assert.Equal(model.Predict(row)["Y"], pyfunc.Predict(new float[,] { { 1, 2, 3 } }).Tensors!["Y"]);
    }
}
