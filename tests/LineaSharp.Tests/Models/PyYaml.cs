using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LineaSharp.Tests.Models;

/// <summary>The system's own PyYAML, the reader that MLflow uses.</summary>
internal static class PyYaml
{
    private const string Python = "/usr/bin/python3";

    public static bool IsHere { get; } = File.Exists(Python) && Run("import yaml", "").ExitCode == 0;

    public static string Reason => $"{Python} has no yaml module here.";

    /// <summary>What PyYAML's safe loader makes of a text, as JSON; values of Python types that JSON has not are shown as <c>{"python": repr}</c>.</summary>
    public static JsonNode? Load(string yaml) => LoadAll([yaml])[0];

    /// <summary>The same for many texts, in one process.</summary>
    public static IReadOnlyList<JsonNode?> LoadAll(IEnumerable<string> yamls)
    {
        var (code, output, error) = Run("""
            import json, math, sys, yaml
            def show(v):
                if isinstance(v, dict): return {str(k) if isinstance(k, str) else repr(k): show(x) for k, x in v.items()}
                if isinstance(v, list): return [show(x) for x in v]
                if v is None or isinstance(v, (bool, str, int)): return v
                if isinstance(v, float) and math.isfinite(v): return {"float": repr(v)}
                return {"python": repr(v)}
            print(json.dumps([show(yaml.safe_load(text)) for text in json.loads(sys.stdin.buffer.read())]))
            """, new JsonArray(yamls.Select(y => (JsonNode?)y).ToArray()).ToJsonString());
        return code == 0 ? [.. JsonNode.Parse(output)!.AsArray()] : throw new InvalidOperationException(error);
    }

    private static (int ExitCode, string Output, string Error) Run(string script, string input)
    {
        var start = new ProcessStartInfo(Python, ["-I", "-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(new System.Text.UTF8Encoding(false).GetBytes(input));
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
