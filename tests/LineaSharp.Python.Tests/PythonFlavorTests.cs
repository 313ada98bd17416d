using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>What is written, and what other programs make of it.</summary>
public sealed class PythonFlavorTests : IAsyncLifetime
{
    // One for all: to import the libraries takes longer than the tests.
    private static readonly PythonFlavor Shared = new(TestPython.Options);

    private readonly PythonFlavor _flavor = Shared;
    private PythonSession _session = null!;
    private TempStore _temp = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TestPython.Need();
        _session = await Shared.GetSessionAsync(Token);
        _temp = new TempStore(_flavor);
    }

    public ValueTask DisposeAsync()
    {
        _temp?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("logistic", "sklearn")]
    [InlineData("pipeline", "sklearn")]
    [InlineData("booster", "xgboost")]
    [InlineData("classifier", "xgboost")]
    [InlineData("ols", "statsmodels")]
    [InlineData("formula", "statsmodels")]
    public async Task A_model_is_recognised_by_its_class(string name, string flavor)
    {
        var model = await Models.MakeAsync(_session, name);

        Assert.True(_flavor.CanSave(model));
        Assert.Equal(flavor, _flavor.FlavorOf(model));
    }

    [Fact]
    public void What_is_no_model_is_not_saved()
    {
        Assert.False(_flavor.CanSave(_session.Evaluate("42")));
        Assert.False(_flavor.CanSave("text"));
        Assert.Contains("save what its GetValue gives", Assert.Throws<LineaException>(() => _temp.Store.Save(_session.Evaluate("42"), "number")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logistic", "sklearn-cloudpickle", "sklearn")]
    [InlineData("booster", "xgboost-booster", "xgboost")]
    [InlineData("classifier", "xgboost-sklearn-classifier", "xgboost")]
    [InlineData("ols", "statsmodels-ols", "statsmodels")]
    public async Task The_directory_has_the_files_and_keys_of_MLflows_own(string name, string recorded, string flavor)
    {
        var golden = new GoldenModel("models-v317", recorded).Folder;
        var directory = await _temp.SaveAsync(_flavor, await Models.MakeAsync(_session, name), "saved", new LogModelOptions { InputExample = Models.Rows, Signature = ModelSignature.Infer(Models.Rows) });

        Assert.Equal(Files(golden), Files(directory.Path));
        var (expected, found) = (ModelDirectory.Open(golden).Manifest, directory.Manifest);
        foreach (var key in new[] { flavor, "python_function" })
        {
            Assert.Equal(expected.Flavor(key).Keys.Order(), found.Flavor(key).Keys.Order());
            foreach (var (entry, value) in expected.Flavor(key))
                if (!entry.Contains("version", StringComparison.Ordinal) && value is string or null) Assert.Equal(value, found.Flavor(key)[entry]);
        }
        Assert.Equal(_session.PythonVersion, found.Flavor("python_function").GetString("python_version"));
        Assert.NotNull(found.Signature);

        static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("logistic", "scikit-learn", "sklearn", "cloudpickle")]
    [InlineData("classifier", "xgboost", "xgboost", "scikit-learn")]
    [InlineData("ols", "statsmodels", "statsmodels", "numpy")]
    public async Task The_requirements_are_the_versions_there_as_pip_writes_them(string name, string package, string module, string other)
    {
        var directory = await _temp.SaveAsync(_flavor, await Models.MakeAsync(_session, name), "saved");

        var requirements = await File.ReadAllLinesAsync(directory.File("requirements.txt"), Token);

        var version = _session.Evaluate($"__import__('{module}').__version__.split('+')[0]").GetValue<string>();
        Assert.Contains($"{package}=={version}", requirements);
        Assert.Contains(requirements, r => r.StartsWith($"{other}==", StringComparison.Ordinal));
        Assert.All(requirements, r => Assert.Matches(@"^[a-z0-9-]+==[0-9][0-9.a-z]*$", r));
        Assert.Equal(version, directory.Manifest.Flavor(_flavor.FlavorOf(_session[name])).First(e => e.Key is "sklearn_version" or "xgb_version" or "statsmodels_version").Value);
    }

    [Theory]
    [InlineData("0.13.5+dfsg", "x==0.13.5")]
    [InlineData("2.13.0+cpu", "x==2.13.0")]
    [InlineData("1.0rc1", "x==1.0rc1")]
    [InlineData("3.17.3.dev0", "x==3.17.3.dev0")]
    [InlineData("1.2~beta", "x")]
    [InlineData("unknown", "x")]
    public void A_version_is_written_as_pip_takes_it(string version, string requirement) =>
        Assert.Equal(requirement, _session.Evaluate($"__import__('linea_models').pinned('x', '{version}')").GetValue<string>());

    [Fact]
    public async Task A_time_series_model_predicts_from_a_start_to_an_end()
    {
        TestPython.Need("statsmodels", "pandas");
        await _session.RunAsync("import numpy as np, statsmodels.api as sm, warnings\nwarnings.simplefilter('ignore')\narima = sm.tsa.ARIMA(np.sin(np.arange(40)), order=(1, 0, 0)).fit()", Token);
        var expected = _session.Evaluate("arima.predict(start=38, end=42)").GetValue<double[]>();

        await using var model = await PyFuncModel.OpenAsync(await _temp.SaveAsync(_flavor, _session["arima"], "saved"), [_flavor], cancellationToken: Token);
        var found = await model.PredictAsync(new Table(new TableColumn("start", new[] { 38 }), new TableColumn("end", new[] { 42 })), cancellationToken: Token);
        var error = await Assert.ThrowsAsync<LineaException>(() => model.PredictAsync(Models.Rows, cancellationToken: Token));

        Assert.Equal(expected, found.Numbers());
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public async Task The_packages_of_a_pipelines_parts_are_required_too()
    {
        TestPython.Need("sklearn", "xgboost", "cloudpickle", "pandas");
        await Models.MakeAsync(_session, "classifier");
        await _session.RunAsync("from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\nboth = make_pipeline(StandardScaler(), classifier)", Token);

        var directory = await _temp.SaveAsync(_flavor, _session["both"], "saved");

        Assert.Contains("xgboost==", await File.ReadAllTextAsync(directory.File("requirements.txt"), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logistic", "import cloudpickle; model = cloudpickle.load(open(folder + '/model.pkl', 'rb')); found = model.predict(rows)")]
    [InlineData("forest", "import pickle; model = pickle.load(open(folder + '/model.pkl', 'rb')); found = model.predict(rows)")]
    [InlineData("pipeline", "import pickle; model = pickle.load(open(folder + '/model.pkl', 'rb')); found = model.predict(rows)")]
    [InlineData("booster", "import xgboost; model = xgboost.Booster(model_file=folder + '/model.ubj'); found = model.predict(xgboost.DMatrix(rows))")]
    [InlineData("classifier", "import xgboost; model = xgboost.XGBClassifier(); model.load_model(folder + '/model.ubj'); found = model.predict(rows)")]
    [InlineData("ols", "import statsmodels.api as sm; found = sm.load(folder + '/model.statsmodels').predict(rows)")]
    // A formula is evaluated again where it is loaded, some calls deep, and there needs the names in it.
    [InlineData("formula", "import numpy as np, statsmodels.api as sm\ndef a(): return b()\ndef b(): return c()\ndef c(): return sm.load(folder + '/model.statsmodels')\nfound = a().predict(rows)")]
    public async Task Plain_Python_loads_what_was_written_and_predicts_the_same(string name, string code)
    {
        var model = await Models.MakeAsync(_session, name);
        var directory = await _temp.SaveAsync(_flavor, model, "saved", new LogModelOptions { InputExample = Models.Rows });

        var printed = TestPython.Run(TestPython.Path, $"import sys, json, pandas\nfolder = sys.argv[1]\nexample = json.load(open(folder + '/input_example.json'))\nrows = pandas.DataFrame(example['data'], columns=example['columns'])\n{code}\nprint(json.dumps([float(v) for v in found]))", directory.Path);

        Assert.Equal(await Models.PredictAsync(model), TestPython.Flat(System.Text.Json.Nodes.JsonNode.Parse(printed)!));
    }

    [Theory]
    [InlineData("logistic")]
    [InlineData("forest")]
    [InlineData("booster")]
    [InlineData("classifier")]
    [InlineData("ols")]
    [InlineData("formula")]
    public async Task A_saved_model_predicts_as_a_python_function(string name)
    {
        var model = await Models.MakeAsync(_session, name);
        var directory = await _temp.SaveAsync(_flavor, model, "saved", new LogModelOptions { Signature = ModelSignature.Infer(Models.Rows) });

        await using var pyfunc = await PyFuncModel.OpenAsync(directory, [_flavor], cancellationToken: Token);

        Assert.Equal(await Models.PredictAsync(model), (await pyfunc.PredictAsync(Models.Rows, cancellationToken: Token)).Numbers());
        Assert.StartsWith($"Python {_session.PythonVersion}, ", pyfunc.Engine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_arguments_of_the_flavor_are_heeded()
    {
        var logistic = await Models.MakeAsync(_session, "logistic");
        var probable = await _temp.SaveAsync(_flavor, logistic.WithSaveArguments(new Dictionary<string, object?> { ["pyfunc_predict_fn"] = "predict_proba", ["serialization_format"] = "pickle" }), "probable");
        var json = await _temp.SaveAsync(_flavor, (await Models.MakeAsync(_session, "booster")).WithSaveArguments(new Dictionary<string, object?> { ["model_format"] = "json" }), "json");

        Assert.Equal("pickle", probable.Manifest.Flavor("sklearn").GetString("serialization_format"));
        await using var pyfunc = await PyFuncModel.OpenAsync(probable, [_flavor], cancellationToken: Token);
        Assert.Equal(2, (await pyfunc.PredictAsync(Models.Rows, cancellationToken: Token)).Tensor!.GetLength(1));
        Assert.True(File.Exists(json.File("model.json")));
        Assert.Equal(await Models.PredictAsync(_session["booster"]), await Models.PredictAsync((PythonObject)await _flavor.LoadAsync(json, typeof(PythonObject), Token)));
        var error = await Assert.ThrowsAsync<LineaException>(() => _temp.SaveAsync(_flavor, logistic.WithSaveArguments(new Dictionary<string, object?> { ["no_such"] = 1 }), "wrong"));
        Assert.Contains("serialization_format, pyfunc_predict_fn, skops_trusted_types", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_come_as_arrays_and_tables_and_a_series_has_one_column()
    {
        var logistic = await Models.MakeAsync(_session, "logistic");
        await using var tensor = await PyFuncModel.OpenAsync(await _temp.SaveAsync(_flavor, logistic, "tensor"), [_flavor], cancellationToken: Token);
        await using var series = await PyFuncModel.OpenAsync(await _temp.SaveAsync(_flavor, await Models.MakeAsync(_session, "formula"), "series"), [_flavor], cancellationToken: Token);

        Assert.IsType<long[]>((await tensor.PredictAsync(Models.Rows, cancellationToken: Token)).Tensor);
        Assert.Equal("0", Assert.Single((await series.PredictAsync(Models.Rows, cancellationToken: Token)).Table!.Columns).Name);
        Assert.Equal(4, (await series.PredictAsync(Models.Rows, cancellationToken: Token)).AsColumn<double>().Length);
    }

    [Fact]
    public async Task A_booster_takes_parameters_of_its_predict()
    {
        var booster = await Models.MakeAsync(_session, "booster");
        var signature = ModelSignature.Infer(Models.Rows, parameters: new Dictionary<string, object?> { ["output_margin"] = false });
        await using var pyfunc = await PyFuncModel.OpenAsync(await _temp.SaveAsync(_flavor, booster, "saved", new LogModelOptions { Signature = signature }), [_flavor], cancellationToken: Token);

        var margins = (await pyfunc.PredictAsync(Models.Rows, new Dictionary<string, object?> { ["output_margin"] = true }, Token)).AsColumn<float>();
        var values = (await pyfunc.PredictAsync(Models.Rows, cancellationToken: Token)).AsColumn<float>();

        Assert.All(margins.Zip(values), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.First)), pair.Second, 1e-5));
    }

    [Fact]
    public async Task A_signature_is_held_before_Python_is_asked()
    {
        var directory = await _temp.SaveAsync(_flavor, await Models.MakeAsync(_session, "logistic"), "saved", new LogModelOptions { Signature = ModelSignature.Infer(Models.Rows) });
        await using var pyfunc = await PyFuncModel.OpenAsync(directory, [_flavor], cancellationToken: Token);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => pyfunc.PredictAsync(new Table(new TableColumn("f0", new[] { 1.0 })), cancellationToken: Token));

        Assert.Contains("'f1'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_travels_along_is_found_where_the_model_is_loaded_and_kept_apart_from_others_of_its_name()
    {
        TestPython.Need("sklearn", "cloudpickle", "pandas");
        var saved = new List<ModelDirectory>();
        foreach (var factor in new[] { 2, 3 })
        {
            var module = Path.Combine(_temp.NewFolder($"sources-{factor}"), "mine.py");
            await File.WriteAllTextAsync(module, $"from sklearn.base import BaseEstimator\nclass Times(BaseEstimator):\n    def predict(self, X):\n        import mine\n        return X['f0'].to_numpy() * mine.FACTOR\nFACTOR = {factor}\n", Token);
            await using var author = await TestPython.StartAsync(TestPython.Options with { SearchPaths = [Path.GetDirectoryName(module)!] });
            await author.RunAsync("import mine\nmodel = mine.Times()", Token);
            saved.Add(await _temp.SaveAsync(_flavor, author["model"], $"times-{factor}", new LogModelOptions { CodePaths = [module] }));
        }

        await using var twice = await PyFuncModel.OpenAsync(saved[0], [_flavor], cancellationToken: Token);
        await using var thrice = await PyFuncModel.OpenAsync(saved[1], [_flavor], cancellationToken: Token);

        foreach (var (model, factor) in new[] { (twice, 2), (thrice, 3), (twice, 2) })
            Assert.Equal(Models.Rows["f0"].ToDoubles().Select(v => v * factor), (await model.PredictAsync(Models.Rows, cancellationToken: Token)).Numbers());
        Assert.Throws<PythonException>(() => _session.Run("import mine"));
        Assert.Equal("mine.Times", ((PythonObject)await _flavor.LoadAsync(saved[0], typeof(PythonObject), Token)).TypeName);
    }
}
