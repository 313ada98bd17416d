using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Random models that a scikit-learn on this machine fits and asks.</summary>
internal static class RandomModels
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> HasSklearn = new(() => File.Exists(Python) && Run(["-I", "-c", "import sklearn, pandas, cloudpickle"], out _) == 0);

    public static bool AreHere => HasSklearn.Value;

    public const string Reason = $"{Python} with sklearn, pandas and cloudpickle is not installed.";

    /// <summary>Fits models into a folder; one JSON object each, with the input and the answers.</summary>
    public static IEnumerable<JsonObject> Fit(string folder, int first, int count)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Sklearn", "random_models.py");
        string[] arguments = ["-I", script, folder, first.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture)];
        return Run(arguments, out var lines) == 0 ? lines.Select(l => JsonNode.Parse(l)!.AsObject()) : throw new InvalidOperationException("random_models.py failed: " + string.Join('\n', lines.TakeLast(5)));
    }

    /// <summary>The input: a table by columns, or rows of numbers.</summary>
    public static ModelData Input(JsonNode input)
    {
        if (input is JsonObject table)
        {
            var columns = table["data"]!.AsArray().Select(c => c!.AsArray()).ToArray();
            return new Table(table["columns"]!.AsArray().Select((name, i) => Column((string)name!, columns[i])).ToArray());
        }
        var rows = input.AsArray().Select(r => r!.AsArray()).ToArray();
        var matrix = new double[rows.Length, rows[0].Count];
        for (var r = 0; r < rows.Length; r++)
            for (var c = 0; c < rows[r].Count; c++) matrix[r, c] = Number(rows[r][c]);
        return matrix;
    }

    private static TableColumn Column(string name, JsonArray values) => values.Any(v => v is JsonValue value && value.TryGetValue<string>(out var text) && !IsNumber(text))
        ? new TableColumn(name, values.Select(v => (string?)v).ToArray())
        : new TableColumn(name, values.Select(Number).ToArray());

    private static bool IsNumber(string text) => text is "NaN" or "Infinity" or "-Infinity";

    private static double Number(JsonNode? value) => value is null ? double.NaN : value is JsonValue v && v.TryGetValue<string>(out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : (double)value;

    /// <summary>Runs that Python.</summary>
    internal static int Run(string[] arguments, out List<string> lines)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONHASHSEED"] = "0";
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        lines = [];
        while (process.StandardOutput.ReadLine() is { } line) lines.Add(line);
        process.WaitForExit();
        if (process.ExitCode != 0) lines.AddRange(errors.Result.Split('\n'));
        return process.ExitCode;
    }
}
