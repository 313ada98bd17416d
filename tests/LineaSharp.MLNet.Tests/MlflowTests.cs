using LineaSharp.Mlflow;
using Microsoft.ML;
using Xunit;

namespace LineaSharp.MLNet.Tests;

/// <summary>The whole way: saved through a store to MLflow's own database, and loaded by Linea and by MLflow's URIs.</summary>
public sealed class MlflowTests : IDisposable
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-mlnet-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string TrackingUri => "sqlite:///" + Path.Combine(_temp.FullName, "mlflow.db");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _temp.Delete(recursive: true);
    }

    [Fact]
    public async Task A_model_saved_to_MLflow_is_loaded_by_Linea_and_by_its_registered_name_and_by_its_id()
    {
        var store = Store();
        var expected = Some.Scores(Some.Classifier().Transformer);

        var artifact = await store.SaveAsync(Some.Classifier(), "visits", registeredModelName: "clf", cancellationToken: Token);

        Assert.Equal("mlflow", artifact.StorageBackend);
        Assert.Equal(expected, Some.Scores(await artifact.GetValueAsync<ITransformer>(cancellationToken: Token)));
        var client = new MlflowClient(TrackingUri);
        Assert.Equal(expected, Some.Scores(await MLNet.LoadModelAsync("models:/clf/1", client, Token)));
        Assert.Equal(expected, Some.Scores(await MLNet.LoadModelAsync("models:/clf/latest", client, Token)));
        var model = await MLNet.LoadModelWithSchemaAsync(artifact.Mlflow!.ModelUri, client, Token);
        Assert.Equal(expected, Some.Scores(model.Transformer));
        Assert.Equal("Pages", model.InputSchema![0].Name);
    }

    [Fact]
    public async Task A_model_saved_to_Linea_comes_back()
    {
        var artifact = await Store().SaveAsync(Some.Classifier(), "visits", "linea", cancellationToken: Token);

        Assert.Equal("linea", artifact.StorageBackend);
        Assert.Equal(Some.Scores(Some.Classifier().Transformer), Some.Scores((await artifact.GetValueAsync<MLNetModel>(cancellationToken: Token)).Transformer));
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_not_found()
    {
        var error = await Assert.ThrowsAnyAsync<LineaException>(() => MLNet.LoadModelAsync("models:/nothing/1", new MlflowClient(TrackingUri), Token));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    private ArtifactStore Store()
    {
        var store = new ArtifactStore(new() { Flavors = [new MLNetFlavor()] });
        store.Options.Set("home_dir", Path.Combine(_temp.FullName, "home"));
        store.Options.Set("mlflow_tracking_uri", TrackingUri);
        return store;
    }
}
