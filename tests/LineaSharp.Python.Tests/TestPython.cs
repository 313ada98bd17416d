using System.Diagnostics;
using LineaSharp.Internal;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>The interpreter of the tests: LINEA_PYTHON, else Debian's, whose packages test.sh installs.</summary>
internal static class TestPython
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("LINEA_PYTHON") is { Length: > 0 } named ? named : "/usr/bin/python3";

    /// <summary>Modules that stand in for those that cannot be had here; each says in its text what it does.</summary>
    public static string StandIns { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "StandIns");

    public static PythonSessionOptions Options { get; } = new() { Interpreter = Path, CallLimit = TimeSpan.FromMinutes(2), MemoryLimit = 6L << 30, Environment = new Dictionary<string, string?> { ["OPENBLAS_NUM_THREADS"] = "1" } };

    /// <summary>A session for tests that change nothing in it but variables of their own.</summary>
    public static Task<PythonSession> StartAsync(PythonSessionOptions? options = null)
    {
        Need();
        return PythonSession.StartAsync(options ?? Options, TestContext.Current.CancellationToken);
    }

    /// <summary>Skips the test where the interpreter or one of the modules is missing.</summary>
    public static void Need(params string[] modules)
    {
        Assert.SkipUnless(File.Exists(Path), $"There is no Python at {Path}; set LINEA_PYTHON.");
        foreach (var module in modules)
            Assert.SkipUnless(Found(module), $"{Path} has no module {module}.");
    }

    /// <summary>Runs a program in a Python of its own, without this package's worker.</summary>
    /// <returns>What it prints.</returns>
    public static string Run(string python, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, ["-W", "ignore", "-c", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, Blocking.Run(() => errors));
        return output.Trim();
    }

    public static double[] Numbers(this ModelData prediction) =>
        prediction.Json is IReadOnlyList<object?> list ? list.SelectMany(v => v is IReadOnlyList<object?> row ? row : [v]).Select(Number).ToArray()
        : prediction.Tensor is { } tensor ? tensor.Cast<object>().Select(Number).ToArray()
        : Enumerable.Range(0, prediction.AsTable().RowCount).SelectMany(r => prediction.AsTable().Columns.Select(c => Number(c[r]))).ToArray();

    public static double[] Flat(System.Text.Json.Nodes.JsonNode node) => node is System.Text.Json.Nodes.JsonArray array ? array.SelectMany(n => Flat(n!)).ToArray() : [(double)node];

    private static double Number(object? value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Modules = new();

    private static bool Found(string module) => Modules.GetOrAdd(module, m => Run(Path, "import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]) is not None)", m) == "True");
}
