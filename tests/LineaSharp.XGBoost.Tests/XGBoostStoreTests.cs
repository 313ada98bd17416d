using LineaSharp.Models;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

/// <summary>From the public front to both backends.</summary>
public sealed class XGBoostStoreTests : IDisposable
{
    private readonly TempStore _temp = new(new XGBoostFlavor());

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

        Assert.Equal("xgboost", published.Format);
        Assert.Equal(TempStore.Digests(native), TempStore.Digests(published));
        using var byLinea = store.Get("trees").GetValue<Booster>();
        using var byMlflow = await XGBoost.LoadModelAsync("models:/trees/1", client, TestContext.Current.CancellationToken);
        Assert.Equal(model.Predict(values).Values, byLinea.Predict(values).Values);
        Assert.Equal(model.Predict(values).Values, byMlflow.Predict(values).Values);
        await using var pyfunc = store.Get("trees").GetValue<PyFuncModel>();
        Assert.Equal(model.Predict(values).Values, (float[])pyfunc.Predict(Some.Table(values, "a", "b", "c", "d")).Tensor!);
        Assert.Equal($"libxgboost {XGBoost.LibraryVersion}", pyfunc.Engine);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_models_file_that_is_a_link_or_below_one_is_not_followed(bool folder)
    {
        using var model = Some.Classifier();

        await LinkedModelFile.CheckAsync(new XGBoostFlavor(), "xgboost", "model.ubj", model.SaveFile, typeof(Booster), _temp, folder);
    }

    [Fact]
    public void A_class_that_only_Python_has_is_an_obstacle_and_so_is_another_flavor()
    {
        var manifest = new MLmodel();
        manifest.AddFlavor("xgboost", new FlavorConfiguration { ["data"] = "model.ubj", ["model_class"] = "xgboost.dask.DaskXGBRegressor" });

        Assert.Contains("DaskXGBRegressor", new XGBoostFlavor().FindObstacle(manifest), StringComparison.Ordinal);
        Assert.Contains("no flavor xgboost", new XGBoostFlavor().FindObstacle(new MLmodel()), StringComparison.Ordinal);
    }
}
