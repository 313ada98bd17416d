using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Onnx.Tests;

public sealed class OnnxModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("linea-onnx-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_tells_its_inputs_and_outputs()
    {
        using var model = Some.Linear();

        Assert.Equal(("X", "float32"), (model.Inputs[0].Name, model.Inputs[0].DType));
        Assert.Equal([-1, 3], model.Inputs[0].Shape!);
        Assert.Equal(["Y"], model.Outputs.Select(o => o.Name));
        Assert.False(model.HasExternalData);
        Assert.InRange(model.IrVersion, 3, 20);
    }

    [Fact]
    public void A_table_is_the_only_input_with_all_its_columns_and_float64_becomes_float32()
    {
        using var model = OnnxModel.FromBytes(File.ReadAllBytes(Some.LinearFile));
        var table = new Table(new TableColumn("a", new[] { 1.0, 4 }), new TableColumn("b", new[] { 2f, 5f }), new TableColumn("c", new[] { 3, 6 }));

        Assert.Equal(Some.Predictions(model), model.Predict(table).AsColumn<float>());
        Assert.Equal(Some.Predictions(model), model.Predict(new Dictionary<string, Array> { ["X"] = new double[,] { { 1, 2, 3 }, { 4, 5, 6 } } })["Y"].Cast<float>());
    }

    [Fact]
    public void A_wrong_input_is_told_by_name()
    {
        using var model = Some.Linear();

        Assert.Contains("'Z'", Assert.Throws<ArgumentException>(() => model.Predict(new Dictionary<string, Array> { ["Z"] = new float[1, 3] })).Message, StringComparison.Ordinal);
        Assert.Contains("'X' was not given", Assert.Throws<ArgumentException>(() => model.Predict(new Dictionary<string, Array>())).Message, StringComparison.Ordinal);
        Assert.Contains("float32", Assert.Throws<ArgumentException>(() => model.Predict(new Dictionary<string, Array> { ["X"] = new long[1, 3] })).Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<LineaException>(() => model.Predict(new Dictionary<string, Array> { ["X"] = new float[1, 5] })).Code);
    }

    [Fact]
    public void It_predicts_from_many_threads()
    {
        using var model = Some.Linear();
        var expected = Some.Predictions(model);

        Parallel.For(0, 200, _ => Assert.Equal(expected, Some.Predictions(model)));
    }

    [Fact]
    public async Task Files_of_tensors_travel_along()
    {
        var directory = ModelDirectory.Create(_folder.CreateSubdirectory("saved").FullName);
        IModelFlavor flavor = new OnnxFlavor();
        using (var model = OnnxModel.FromFile(Some.ExternalFile)) await flavor.SaveAsync(model, directory, TestContext.Current.CancellationToken);

        using var loaded = (OnnxModel)await flavor.LoadAsync(directory, typeof(OnnxModel), TestContext.Current.CancellationToken);
        Directory.Delete(directory.Path, recursive: true);

        Assert.True(loaded.HasExternalData);
        Assert.InRange(loaded.Predict(new Dictionary<string, Array> { ["X"] = new float[,] { { 0, 1 / 7f, 2 / 7f } } })["Y"].Cast<float>().Single(), 45.3975f, 45.3976f);
    }

    [Theory]
    [InlineData("../weights")]
    [InlineData("/etc/hostname")]
    [InlineData("%2e%2e/weights")]
    [InlineData("a\\..\\weights")]
    [InlineData("")]
    public void A_tensor_that_lies_elsewhere_is_refused(string location)
    {
        var path = Path.Combine(_folder.FullName, "model.onnx");
        File.WriteAllBytes(path, Some.ExternalAt(location));

        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => OnnxModel.FromFile(path)).Code);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_tensors_file_that_is_a_link_or_below_one_is_not_followed(bool folder)
    {
        var outside = Directory.CreateDirectory(Path.Combine(_folder.FullName, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "weights"), "secret");
        var inside = Directory.CreateDirectory(Path.Combine(_folder.FullName, "inside")).FullName;
        var path = Path.Combine(inside, "model.onnx");
        File.WriteAllBytes(path, Some.ExternalAt(folder ? "link/weights" : "weights"));
        if (folder) Directory.CreateSymbolicLink(Path.Combine(inside, "link"), outside);
        else File.CreateSymbolicLink(Path.Combine(inside, "weights"), Path.Combine(outside, "weights"));

        var error = Assert.Throws<LineaException>(() => OnnxModel.FromFile(path));

        Assert.Contains("is a link", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensors_file_that_is_missing_or_too_short_is_told()
    {
        var model = Path.Combine(_folder.FullName, "model.onnx");
        File.Copy(Some.ExternalFile, model);
        Assert.Contains("is not there", Assert.Throws<LineaException>(() => OnnxModel.FromFile(model)).Message, StringComparison.Ordinal);

        var weights = Directory.GetFiles(Path.GetDirectoryName(Some.ExternalFile)!, "*.data").Single();
        File.WriteAllBytes(Path.Combine(_folder.FullName, Path.GetFileName(weights)), File.ReadAllBytes(weights)[..6000]);
        Assert.Contains("6000 bytes", Assert.Throws<LineaException>(() => OnnxModel.FromFile(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_of_a_model_whose_tensors_lie_elsewhere_are_refused() =>
        Assert.Contains("give the file's path", Assert.Throws<LineaException>(() => OnnxModel.FromBytes(File.ReadAllBytes(Some.ExternalFile))).Message, StringComparison.Ordinal);

    [Fact]
    public void Graphs_nested_without_end_are_refused()
    {
        byte[] graph = [];
        for (var i = 0; i < 5_000; i++) graph = Some.Message(1, Some.Message(5, Some.Message(6, graph)));

        var error = Assert.Throws<LineaException>(() => OnnxModel.FromBytes([.. Some.Number(1, 8), .. Some.Message(7, graph)]));

        Assert.Contains("nested deeper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_garbled_files_are_errors_or_models()
    {
        var whole = File.ReadAllBytes(Some.ExternalFile);
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++)
        {
            var garbled = whole[..random.Next(1, whole.Length + 1)];
            for (var n = random.Next(4); n > 0; n--) garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
            try
            {
                OnnxGraph.Read(garbled);
            }
            catch (LineaException e) when (e.Code == ErrorCode.CorruptArtifact)
            {
                // The other possible end.
            }
        }
    }
}
