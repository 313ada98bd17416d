using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>With MLflow itself: it loads what was written without it, and the worker uses it where it is there.</summary>
public sealed class MlflowPythonTests : IAsyncLifetime
{
    private PythonSession _plain = null!;
    private PythonSession _mlflow = null!;
    private TempStore _temp = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var paths = TestPython.Run(Interpreter(), "import sys; print('\\n'.join(p for p in sys.path if p))").Split('\n');
        _plain = await TestPython.StartAsync();
        // Isolated as it is, the worker does not read PYTHONPATH; whatever that says is given as search paths, and what hangs on it is imported.
        _mlflow = await PythonSession.StartAsync(TestPython.Options with { Interpreter = Interpreter(), SearchPaths = paths, MemoryLimit = null, CallLimit = TimeSpan.FromMinutes(5) }, Token);
        await _mlflow.RunAsync("try: import sitecustomize\nexcept ImportError: pass", Token);
        _temp = new TempStore(new PythonFlavor(_plain));
    }

    public async ValueTask DisposeAsync()
    {
        _temp?.Dispose();
        if (_plain is not null) await _plain.DisposeAsync();
        if (_mlflow is not null) await _mlflow.DisposeAsync();
    }

    [Theory]
    [InlineData("logistic", "sklearn")]
    [InlineData("forest", "sklearn")]
    [InlineData("pipeline", "sklearn")]
    [InlineData("booster", "xgboost")]
    [InlineData("classifier", "xgboost")]
    [InlineData("ols", "statsmodels")]
    public async Task MLflows_own_load_model_loads_what_was_written_without_it(string name, string flavor)
    {
        var model = await Models.MakeAsync(_plain, name);
        var expected = await Models.PredictAsync(model);
        var directory = await _temp.SaveAsync(new PythonFlavor(_plain), model, "saved", new LogModelOptions { Signature = ModelSignature.Infer(Models.Rows), InputExample = Models.Rows });

        await _mlflow.RunAsync($"import mlflow.pyfunc, mlflow.{flavor}", Token);
        await _mlflow.SetAsync("folder", directory.Path, Token);
        var byPyFunc = await (await (await _mlflow.EvaluateAsync("mlflow.pyfunc.load_model(folder)", Token)).CallAsync("predict", [Models.Rows], cancellationToken: Token)).GetValueAsync<ModelData>(Token);
        var byFlavor = await Models.PredictAsync(await _mlflow.EvaluateAsync($"mlflow.{flavor}.load_model(folder)", Token));
        var example = await (await _mlflow.EvaluateAsync("mlflow.models.Model.load(folder).load_input_example(folder)", Token)).GetValueAsync<Table>(Token);

        Assert.Equal(expected, byPyFunc.Numbers());
        Assert.Equal(expected, byFlavor);
        Assert.Equal(Models.Rows["f1"].Values, example["f1"].Values);
    }

    [Theory, InlineData("logistic"), InlineData("booster"), InlineData("ols")]
    public async Task Where_the_interpreter_has_MLflow_it_saves_the_model(string name)
    {
        Assert.True(_mlflow.HasMlflow);
        var model = await Models.MakeAsync(_mlflow, name);

        var directory = await _temp.SaveAsync(new PythonFlavor(_mlflow), model, "saved", new LogModelOptions { Metadata = new Dictionary<string, object?> { ["team"] = "x" } });

        Assert.Contains("python_function", directory.Manifest.Flavors.Keys);
        Assert.Equal("x", directory.Manifest.Metadata!["team"]);
        Assert.All(await File.ReadAllLinesAsync(directory.File("requirements.txt"), Token), line => Assert.DoesNotContain("+", line, StringComparison.Ordinal));
        Assert.Equal(await Models.PredictAsync(model), await Models.PredictAsync((PythonObject)await new PythonFlavor(_plain).LoadAsync(directory, typeof(PythonObject), Token)));
        await using var pyfunc = await PyFuncModel.OpenAsync(directory, [new PythonFlavor(_mlflow)], cancellationToken: Token);
        Assert.Contains(", mlflow ", pyfunc.Engine, StringComparison.Ordinal);
        Assert.Equal(await Models.PredictAsync(model), (await pyfunc.PredictAsync(Models.Rows, cancellationToken: Token)).Numbers());
    }

    [Fact]
    public async Task Any_argument_of_MLflows_save_model_can_be_given()
    {
        await _mlflow.RunAsync("import mlflow.pyfunc\nclass Doubled(mlflow.pyfunc.PythonModel):\n    def predict(self, context, model_input, params=None):\n        return model_input['f0'] * 2\ndoubled = Doubled()", Token);
        var model = _mlflow["doubled"];
        Assert.Equal("pyfunc", model.ModelFlavor);

        var directory = await _temp.SaveAsync(new PythonFlavor(_mlflow), model.WithSaveArguments(new Dictionary<string, object?> { ["input_example"] = Models.Rows }), "saved");

        // MLflow infers the signature from its example.
        Assert.Equal(["f0", "f1", "f2"], directory.Manifest.Signature!.Inputs!.Select(i => i.Name));
        await using var pyfunc = await PyFuncModel.OpenAsync(directory, [new PythonFlavor(_mlflow)], cancellationToken: Token);
        Assert.Equal(Models.Rows["f0"].ToDoubles().Select(v => v * 2), (await pyfunc.PredictAsync(Models.Rows, cancellationToken: Token)).Numbers());
        // And the worker's own loader, where there is no MLflow.
        await using var plain = await PyFuncModel.OpenAsync(directory, [new PythonFlavor(_plain)], cancellationToken: Token);
        Assert.Equal(Models.Rows["f0"].ToDoubles().Select(v => v * 2), (await plain.PredictAsync(Models.Rows, cancellationToken: Token)).Numbers());
    }

    [Fact]
    public async Task What_is_not_trusted_does_not_reach_MLflow_and_what_runs_no_code_is_loaded_without_it()
    {
        var flavor = new PythonFlavor(_mlflow);

        var error = await Assert.ThrowsAsync<LineaException>(() => PyFuncModel.OpenAsync(ModelDirectory.Open(new GoldenModel("models", "sklearn-cloudpickle").Folder), [flavor], cancellationToken: Token));
        await using var booster = await PyFuncModel.OpenAsync(ModelDirectory.Open(new GoldenModel("models", "xgboost-booster").Folder), [flavor], cancellationToken: Token);

        Assert.Equal(ErrorCode.PermissionDenied, error.Code);
        Assert.Contains(", xgboost ", booster.Engine, StringComparison.Ordinal);
    }

    private static string Interpreter()
    {
        var python = Environment.GetEnvironmentVariable("LINEA_TEST_MLFLOW_PYTHON");
        Assert.SkipUnless(!string.IsNullOrEmpty(python), "Set LINEA_TEST_MLFLOW_PYTHON to a Python in which `import mlflow` works.");
        return python!;
    }
}
