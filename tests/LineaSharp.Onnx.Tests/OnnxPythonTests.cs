using System.Diagnostics;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Onnx.Tests;

/// <summary>What is written here is what Python's own packages read.</summary>
public sealed class OnnxPythonTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-onnx-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pythons_onnx_loads_and_checks_a_model_saved_here_with_its_external_data()
    {
        Assert.SkipUnless(Run("/usr/bin/python3", "import onnx").Code == 0, "Debian's python3-onnx is not installed.");
        var path = await SaveAsync();

        var seen = Run("/usr/bin/python3", $"""
            import onnx
            model = onnx.load("{path}/model.onnx")
            onnx.checker.check_model("{path}/model.onnx")
            print([i.name for i in model.graph.input], [len(i.raw_data) for i in model.graph.initializer])
            """);

        Assert.Equal((0, "['X'] [4800, 1600]"), (seen.Code, seen.Output.Trim()));
    }

    [Fact]
    public async Task MLflow_loads_a_model_saved_here()
    {
        var python = Environment.GetEnvironmentVariable("LINEA_TEST_MLFLOW_PYTHON");
        Assert.SkipUnless(!string.IsNullOrEmpty(python), "Set LINEA_TEST_MLFLOW_PYTHON to a Python in which `import mlflow` works.");
        var path = await SaveAsync();

        var seen = Run(python!, $"""
            import mlflow.onnx
            from mlflow.models import Model
            print([i.name for i in mlflow.onnx.load_model("{path}").graph.input], Model.load("{path}").signature.inputs.input_names())
            """);

        Assert.True(seen.Code == 0, seen.Output);
        Assert.EndsWith("['X'] ['X']", seen.Output.Trim(), StringComparison.Ordinal);
    }

    private async Task<string> SaveAsync()
    {
        var directory = ModelDirectory.Create(_folder.FullName);
        using var model = OnnxModel.FromFile(Some.ExternalFile);
        await ((IModelFlavor)new OnnxFlavor()).SaveAsync(model, directory, TestContext.Current.CancellationToken);
        await directory.CompleteAsync(null, TestContext.Current.CancellationToken);
        return directory.Path;
    }

    private static (int Code, string Output) Run(string python, string code)
    {
        if (!File.Exists(python)) return (-1, $"{python} is not there");
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", code]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : errors.Result);
    }
}
