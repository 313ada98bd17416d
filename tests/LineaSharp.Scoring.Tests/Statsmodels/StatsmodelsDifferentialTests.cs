using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Scoring.Tests.Statsmodels;

/// <summary>Random models that Python's statsmodels fits now, pickles and predicts with.</summary>
public sealed class StatsmodelsDifferentialTests(ITestOutputHelper output) : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Models = 1000;

    // Below it numbers have fewer digits.
    private const double Smallest = 1e-290;

    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-test-");

    public void Dispose() => _temp.Delete(recursive: true);

    [Fact]
    public void A_thousand_random_models_predict_as_in_Python_within_1e_9()
    {
        Assert.SkipUnless(File.Exists(Python) && Run("-c", "import statsmodels").ExitCode == 0, $"{Python} has no statsmodels (Debian: python3-statsmodels).");
        var (exitCode, errors) = Run(Path.Combine(AppContext.BaseDirectory, "Statsmodels", "random_models.py"), _temp.FullName, "7", Models.ToString(CultureInfo.InvariantCulture));
        Assert.True(exitCode == 0, errors);
        var cases = JsonNode.Parse(File.ReadAllText(Path.Combine(_temp.FullName, "expected.json")))!.AsArray();
        Assert.Equal(Models, cases.Count);

        var largest = new Dictionary<string, (double Difference, string What)>(StringComparer.Ordinal);
        foreach (var one in cases)
        {
            var what = (string)one!["what"]!;
            var model = StatsmodelsModel.FromFile(Path.Combine(_temp.FullName, (string)one["file"]!));
            var input = new Table(one["columns"]!.AsObject().Select(c => Column(c.Key, c.Value!.AsArray())).ToArray());

            var found = model.OutcomeCount is null ? model.Predict(input) : model.PredictProbabilities(input).Cast<double>().ToArray();

            var expected = one["expected"]!.AsArray().SelectMany(row => row!.AsArray()).Select(v => double.Parse((string)v!, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(expected.Length, found.Length);
            var kind = what.Split(" y")[0];
            // statsmodels takes 1 - exp(...) there: of a probability of 1e-15 the first digit is rounding already.
            var floor = kind.EndsWith("cloglog", StringComparison.Ordinal) ? 1e-6 : Smallest;
            var difference = expected.Zip(found, (a, b) => Difference(a, b, floor)).Max();
            if (difference >= largest.GetValueOrDefault(kind).Difference) largest[kind] = (difference, $"{what}: {one["columns"]!.ToJsonString()}");
        }
        foreach (var (kind, (difference, _)) in largest.OrderBy(l => l.Key, StringComparer.Ordinal)) output.WriteLine($"{kind}: largest relative difference {difference:0.0e0}");
        Assert.All(largest.Values, one => Assert.True(one.Difference <= 1e-9, $"{one.Difference} in {one.What}"));
    }

    private static double Difference(double expected, double found, double floor) =>
        expected.Equals(found) ? 0 : double.IsFinite(expected) ? Math.Abs(expected - found) / Math.Max(Math.Abs(expected), floor) : double.PositiveInfinity;

    private static TableColumn Column(string name, JsonArray values) => new(name, values.FirstOrDefault(v => v is not null)?.GetValueKind() switch
    {
        JsonValueKind.String => values.Select(v => (string?)v).ToArray(),
        JsonValueKind.True or JsonValueKind.False => values.Select(v => (bool)v!).ToArray(),
        _ => values.Select(v => (double?)v ?? double.NaN).ToArray(),
    });

    private static (int ExitCode, string Errors) Run(params string[] arguments)
    {
        using var python = Process.Start(new ProcessStartInfo(Python, ["-I", .. arguments]) { RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEnd();
        python.WaitForExit();
        return (python.ExitCode, errors);
    }
}
