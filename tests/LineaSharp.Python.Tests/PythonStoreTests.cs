using LineaSharp.Models;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>From the public front to both backends.</summary>
public sealed class PythonStoreTests : IAsyncLifetime
{
    private readonly PythonFlavor _flavor = new(TestPython.Options);
    private TempStore _temp = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TestPython.Need();
        _temp = new TempStore(_flavor);
        await _temp.PrepareAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        _temp?.Dispose();
        await _flavor.DisposeAsync();
    }

    [Theory, InlineData("logistic", "sklearn"), InlineData("booster", "xgboost"), InlineData("ols", "statsmodels")]
    public async Task A_model_saved_natively_is_published_to_MLflow_with_the_same_bytes_and_reached_by_both_APIs(string name, string flavor)
    {
        var model = await Models.MakeAsync(await _flavor.GetSessionAsync(Token), name);
        var expected = await Models.PredictAsync(model);

        var native = await _temp.Store.SaveAsync(model, "model", storageBackend: "linea", cancellationToken: Token);
        var published = await native.CopyToAsync("mlflow", cancellationToken: Token);

        Assert.Equal((flavor, flavor), (native.Format, published.Format));
        Assert.Equal(Digests(native), Digests(published));
        Assert.Equal(expected, await Models.PredictAsync(await _temp.Store.Get("model:0").GetValueAsync<PythonObject>(Token)));
        Assert.Equal(expected, await Models.PredictAsync(await _temp.Store.Get("model").GetValueAsync<PythonObject>(Token)));
        var session = await _flavor.GetSessionAsync(Token);
        Assert.Equal(expected, await Models.PredictAsync(await Python.LoadModelAsync("models:/model/1", session, trustFiles: true, _temp.Client, Token)));
        await using var pyfunc = await _temp.Store.Get("model").GetValueAsync<PyFuncModel>(Token);
        Assert.Equal(expected, (await pyfunc.PredictAsync(Models.Rows, cancellationToken: Token)).Numbers());
    }

    [Fact]
    public async Task A_pickle_that_only_MLflow_knows_is_loaded_when_the_caller_says_so()
    {
        var session = await _flavor.GetSessionAsync(Token);
        await _temp.Store.SaveAsync(await Models.MakeAsync(session, "logistic"), "model", storageBackend: "mlflow", cancellationToken: Token);

        var error = await Assert.ThrowsAsync<LineaException>(() => Python.LoadModelAsync("models:/model/1", session, client: _temp.Client, cancellationToken: Token));

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Contains("trustFiles: true", error.Message, StringComparison.Ordinal);
        Assert.Equal("sklearn", (await Python.LoadModelAsync("models:/model/1", session, trustFiles: true, _temp.Client, Token)).ModelFlavor);
    }

    [Fact]
    public async Task A_worker_that_dies_during_a_save_leaves_no_version_and_the_store_goes_on()
    {
        TestPython.Need("sklearn", "cloudpickle", "pandas");
        var session = await _flavor.GetSessionAsync(Token);
        await session.RunAsync("import os\nfrom sklearn.base import BaseEstimator\nclass Deadly(BaseEstimator):\n    def __reduce__(self): os.kill(os.getpid(), 9)\ndeadly = Deadly()", Token);

        var error = await Assert.ThrowsAsync<LineaException>(() => _temp.Store.SaveAsync(session["deadly"], "model", storageBackend: "linea", cancellationToken: Token));

        Assert.Equal((ErrorCode.Unavailable, true), (error.Code, error.IsTransient));
        Assert.Null(_temp.Store.Find("model"));
        var next = await _flavor.GetSessionAsync(Token);
        Assert.NotSame(session, next);
        var saved = await _temp.Store.SaveAsync(await Models.MakeAsync(next, "logistic"), "model", storageBackend: "linea", cancellationToken: Token);
        Assert.Equal(0, saved.Version);
    }

    [Fact]
    public async Task A_model_asked_without_a_type_is_a_PythonObject()
    {
        var model = await Models.MakeAsync(await _flavor.GetSessionAsync(Token), "classifier");
        await _temp.Store.SaveAsync(model, "model", storageBackend: "linea", cancellationToken: Token);

        Assert.IsType<PythonObject>(_temp.Store.Get("model").GetValue());
    }

    private static IEnumerable<(string, string)> Digests(Artifact artifact) => artifact.GetFiles().Where(f => f.Path != "MLmodel").Select(f => (f.Path, f.Sha256)).Order();
}
