using System.Globalization;
using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using LineaSharp.XGBoost.Files;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

/// <summary>XGBoost models that MLflow 2.17, 3.11 and 3.17 logged: what the library here can read predicts what MLflow's pyfunc predicted, the rest is refused.</summary>
public sealed class XGBoostGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Recorded
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var model in GoldenModel.OfFlavor("xgboost")) all.Add(model.Release, model.Name);
            return all;
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public async Task A_recorded_model_predicts_what_MLflow_predicted_or_is_newer_than_the_library(string release, string name)
    {
        Some.SkipWithoutLibrary();
        var golden = new GoldenModel(release, name);
        var directory = ModelDirectory.Open(golden.Folder);
        var written = Version.Parse(directory.Manifest.Flavor("xgboost").GetString("xgb_version"));
        if (new Version(written.Major, written.Minor) > new Version(XGBoost.LibraryVersion.Major, XGBoost.LibraryVersion.Minor))
        {
            var error = await Assert.ThrowsAsync<LineaException>(() => OpenAsync(directory));
            Assert.Equal(ErrorCode.NotSupported, error.Code);
            Assert.Contains($"written by XGBoost {written}", error.Message, StringComparison.Ordinal);
            Assert.Contains("LineaSharp.Scoring", error.Message, StringComparison.Ordinal);
            output.WriteLine($"{golden}: refused, written by {written}");
            return;
        }

        await using var model = await OpenAsync(directory);
        var prediction = await model.PredictAsync(golden.Input(), cancellationToken: TestContext.Current.CancellationToken);

        var wanted = Flat(golden.Expected!["prediction"]!).ToArray();
        var found = prediction.Tensor!.Cast<object>().Select(v => Convert.ToDouble(v, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(wanted.Length, found.Length);
        Assert.Equal(name.EndsWith("classifier", StringComparison.Ordinal) ? typeof(long) : typeof(float), prediction.Tensor!.GetType().GetElementType());
        var largest = wanted.Zip(found, (a, b) => Math.Abs(a - b) / Math.Max(1e-12, Math.Abs(a))).Max();
        output.WriteLine($"{golden}: {model.Engine}, largest relative difference {largest:g3}");
        Assert.InRange(largest, 0, 1e-6);
    }

    [Theory, MemberData(nameof(Recorded))]
    public void A_recorded_file_passes_the_check_of_a_library_that_is_as_new_as_it(string release, string name)
    {
        var directory = ModelDirectory.Open(new GoldenModel(release, name).Folder);
        var configuration = directory.Manifest.Flavor("xgboost");
        var written = Version.Parse(configuration.GetString("xgb_version"));

        var found = ModelFile.Check(File.ReadAllBytes(directory.ExistingFile(configuration.GetString("data"))), written);

        Assert.Equal((written.Major, written.Minor), (found.Major, found.Minor));
    }

    private static Task<PyFuncModel> OpenAsync(ModelDirectory directory) => PyFuncModel.OpenAsync(directory, [new XGBoostFlavor()], cancellationToken: TestContext.Current.CancellationToken);

    private static IEnumerable<double> Flat(JsonNode node) => node is JsonArray array ? array.SelectMany(n => Flat(n!)) : [(double)node];
}
