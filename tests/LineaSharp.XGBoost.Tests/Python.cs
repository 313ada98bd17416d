using System.Diagnostics;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

/// <summary>Debian's Python with its own XGBoost; tests that need it are skipped, saying so, where it is not.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    private static readonly Lazy<string?> Missing = new(() =>
        !File.Exists(Interpreter) ? $"there is no {Interpreter}" : Start("import xgboost, sklearn", []) is { ExitCode: not 0 } run ? $"{Interpreter} has no xgboost and sklearn: {run.Errors.Trim().Split('\n')[^1]}" : null);

    /// <summary>The last line that a script prints; the library may print warnings before.</summary>
    public static string Run(string script, params string[] arguments)
    {
        Assert.SkipWhen(Missing.Value is not null, Missing.Value ?? "");
        var run = Start(script, arguments);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim().Split('\n')[^1];
    }

    /// <summary>As <see cref="Run"/>, in the Python that LINEA_TEST_MLFLOW_PYTHON names.</summary>
    public static string RunWithMlflow(string script, params string[] arguments)
    {
        var python = Environment.GetEnvironmentVariable("LINEA_TEST_MLFLOW_PYTHON");
        Assert.SkipWhen(string.IsNullOrEmpty(python), "Set LINEA_TEST_MLFLOW_PYTHON to a Python in which `import mlflow` works.");
        var run = Start(script, arguments, python);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.Trim().Split('\n')[^1];
    }

    private static (int ExitCode, string Output, string Errors) Start(string script, string[] arguments, string? interpreter = null)
    {
        using var process = Process.Start(new ProcessStartInfo(interpreter ?? Interpreter, interpreter is null ? ["-I", "-c", script, .. arguments] : ["-c", script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
