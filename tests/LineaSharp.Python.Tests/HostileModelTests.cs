using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>Directories that would run code, or reach for files, of their own choice.</summary>
public sealed class HostileModelTests : IAsyncLifetime
{
    private static readonly PythonFlavor Shared = new(TestPython.Options);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-python-test-");
    private readonly PythonFlavor _flavor = Shared;
    private PythonSession _session = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Marker => Path.Combine(_folder.FullName, "it-ran");

    public async ValueTask InitializeAsync()
    {
        TestPython.Need();
        _session = await Shared.GetSessionAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("sklearn", "pickled_model", "serialization_format", "cloudpickle")]
    [InlineData("sklearn", "pickled_model", "serialization_format", "skops-and-more")]
    [InlineData("sklearn", "pickled_model", "serialization_format", null)]
    [InlineData("statsmodels", "data", "statsmodels_version", "0.13.5")]
    [InlineData("lightgbm", "data", "model_class", "lightgbm.sklearn.LGBMClassifier")]
    [InlineData("lightgbm", "data", "model_class", "anything")]
    public async Task A_pickle_that_is_not_trusted_is_refused_before_it_is_read(string flavor, string dataKey, string key, string? value)
    {
        var directory = With(flavor, new FlavorConfiguration { [dataKey] = "model.pkl", [key] = value }, $"mlflow.{flavor}");
        await WritePayloadAsync(directory.File("model.pkl"));

        foreach (var load in new Func<ModelDirectory, Task>[] { LoadAsync, PredictableAsync })
        {
            var error = await Assert.ThrowsAsync<LineaException>(() => load(directory));
            Assert.Equal(ErrorCode.PermissionDenied, error.Code);
            Assert.Contains("isTrusted: true", error.Message, StringComparison.Ordinal);
        }
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task The_same_pickle_runs_when_it_is_trusted_so_the_tests_here_can_fail()
    {
        TestPython.Need("sklearn");
        var directory = With("sklearn", new FlavorConfiguration { ["pickled_model"] = "model.pkl" }, "mlflow.sklearn");
        await WritePayloadAsync(directory.File("model.pkl"));

        await LoadAsync(ModelDirectory.Open(directory.Path, isTrusted: true));

        Assert.True(File.Exists(Marker));
    }

    [Fact]
    public async Task A_pickle_that_calls_itself_skops_is_not_unpickled()
    {
        TestPython.Need("sklearn");
        await using var session = await TestPython.StartAsync(TestPython.Options with { SearchPaths = [TestPython.StandIns] });
        var directory = With("sklearn", new FlavorConfiguration { ["pickled_model"] = "model.skops", ["serialization_format"] = "skops" }, "mlflow.sklearn");
        await WritePayloadAsync(directory.File("model.skops"));

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => new PythonFlavor(session).LoadAsync(directory, typeof(PythonObject), Token))).Code);
        Assert.False(File.Exists(Marker));
    }

    [Theory]
    [InlineData("my_loader")]
    [InlineData("os")]
    [InlineData("mlflow_evil")]
    [InlineData("mlflow.pyfunc.model")]
    [InlineData("mlflow.pyfunc.loaders.code_model")]
    public async Task A_loader_of_the_directorys_choice_is_refused_unless_it_is_trusted(string module)
    {
        var directory = With("python_function", new FlavorConfiguration
        {
            ["loader_module"] = module, ["code"] = "code", ["python_model"] = "model.pkl", ["model_code_path"] = "/anywhere/model.py", ["data"] = "model.pkl",
        }, module);
        await WritePayloadAsync(directory.File("model.pkl"));
        Directory.CreateDirectory(directory.File("code"));
        foreach (var script in new[] { "code/my_loader.py", "code/os.py", "code/mlflow_evil.py", "model.py" }) await File.WriteAllTextAsync(directory.File(script), $"open({Quoted(Marker)}, 'w')", Token);

        foreach (var load in new Func<ModelDirectory, Task>[] { LoadAsync, PredictableAsync })
            Assert.Equal(ErrorCode.PermissionDenied, (await Assert.ThrowsAsync<LineaException>(() => load(directory))).Code);
        Assert.False(File.Exists(Marker));
    }

    [Theory, InlineData("mlflow.evil"), InlineData("mlflow.sklearn.evil"), InlineData("mlflow")]
    public async Task A_loader_that_MLflow_does_not_have_is_refused_even_when_trusted(string module)
    {
        Assert.SkipWhen(_session.HasMlflow, "MLflow itself decides here.");
        var directory = ModelDirectory.Open(With("python_function", new FlavorConfiguration { ["loader_module"] = module, ["data"] = "x" }, module).Path, isTrusted: true);

        Assert.Equal(ErrorCode.NotSupported, (await Assert.ThrowsAsync<LineaException>(() => PredictableAsync(directory))).Code);
    }

    [Theory]
    [InlineData("os.system")]
    [InlineData("subprocess.Popen")]
    [InlineData("xgboost.sklearn.os")]
    [InlineData("xgboost.core.Booster.load_model")]
    public async Task A_class_that_is_none_of_XGBoosts_is_refused(string name)
    {
        TestPython.Need("xgboost");
        var directory = With("xgboost", new FlavorConfiguration { ["data"] = "model.ubj", ["model_class"] = name }, "mlflow.xgboost");
        File.Copy(Path.Combine(new GoldenModel("models", "xgboost-booster").Folder, "model.ubj"), directory.File("model.ubj"));

        var error = await Assert.ThrowsAsync<LineaException>(() => LoadAsync(directory));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_is_no_prediction_is_refused()
    {
        TestPython.Need("sklearn", "cloudpickle");
        var directory = ModelDirectory.Open(Copy("models", "sklearn-cloudpickle"), isTrusted: true);
        directory.Manifest.Flavor("python_function")["predict_fn"] = "set_params";

        Assert.Contains("set_params", (await Assert.ThrowsAsync<LineaException>(() => PredictableAsync(directory))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_of_an_untrusted_directory_is_not_looked_at()
    {
        TestPython.Need("xgboost", "pandas");
        var folder = Copy("models", "xgboost-booster");
        Directory.CreateDirectory(Path.Combine(folder, "code"));
        foreach (var module in new[] { "xgboost", "numpy", "scipy", "linea_xgboost" }) await File.WriteAllTextAsync(Path.Combine(folder, "code", $"{module}.py"), $"open({Quoted(Marker)}, 'w')", Token);
        var directory = ModelDirectory.Open(folder);
        foreach (var flavor in directory.Manifest.Flavors.Values) flavor["code"] = "code";

        await LoadAsync(directory);
        await PredictableAsync(directory);

        Assert.False(File.Exists(Marker));
    }

    [Theory, InlineData("model.ubj"), InlineData("conda.yaml"), InlineData("code")]
    public async Task A_link_is_not_followed(string name)
    {
        var folder = Copy("models", "xgboost-booster");
        var (path, outside) = (Path.Combine(folder, name), Path.Combine(_folder.FullName, "outside"));
        if (File.Exists(path)) File.Move(path, outside);
        else Directory.CreateDirectory(outside);
        File.CreateSymbolicLink(path, outside);

        foreach (var isTrusted in new[] { true, false })
            foreach (var load in new Func<ModelDirectory, Task>[] { LoadAsync, PredictableAsync })
            {
                var error = await Assert.ThrowsAsync<LineaException>(() => load(ModelDirectory.Open(folder, isTrusted)));
                Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
                Assert.Contains("is a link", error.Message, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("python_model", "../outside")]
    [InlineData("code", "/etc")]
    [InlineData("data", "a/../../outside")]
    [InlineData("data", "%2e%2e/outside")]
    public async Task A_path_that_leads_elsewhere_is_corrupt_even_when_trusted(string key, string path)
    {
        var folder = Copy("models", key == "python_model" ? "pyfunc-python-model" : "pyfunc-loader-module");
        var directory = ModelDirectory.Open(folder, isTrusted: true);
        directory.Manifest.Flavor("python_function")[key] = path;
        directory.WriteManifest();

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => PredictableAsync(directory))).Code);
    }

    [Fact]
    public async Task An_artifact_of_a_PythonModel_that_lies_elsewhere_is_corrupt()
    {
        var directory = ModelDirectory.Open(Copy("models", "pyfunc-python-model"), isTrusted: true);
        directory.Manifest.Flavor("python_function")["artifacts"] = new Dictionary<string, object?> { ["cfg"] = new Dictionary<string, object?> { ["path"] = "../../etc/passwd", ["uri"] = "x" } };
        directory.WriteManifest();

        Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => PredictableAsync(directory))).Code);
    }

    [Fact]
    public async Task XGBoost_files_that_claim_the_impossible_are_corrupt_and_the_worker_lives()
    {
        TestPython.Need("xgboost");
        var directory = With("xgboost", new FlavorConfiguration { ["data"] = "model.ubj", ["model_class"] = "xgboost.core.Booster" }, "mlflow.xgboost");
        byte[][] files = [[.. Enumerable.Repeat((byte)'[', 100_000)], "{L\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f"u8.ToArray(), "{U\x07version[$d#L\x00\x00\x00\x7f\x00\x00\x00\x00}"u8.ToArray(), "{}"u8.ToArray(), "{U\x07version[i\x01i\x07]}"u8.ToArray()[..^1], "{U\x07versionS]}"u8.ToArray()];

        foreach (var bytes in files)
        {
            await File.WriteAllBytesAsync(directory.File("model.ubj"), bytes, Token);
            Assert.Equal(ErrorCode.CorruptArtifact, (await Assert.ThrowsAsync<LineaException>(() => LoadAsync(directory))).Code);
        }

        Assert.True(_session.IsAlive);
    }

    private Task LoadAsync(ModelDirectory directory) => _flavor.LoadAsync(directory, typeof(PythonObject), Token);

    private async Task PredictableAsync(ModelDirectory directory)
    {
        await using var predictor = await ((IPyFuncEngine)_flavor).LoadAsync(directory, Token);
    }

    private ModelDirectory With(string flavor, FlavorConfiguration configuration, string loader)
    {
        var directory = ModelDirectory.Create(_folder.CreateSubdirectory("model").FullName);
        directory.Manifest.AddFlavor(flavor, configuration);
        if (flavor != "python_function") directory.Manifest.AddFlavor("python_function", new FlavorConfiguration { ["loader_module"] = loader });
        directory.WriteManifest();
        return ModelDirectory.Open(directory.Path);
    }

    private string Copy(string release, string name)
    {
        var target = _folder.CreateSubdirectory(name).FullName;
        var source = new GoldenModel(release, name).Folder;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var to = new FileInfo(Path.Combine(target, Path.GetRelativePath(source, file)));
            to.Directory!.Create();
            File.Copy(file, to.FullName);
        }
        return target;
    }

    // Unpickling calls open(marker, 'w').
    private Task WritePayloadAsync(string path) => File.WriteAllBytesAsync(path, System.Text.Encoding.UTF8.GetBytes($"cbuiltins\nopen\n(V{Marker}\nVw\ntR."), Token);

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
