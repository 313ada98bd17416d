using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>Every model directory with python_function that MLflow 2.17, 3.11 and 3.17 logged predicts what MLflow predicted, or says why it cannot here.</summary>
public sealed class GoldenPyFuncTests(ITestOutputHelper output)
{
    private static readonly PythonFlavor Flavor = new(TestPython.Options);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Recorded
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var model in GoldenModel.OfFlavor("python_function")) all.Add(model.Release, model.Name);
            return all;
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public async Task A_recorded_model_predicts_what_MLflow_predicted_or_says_what_is_missing(string release, string name)
    {
        TestPython.Need("sklearn", "xgboost", "statsmodels", "cloudpickle", "pandas");
        var golden = new GoldenModel(release, name);
        PyFuncModel model;
        try
        {
            model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder, isTrusted: true), [Flavor], cancellationToken: Token);
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotSupported)
        {
            output.WriteLine($"{golden}: {e.Message}");
            Assert.False(IsDebian12 && LoadsOnDebian12(release, name), e.Message);
            return;
        }
        await using var opened = model;

        var prediction = await model.PredictAsync(golden.Input(), cancellationToken: Token);

        var (expected, found) = (TestPython.Flat(golden.Expected!["prediction"]!), prediction.Numbers());
        Assert.Equal(expected.Length, found.Length);
        var largest = expected.Zip(found, (a, b) => Math.Abs(a - b) / Math.Max(1e-12, Math.Abs(a))).Max();
        output.WriteLine($"{golden}: {model.Engine}, largest relative difference {largest:g3}");
        Assert.InRange(largest, 0, 1e-6);
    }

    // scikit-learn 1.2.1, XGBoost 1.7.4, statsmodels 0.13.5, cloudpickle 2.2.0, numpy 1.24.2; no MLflow, skops, lightgbm, catboost, prophet, torch.
    private static bool IsDebian12 { get; } = TestPython.Path == "/usr/bin/python3" && File.Exists("/etc/debian_version") && File.ReadAllText("/etc/debian_version").StartsWith("12.", StringComparison.Ordinal);

    // The releases before 3.17 were recorded with about these versions; of 3.17, only what holds no pickle and no XGBoost of 3.x.
    private static bool LoadsOnDebian12(string release, string name) => release == "models-v317"
        ? name is "pyfunc-loader-module" or "pyfunc-models-from-code"
        : !name.StartsWith("lightgbm", StringComparison.Ordinal) && !name.StartsWith("onnx", StringComparison.Ordinal) && name is not ("pytorch" or "sklearn-skops");

    [Fact]
    public async Task A_real_Prophet_model_is_read_and_its_trend_is_that_of_MLflows_recording()
    {
        // By the stand-in: it computes the trend alone.
        TestPython.Need("pandas");
        await using var flavor = new PythonFlavor(TestPython.Options with { SearchPaths = [TestPython.StandIns] });
        var golden = new GoldenModel("models-v317", "prophet");
        var columns = golden.Expected!["prediction"]!["columns"]!.AsArray().Select(c => (string)c!).ToList();
        var rows = golden.Expected["prediction"]!["data"]!.AsArray();
        var days = rows.Select(r => DateTime.Parse((string)r![columns.IndexOf("ds")]!, System.Globalization.CultureInfo.InvariantCulture)).ToArray();

        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder), [flavor], cancellationToken: Token);
        var prediction = await model.PredictAsync(new Table(new TableColumn("ds", days)), cancellationToken: Token);

        Assert.Equal(days, prediction.Table!["ds"].Values);
        var trend = prediction.Table["trend"].ToDoubles();
        Assert.All(rows.Select(r => (double)r![columns.IndexOf("trend")]!).Zip(trend), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }
}
