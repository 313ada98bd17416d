using System.Text.Json.Nodes;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Onnx.Tests;

/// <summary>ONNX models that MLflow 2.17, 3.11 and 3.17 logged predict what MLflow's pyfunc predicted.</summary>
public sealed class OnnxGoldenTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Recorded
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var model in GoldenModel.OfFlavor("onnx")) all.Add(model.Release, model.Name);
            return all;
        }
    }

    [Theory, MemberData(nameof(Recorded))]
    public async Task A_recorded_model_predicts_what_MLflow_predicted(string release, string name)
    {
        var golden = new GoldenModel(release, name);

        await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(golden.Folder), [new OnnxFlavor()], cancellationToken: TestContext.Current.CancellationToken);
        var prediction = await model.PredictAsync(golden.Input(), cancellationToken: TestContext.Current.CancellationToken);

        var expected = golden.Expected!["prediction"]!.AsObject();
        Assert.Equal(expected.Select(o => o.Key), prediction.Tensors!.Keys);
        var largest = 0.0;
        foreach (var (outputName, values) in expected)
        {
            var (wanted, found) = (Flat(values!).ToArray(), prediction.Tensors[outputName].Cast<object>().Select(v => Convert.ToDouble(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray());
            Assert.Equal(wanted.Length, found.Length);
            largest = Math.Max(largest, wanted.Zip(found, (a, b) => Math.Abs(a - b) / Math.Max(1e-12, Math.Abs(a))).Max());
        }
        output.WriteLine($"{golden}: {model.Engine}, largest relative difference {largest:g3}");
        Assert.InRange(largest, 0, 1e-6);
    }

    [Fact]
    public void The_signature_of_the_graph_is_the_one_that_MLflow_was_given()
    {
        var manifest = ModelDirectory.Open(new GoldenModel("models-v317", "onnx").Folder).Manifest;
        using var model = Some.Linear();

        Assert.Equal(manifest.Signature, model.InferSignature());
    }

    private static IEnumerable<double> Flat(JsonNode node) => node is JsonArray array ? array.SelectMany(n => Flat(n!)) : [(double)node];
}
