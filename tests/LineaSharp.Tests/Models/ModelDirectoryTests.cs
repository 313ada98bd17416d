using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

public sealed class ModelDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-models-");
    private int _count;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Delete(recursive: true);

    [Fact]
    public async Task A_dotnet_model_gets_an_MLmodel_file_and_no_python_environment()
    {
        var directory = MLNetModel();

        await directory.CompleteAsync(null, Token);

        Assert.Equal(["MLmodel", "model.zip"], Files(directory));
        var manifest = ModelDirectory.Open(directory.Path).Manifest;
        Assert.Equal(5, manifest.ModelSizeBytes);
        Assert.Equal(["mlnet"], manifest.Flavors.Keys);
        Assert.NotNull(manifest.UtcTimeCreated);
    }

    [Theory]
    [InlineData("model.bin", null)]
    [InlineData("folder/model.bin", null)]
    [InlineData("missing.bin", "is not there")]
    [InlineData("folder", "is not there")]
    [InlineData("link.bin", "is a link")]
    [InlineData("dangling.bin", "is a link")]
    [InlineData("linked/secret", "lies behind one")]
    [InlineData("../outside/secret", "'..'")]
    public void A_file_that_is_there_is_no_link_and_not_behind_one(string path, string? fault)
    {
        var outside = _temp.CreateSubdirectory("outside").FullName;
        File.WriteAllText(Path.Combine(outside, "secret"), "x");
        var directory = ModelDirectory.Create(_temp.CreateSubdirectory("inside/folder").Parent!.FullName);
        File.WriteAllText(directory.File("model.bin"), "x");
        File.WriteAllText(directory.File("folder/model.bin"), "x");
        File.CreateSymbolicLink(directory.File("link.bin"), Path.Combine(outside, "secret"));
        File.CreateSymbolicLink(directory.File("dangling.bin"), Path.Combine(outside, "nothing"));
        Directory.CreateSymbolicLink(directory.File("linked"), outside);

        if (fault is null)
        {
            Assert.Equal(directory.File(path), directory.ExistingFile(path));
            return;
        }
        var error = Assert.Throws<LineaException>(() => directory.ExistingFile(path));
        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callers_signature_replaces_the_flavors()
    {
        var directory = MLNetModel();
        directory.Manifest.Signature = new() { Inputs = [new ColumnSpec("a", ColumnType.Float)] };
        var given = new ModelSignature { Inputs = [new ColumnSpec("a", ColumnType.Double)] };

        await directory.CompleteAsync(new() { Signature = given, Metadata = new Dictionary<string, object?> { ["team"] = "x", ["n"] = 1 } }, Token);

        var manifest = ModelDirectory.Open(directory.Path).Manifest;
        Assert.Equal(given, manifest.Signature);
        Assert.Equal(1L, manifest.Metadata!["n"]);
    }

    [Fact]
    public async Task A_python_model_gets_the_environment_files_of_MLflow()
    {
        var directory = PythonModel("xgboost==3.2.0", "numpy==2.4.6");

        await directory.CompleteAsync(new() { ExtraPipRequirements = ["pandas==3.1.1", "numpy==2.4.6"] }, Token);

        Assert.Equal("mlflow==3.17.2\nxgboost==3.2.0\nnumpy==2.4.6\npandas==3.1.1\n", Text(directory, "requirements.txt"));
        Assert.Equal(
            """
            channels:
            - conda-forge
            dependencies:
            - python=3.11
            - pip
            - pip:
              - mlflow==3.17.2
              - xgboost==3.2.0
              - numpy==2.4.6
              - pandas==3.1.1
            name: mlflow-env

            """, Text(directory, "conda.yaml"));
        Assert.Equal(
            """
            python: '3.11'
            build_dependencies:
            - pip
            - setuptools
            - wheel
            dependencies:
            - '-r requirements.txt'

            """, Text(directory, "python_env.yaml"));
        var pyfunc = ModelDirectory.Open(directory.Path).Manifest.Flavor("python_function");
        Assert.Equal(new Dictionary<string, object?> { ["conda"] = "conda.yaml", ["virtualenv"] = "python_env.yaml" }, pyfunc["env"]);
        Assert.Equal("3.11", pyfunc.GetString("python_version"));
    }

    [Fact]
    public async Task The_callers_requirements_replace_the_flavors_and_MLflow_is_named_once()
    {
        var directory = PythonModel("xgboost==3.2.0");

        await directory.CompleteAsync(new() { PipRequirements = ["mlflow-skinny>=3", "xgboost"] }, Token);

        Assert.Equal("mlflow-skinny>=3\nxgboost\n", Text(directory, "requirements.txt"));
    }

    [Fact]
    public async Task Requirements_given_for_a_dotnet_model_are_written_as_they_are()
    {
        var directory = MLNetModel();

        await directory.CompleteAsync(new() { PipRequirements = ["pandas==3.1.1"] }, Token);

        Assert.Equal("pandas==3.1.1\n", Text(directory, "requirements.txt"));
        Assert.DoesNotContain("python_function", Text(directory, "MLmodel"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conda_file_is_used_as_it_is()
    {
        var conda = Write("env.yaml", "dependencies: [python=3.10.2, {pip: [mlflow, scipy==1.17.1]}]  # mine\nname: mine\n");
        var directory = PythonModel("xgboost==3.2.0");

        await directory.CompleteAsync(new() { CondaEnv = conda }, Token);

        Assert.Equal(File.ReadAllText(conda), Text(directory, "conda.yaml"));
        Assert.Equal("mlflow\nscipy==1.17.1\n", Text(directory, "requirements.txt"));
        Assert.StartsWith("python: 3.10.2\n", Text(directory, "python_env.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("name: x")]
    [InlineData("dependencies: [{pip: [1]}]")]
    [InlineData("a: [")]
    public async Task A_wrong_conda_file_is_the_callers_error(string text)
    {
        var conda = Write("env.yaml", text);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => MLNetModel().CompleteAsync(new() { CondaEnv = conda }, Token));

        Assert.Contains("env.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_contradict_each_other_are_refused()
    {
        LogModelOptions[] wrong =
        [
            new() { PipRequirements = ["a"], ExtraPipRequirements = ["b"] },
            new() { PipRequirements = ["a"], CondaEnv = "x" },
            new() { Experiment = "a", ExperimentId = "1" },
            new() { PipRequirements = ["-r other.txt"] },
            new() { PipRequirements = ["a\nb"] },
            new() { PipRequirements = [""] },
            new() { CondaEnv = Path.Combine(_temp.FullName, "missing.yaml") },
            new() { CodePaths = [Path.Combine(_temp.FullName, "missing")] },
            new() { Step = -1 },
            new() { AwaitRegistrationFor = TimeSpan.FromSeconds(-1) },
            new() { Signature = new() { Inputs = [] } },
        ];

        foreach (var options in wrong) await Assert.ThrowsAsync<ArgumentException>(() => MLNetModel().CompleteAsync(options, Token));
    }

    [Fact]
    public async Task Code_is_copied_with_its_folders_and_named_in_the_flavors()
    {
        Write("lib/a.py", "a");
        Write("lib/deep/b.py", "b");
        Write("lib/__pycache__/a.pyc", "x");
        var single = Write("one.py", "1");
        var directory = MLNetModel();

        await directory.CompleteAsync(new() { CodePaths = [Path.Combine(_temp.FullName, "lib") + Path.DirectorySeparatorChar, single] }, Token);

        Assert.Equal(["MLmodel", "code/lib/a.py", "code/lib/deep/b.py", "code/one.py", "model.zip"], Files(directory));
        Assert.Equal("code", directory.Manifest.Flavor("mlnet").GetString("code"));
        Assert.Equal(5, directory.Manifest.ModelSizeBytes);
    }

    [Fact]
    public async Task Links_among_the_code_are_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs rights on Windows.");
        var secret = Write("secret.txt", "s");
        Directory.CreateDirectory(Path.Combine(_temp.FullName, "lib"));
        File.CreateSymbolicLink(Path.Combine(_temp.FullName, "lib", "a.py"), secret);
        File.CreateSymbolicLink(Path.Combine(_temp.FullName, "dangling.py"), Path.Combine(_temp.FullName, "nothing"));
        Directory.CreateSymbolicLink(Path.Combine(_temp.FullName, "folder"), Path.Combine(_temp.FullName, "lib"));

        foreach (var path in new[] { "lib", "folder", "lib/a.py" })
            Assert.Contains("link", (await Assert.ThrowsAsync<ArgumentException>(() => MLNetModel().CompleteAsync(new() { CodePaths = [Path.Combine(_temp.FullName, path)] }, Token))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => MLNetModel().CompleteAsync(new() { CodePaths = [Path.Combine(_temp.FullName, "dangling.py")] }, Token));
    }

    [Fact]
    public async Task Two_code_paths_of_one_name_are_refused()
    {
        var (a, b) = (Write("x/one.py", "1"), Write("y/one.py", "2"));

        await Assert.ThrowsAsync<ArgumentException>(() => MLNetModel().CompleteAsync(new() { CodePaths = [a, b] }, Token));
    }

    [Fact]
    public async Task A_table_is_written_as_MLflow_writes_a_data_frame()
    {
        var directory = MLNetModel();

        await directory.CompleteAsync(new()
        {
            InputExample = InputExample.OfColumns(new Dictionary<string, Array> { ["f0"] = new[] { 0.549, double.NaN }, ["f1"] = new float[] { 0.5f, 0.1f }, ["s"] = new[] { "ü", null }, ["t"] = new[] { new DateTime(2023, 1, 26), new DateTime(2023, 1, 27, 1, 2, 3, 450) }, ["b"] = new[] { new byte[] { 104, 105 }, [] } }),
        }, Token);

        Assert.Equal("""{"columns": ["f0", "f1", "s", "t", "b"], "data": [[0.549, 0.5, "\u00fc", "2023-01-26T00:00:00", "aGk="], [null, 0.10000000149011612, null, "2023-01-27T01:02:03.45", ""]]}""", Text(directory, "input_example.json"));
        Assert.StartsWith("{\n  \"dataframe_split\": {\n    \"columns\": [\n      \"f0\",\n", Text(directory, "serving_input_example.json"), StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Text(directory, "input_example.json")), JsonNode.Parse(Text(directory, "serving_input_example.json"))!["dataframe_split"]));
        Assert.Equal(
            "saved_input_example_info:\n  artifact_path: input_example.json\n  pandas_orient: split\n  serving_input_path: serving_input_example.json\n  type: dataframe\n",
            Section(Text(directory, "MLmodel"), "saved_input_example_info"));
        Assert.Equal(5 + new FileInfo(directory.File("input_example.json")).Length + new FileInfo(directory.File("serving_input_example.json")).Length, directory.Manifest.ModelSizeBytes);
    }

    [Fact]
    public async Task Rows_become_the_same_table_with_missing_values()
    {
        var directory = MLNetModel();

        await directory.CompleteAsync(new() { InputExample = InputExample.OfRows([new Dictionary<string, object?> { ["a"] = 1 }, new Dictionary<string, object?> { ["b"] = true }]) }, Token);

        Assert.Equal("""{"columns": ["a", "b"], "data": [[1, null], [null, true]]}""", Text(directory, "input_example.json"));
    }

    [Fact]
    public async Task Tensors_are_nested_lists_whether_they_have_axes_or_are_jagged()
    {
        var (plain, jagged, named) = (MLNetModel(), MLNetModel(), MLNetModel());

        await plain.CompleteAsync(new() { InputExample = new[,] { { 1f, 2f }, { 3f, float.NaN } } }, Token);
        await jagged.CompleteAsync(new() { InputExample = new[] { [1, 2], new[] { 3 } } }, Token);
        await named.CompleteAsync(new() { InputExample = InputExample.OfTensors(new Dictionary<string, Array> { ["X"] = new[,,] { { { 1L } } } }) }, Token);

        Assert.Equal("[[1.0, 2.0], [3.0, null]]", Text(plain, "input_example.json"));
        Assert.Equal("[[1, 2], [3]]", Text(jagged, "input_example.json"));
        Assert.Equal("""{"X": [[[1]]]}""", Text(named, "input_example.json"));
        Assert.Equal("ndarray", named.Manifest.SavedInputExampleInfo!["type"]);
        Assert.Equal("{\n  \"inputs\": {\n    \"X\": [\n      [\n        [\n          1\n        ]\n      ]\n    ]\n  }\n}", Text(named, "serving_input_example.json"));
    }

    [Fact]
    public async Task Json_with_parameters_is_stored_as_MLflow_stores_it()
    {
        var directory = MLNetModel();
        var chat = MLNetModel();

        await directory.CompleteAsync(new() { InputExample = InputExample.OfJson("""{"q": "x", "k": 3, "big": 123456789012345678901234567890}""").WithParams(new Dictionary<string, object?> { ["temp"] = 0.5 }) }, Token);
        await chat.CompleteAsync(new() { InputExample = InputExample.OfJson("""{"messages": []}""") }, Token);

        Assert.Equal("""{"inputs": {"q": "x", "k": 3, "big": 123456789012345678901234567890}, "params": {"temp": 0.5}}""", Text(directory, "input_example.json"));
        Assert.Equal("true", directory.Manifest.SavedInputExampleInfo!["params"]);
        Assert.Equal(0.5, (double?)JsonNode.Parse(Text(directory, "serving_input_example.json"))!["params"]!["temp"]);
        Assert.Equal("{\n  \"messages\": []\n}", Text(chat, "serving_input_example.json"));
    }

    [Fact]
    public void Examples_that_no_file_can_hold_are_refused()
    {
        Assert.Throws<ArgumentException>(() => InputExample.OfJson("{"));
        Assert.Throws<ArgumentException>(() => InputExample.OfTensor(new[] { double.PositiveInfinity }));
        Assert.Throws<ArgumentException>(() => InputExample.OfTensor(new[] { new object() }));
        Assert.Throws<ArgumentException>(() => InputExample.OfColumns(new Dictionary<string, Array>()));
        Assert.Throws<ArgumentException>(() => InputExample.OfColumns(new Dictionary<string, Array> { ["a"] = new[] { 1 }, ["b"] = new[] { 1, 2 } }));
    }

    [Fact]
    public void A_folder_without_an_MLmodel_file_is_no_model_directory()
    {
        var error = Assert.Throws<LineaException>(() => ModelDirectory.Open(_temp.FullName));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void An_MLmodel_file_of_eleven_megabytes_is_not_read()
    {
        Write("MLmodel", new string('#', 11_000_000));

        Assert.Contains("11000000 bytes", Assert.Throws<LineaException>(() => ModelDirectory.Open(_temp.FullName)).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("../secret"), InlineData("/etc/passwd"), InlineData("%2e%2e/x"), InlineData("a\\b")]
    public void A_file_named_in_the_manifest_never_lies_outside_the_directory(string path) =>
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => MLNetModel().File(path)).Code);

    [Fact]
    public async Task Text_in_all_files_is_ASCII_because_Python_may_read_them_in_another_encoding()
    {
        var directory = PythonModel("é");

        await directory.CompleteAsync(new() { Metadata = new Dictionary<string, object?> { ["ü"] = "日本 😀 \u0085" }, InputExample = InputExample.OfJson("\"😀\"") }, Token);

        foreach (var file in new[] { "MLmodel", "input_example.json", "conda.yaml" }) Assert.True(System.Text.Ascii.IsValid(Text(directory, file)), file);
        Assert.Equal("日本 😀 \u0085", ModelDirectory.Open(directory.Path).Manifest.Metadata!["ü"]);
    }

    private ModelDirectory MLNetModel()
    {
        var directory = ModelDirectory.Create(_temp.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"model-{_count++}")).FullName);
        File.WriteAllText(directory.File("model.zip"), "12345");
        directory.Manifest.AddFlavor("mlnet", new() { ["data"] = "model.zip" });
        return directory;
    }

    private ModelDirectory PythonModel(params string[] requirements)
    {
        var directory = MLNetModel();
        directory.Manifest.AddFlavor("python_function", new() { ["loader_module"] = "mlflow.xgboost" });
        foreach (var requirement in requirements) directory.PipRequirements.Add(requirement);
        return directory;
    }

    private string Write(string path, string text)
    {
        var full = Path.Combine(_temp.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    private static string Text(ModelDirectory directory, string file) => File.ReadAllText(directory.File(file));

    private static string Section(string yaml, string key) =>
        string.Concat(yaml.Split('\n').SkipWhile(l => l != key + ":").TakeWhile((l, i) => i == 0 || l.StartsWith(' ')).Select(l => l + "\n"));

    private static string[] Files(ModelDirectory directory) =>
        [.. Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(directory.Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
