using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>A Python in which <c>import mlflow</c> works, where there is one.</summary>
internal sealed class PythonMlflow
{
    private readonly string _program;

    private PythonMlflow(string program) => _program = program;

    /// <summary>Skips the test where there is none.</summary>
    public static PythonMlflow Required() => Find() ?? throw Xunit.Sdk.SkipException.ForSkip(HowToHaveOne);

    public const string HowToHaveOne = "Set LINEA_TEST_MLFLOW_PYTHON to a Python in which `import mlflow` works.";

    public static PythonMlflow? Find() => Environment.GetEnvironmentVariable("LINEA_TEST_MLFLOW_PYTHON") is { Length: > 0 } program ? new PythonMlflow(program) : null;

    /// <summary>Runs a script that has a <c>client</c> of the database and leaves its <c>answer</c>.</summary>
    public JsonNode Run(MlflowFiles files, string script)
    {
        var code = $"""
            import json
            from mlflow import MlflowClient
            client = MlflowClient("{files.TrackingUri}")
            {script}
            print("ANSWER" + json.dumps(answer))
            """;
        var output = Run(files, "-c", code);
        return JsonNode.Parse(output[(output.IndexOf("ANSWER", StringComparison.Ordinal) + "ANSWER".Length)..])!;
    }

    /// <summary>Brings the database to the schema of this Python's MLflow.</summary>
    public void Upgrade(MlflowFiles files) => Run(files, "-m", "mlflow", "db", "upgrade", files.TrackingUri);

    private string Run(MlflowFiles files, params string[] args)
    {
        var start = new ProcessStartInfo(_program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = files.Local() };
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        start.Environment.Remove("MLFLOW_REGISTRY_URI");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
