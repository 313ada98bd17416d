using System.Diagnostics;
using System.Globalization;
using LineaSharp.Scoring.Trees;
using LineaSharp.Scoring.Trees.XGBoost;
using Xunit;

namespace LineaSharp.Scoring.Tests.Trees;

/// <summary>Random models that Debian's XGBoost trains, in its three formats, against its own predictions.</summary>
public sealed class XGBoostDifferentialTests(ITestOutputHelper output) : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Models = 1000;
    private static readonly Lazy<bool> HasXGBoost = new(() => File.Exists(Python) && Run("-c", "import xgboost").ExitCode == 0);
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-test-");

    public void Dispose() => _temp.Delete(recursive: true);

    [Fact]
    public void Random_models_predict_what_the_library_does()
    {
        Assert.SkipUnless(HasXGBoost.Value, "Python's xgboost is not installed (apt-get install python3-xgboost).");
        var (exitCode, text) = Run(Path.Combine(AppContext.BaseDirectory, "Trees", "xgboost_models.py"), _temp.FullName, $"{Models}", "1");
        Assert.True(exitCode == 0, text);

        var worst = new Dictionary<string, double>();
        for (var model = 0; model < Models; model++)
        {
            var lines = File.ReadAllLines(Path.Combine(_temp.FullName, $"{model}.txt"));
            var (kind, name) = (lines[0].Split(' ')[0], string.Join(' ', lines[0].Split(' ')[1..]));
            var ensemble = new TreeEnsemble(XGBoostModel.Read(File.ReadAllBytes(Path.Combine(_temp.FullName, $"{model}.{kind}"))));
            double[] rows = Numbers(lines[1]), predictions = Numbers(lines[2]), margins = Numbers(lines[3]);
            var count = rows.Length / ensemble.FeatureCount;
            Assert.Equal(predictions.Length, count * ensemble.PredictionCount);
            Assert.Equal(margins.Length, count * ensemble.OutputCount);

            var all = ensemble.PredictRows(rows.AsSpan());
            double[] one = new double[ensemble.PredictionCount], raw = new double[ensemble.OutputCount];
            for (var row = 0; row < count; row++)
            {
                var values = rows.AsSpan(row * ensemble.FeatureCount, ensemble.FeatureCount);
                ensemble.Predict(values, one);
                ensemble.PredictRaw(values, raw);
                Assert.Equal(all[(row * one.Length)..((row + 1) * one.Length)], one);
                Compare(model, name, predictions.AsSpan(row * one.Length, one.Length), one);
                Compare(model, name, margins.AsSpan(row * raw.Length, raw.Length), raw);
            }
        }
        foreach (var (name, difference) in worst.OrderBy(w => w.Key, StringComparer.Ordinal)) output.WriteLine($"{name}: largest relative difference {difference:g3}");

        void Compare(int model, string name, ReadOnlySpan<double> expected, ReadOnlySpan<double> found)
        {
            for (var i = 0; i < expected.Length; i++)
            {
                if (expected[i].Equals(found[i])) continue;
                var difference = Math.Abs(expected[i] - found[i]) / Math.Max(Math.Abs(expected[i]), 1e-3);
                worst[name] = Math.Max(worst.GetValueOrDefault(name), difference);
                Assert.True(difference <= 1e-6, $"Model {model} ({name}) gives {found[i]:r} for {expected[i]:r}.");
            }
        }
    }

    private static double[] Numbers(string line) => Array.ConvertAll(line.Split(' '), v => v switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(v, CultureInfo.InvariantCulture),
    });

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardError = true };
        // Threads that wait for each other on a busy machine take longer than the work.
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var text = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
