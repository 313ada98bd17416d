using System.Diagnostics;
using System.Globalization;

namespace LineaSharp.Bench.Scoring;

/// <summary>Ensembles of 200 trees that the scikit-learn of this machine fits.</summary>
internal static class SklearnEnsembles
{
    private const string Python = "/usr/bin/python3";

    public static bool AreHere => File.Exists(Python) && Run("-I", "-c", "import sklearn");

    /// <summary>Fits them into a folder, which then has for each its name with <c>.pkl</c>, <c>.skops</c> and <c>.txt</c>: rows of which the last number is the prediction.</summary>
    public static IReadOnlyList<string> Fit(string folder)
    {
        if (!Run(Path.Combine(AppContext.BaseDirectory, "Scoring", "sklearn_models.py"), folder)) throw new InvalidOperationException("sklearn_models.py failed; its message is above.");
        return Directory.GetFiles(folder, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToArray();
    }

    /// <summary>The rows and the predictions.</summary>
    public static (double[,] Rows, double[] Predictions) Expected(string folder, string name)
    {
        var lines = File.ReadLines(Path.Combine(folder, name + ".txt")).Select(l => Array.ConvertAll(l.Split(' '), n => double.Parse(n, CultureInfo.InvariantCulture))).ToArray();
        var rows = new double[lines.Length, TrainingRows.Features];
        for (var row = 0; row < lines.Length; row++)
            for (var feature = 0; feature < TrainingRows.Features; feature++) rows[row, feature] = lines[row][feature];
        return (rows, Array.ConvertAll(lines, l => l[^1]));
    }

    private static bool Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
