using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

/// <summary>MLflow's own Python client, in the Python that LINEA_TEST_MLFLOW_PYTHON names; tests that need it are skipped without.</summary>
internal static class MlflowPython
{
    public static string Find()
    {
        var python = Environment.GetEnvironmentVariable("LINEA_TEST_MLFLOW_PYTHON");
        Assert.SkipUnless(!string.IsNullOrEmpty(python), "Set LINEA_TEST_MLFLOW_PYTHON to a Python in which `import mlflow` works.");
        return python!;
    }

    /// <summary>Runs a script that has a <c>client</c> of the store and leaves its <c>answer</c>.</summary>
    public static JsonNode Run(string python, string script, string trackingUri, string workingFolder)
    {
        var code = $"""
            import json, mlflow
            from mlflow import MlflowClient
            mlflow.set_tracking_uri("{trackingUri}")
            client = MlflowClient()
            {script}
            print("ANSWER" + json.dumps(answer))
            """;
        var output = Run(python, ["-c", code], workingFolder);
        var answer = output[(output.IndexOf("ANSWER", StringComparison.Ordinal) + "ANSWER".Length)..];
        return JsonNode.Parse(answer[..answer.IndexOf('\n', StringComparison.Ordinal)])!;
    }

    /// <summary>Brings a database to the schema of this Python's MLflow.</summary>
    public static void Upgrade(string python, string databaseUri, string workingFolder) => Run(python, ["-m", "mlflow", "db", "upgrade", databaseUri], workingFolder);

    private static string Run(string python, IEnumerable<string> args, string workingFolder)
    {
        var start = new ProcessStartInfo(python, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = workingFolder };
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
