using LineaSharp.Models;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>scikit-learn models as skops files. Debian has no skops: a stand-in with its calls and its rule of trust shows what the worker does; the format itself is not tested here.</summary>
public sealed class SkopsTests : IAsyncLifetime
{
    private PythonSession _session = null!;
    private PythonFlavor _flavor = null!;
    private TempStore _temp = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _session = await TestPython.StartAsync(TestPython.Options with { SearchPaths = [TestPython.StandIns] });
        _flavor = new PythonFlavor(_session);
        _temp = new TempStore(_flavor);
    }

    public async ValueTask DisposeAsync()
    {
        _temp?.Dispose();
        if (_session is not null) await _session.DisposeAsync();
    }

    [Theory, InlineData("logistic", false), InlineData("forest", true)]
    public async Task It_is_the_default_and_scikit_learns_own_types_need_no_word(string name, bool hasTrees)
    {
        var model = await Models.MakeAsync(_session, name);
        var directory = await _temp.SaveAsync(_flavor, model, "saved");

        var loaded = (PythonObject)await _flavor.LoadAsync(ModelDirectory.Open(directory.Path, isTrusted: false), typeof(PythonObject), Token);

        Assert.Equal(("skops", "model.skops"), (directory.Manifest.Flavor("sklearn").GetString("serialization_format"), directory.Manifest.Flavor("sklearn").GetString("pickled_model")));
        Assert.Equal(await Models.PredictAsync(model), await Models.PredictAsync(loaded));
        // MLflow's own loader asks the file for what to trust.
        Assert.Equal(hasTrees, directory.Manifest.Flavor("sklearn")["skops_trusted_types"] is IReadOnlyList<object?> types && types.Contains("sklearn.tree._tree.Tree"));
    }

    [Fact]
    public async Task Other_types_are_saved_and_loaded_only_when_the_caller_names_or_trusts_them()
    {
        TestPython.Need("sklearn", "pandas");
        await _session.RunAsync("from sklearn.base import BaseEstimator\nclass Mine(BaseEstimator):\n    def predict(self, X): return [1.0] * len(X)\nmine = Mine()", Token);
        var model = _session["mine"];

        var unnamed = await Assert.ThrowsAsync<LineaException>(() => _temp.SaveAsync(_flavor, model, "unnamed"));
        var directory = await _temp.SaveAsync(_flavor, model.WithSaveArguments(new Dictionary<string, object?> { ["skops_trusted_types"] = new[] { "__main__.Mine" } }), "named");
        var untrusted = await Assert.ThrowsAsync<LineaException>(() => _flavor.LoadAsync(ModelDirectory.Open(directory.Path), typeof(PythonObject), Token));
        var loaded = (PythonObject)await _flavor.LoadAsync(directory, typeof(PythonObject), Token);

        Assert.Contains("__main__.Mine", unnamed.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.PermissionDenied, untrusted.Code);
        Assert.Equal("__main__.Mine", loaded.TypeName);
    }
}
