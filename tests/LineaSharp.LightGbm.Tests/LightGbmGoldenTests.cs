using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.LightGbm.Tests;

/// <summary>LightGBM models that MLflow 2.17, 3.11 and 3.17 logged: boosters predict what MLflow's pyfunc predicted, Python's objects are refused by name.</summary>
public sealed class LightGbmGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Recorded
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var model in GoldenModel.OfFlavor("lightgbm")) all.Add(model.Release, model.Name);
            return all;
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public async Task A_recorded_booster_predicts_what_MLflow_predicted_and_another_class_is_refused(string release, string name)
    {
        Some.SkipWithoutLibrary();
        var golden = new GoldenModel(release, name);
        var directory = ModelDirectory.Open(golden.Folder);
        if (directory.Manifest.Flavor("lightgbm").GetString("model_class") is not "lightgbm.basic.Booster" and var other)
        {
            var noEngine = await Assert.ThrowsAsync<LineaException>(() => OpenAsync(directory));
            var refused = await Assert.ThrowsAsync<LineaException>(() => ((IModelFlavor)new LightGbmFlavor()).LoadAsync(directory, typeof(Booster), TestContext.Current.CancellationToken));
            Assert.Equal((ErrorCode.NoFlavor, ErrorCode.NotSupported), (noEngine.Code, refused.Code));
            Assert.Contains(other, noEngine.Message, StringComparison.Ordinal);
            Assert.Contains(other, refused.Message, StringComparison.Ordinal);
            Assert.Contains("LineaSharp.Python", refused.Message, StringComparison.Ordinal);
            output.WriteLine($"{golden}: refused, a {other}");
            return;
        }

        await using var model = await OpenAsync(directory);
        var prediction = await model.PredictAsync(golden.Input(), cancellationToken: TestContext.Current.CancellationToken);

        var wanted = golden.Expected!["prediction"]!.AsArray().Select(n => (double)n!).ToArray();
        var found = Assert.IsType<double[]>(prediction.Tensor);
        Assert.Equal(wanted.Length, found.Length);
        var largest = wanted.Zip(found, (a, b) => Math.Abs(a - b) / Math.Abs(a)).Max();
        output.WriteLine($"{golden}: {model.Engine}, largest relative difference {largest:g3}");
        Assert.InRange(largest, 0, 1e-12);
    }

    [Fact]
    public async Task The_keys_written_are_those_that_MLflow_writes()
    {
        using var booster = Some.Classifier();
        var directory = ModelDirectory.Create(Directory.CreateTempSubdirectory("linea-lightgbm-").FullName);
        await ((IModelFlavor)new LightGbmFlavor()).SaveAsync(booster, directory, TestContext.Current.CancellationToken);
        Directory.Delete(directory.Path, recursive: true);

        var recorded = ModelDirectory.Open(new GoldenModel("models-v317", "lightgbm-booster").Folder).Manifest.Flavor("lightgbm");

        Assert.Equal(recorded.Select(Listed).Order(), directory.Manifest.Flavor("lightgbm").Select(Listed).Order());
    }

    private static string Listed(KeyValuePair<string, object?> entry) => $"{entry.Key}: {(entry.Value is IReadOnlyList<object?> list ? string.Join(' ', list) : entry.Value)}";

    private static Task<PyFuncModel> OpenAsync(ModelDirectory directory) => PyFuncModel.OpenAsync(directory, [new LightGbmFlavor()], cancellationToken: TestContext.Current.CancellationToken);
}
