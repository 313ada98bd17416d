using LineaSharp.Models;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>From the public front to both backends.</summary>
public sealed class LightGbmStoreTests : IDisposable
{
    private readonly TempStore _temp = new(new LightGbmFlavor());

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_model_saved_natively_is_published_to_MLflow_with_the_same_bytes_and_reached_by_both_APIs()
    {
        var (store, client) = (_temp.Store, _temp.Client);
        await _temp.PrepareAsync(TestContext.Current.CancellationToken);
        using var model = Some.Classifier();
        var values = Some.Values(seed: 2);

        var native = store.Save(model, "trees", storageBackend: "linea");
        var published = native.CopyTo("mlflow");

        Assert.Equal("lightgbm", published.Format);
        Assert.Equal(TempStore.Digests(native), TempStore.Digests(published));
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

        await LinkedModelFile.CheckAsync(new LightGbmFlavor(), "lightgbm", "model.lgb", model.SaveFile, typeof(Booster), _temp, folder);
    }

    [Fact]
    public void A_class_that_only_Python_has_is_an_obstacle_and_so_is_another_flavor()
    {
        var manifest = new MLmodel();
        manifest.AddFlavor("lightgbm", new FlavorConfiguration { ["data"] = "model.lgb", ["model_class"] = "lightgbm.sklearn.LGBMRanker" });

        Assert.Contains("LGBMRanker", new LightGbmFlavor().FindObstacle(manifest), StringComparison.Ordinal);
        Assert.Contains("no flavor lightgbm", new LightGbmFlavor().FindObstacle(new MLmodel()), StringComparison.Ordinal);
    }
}
