using LineaSharp.Mlflow;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Store;

public sealed class PyFuncTests
{
    private static readonly Table Rows = new(new TableColumn("x", new[] { 1.0, 2 }));

    [Fact]
    public async Task An_artifact_predicts_by_the_first_engine_that_can_and_native_ones_come_first()
    {
        using var test = new TestStore(o => o with { Flavors = [new ScaleFlavor()], Engines = [new ScaleEngine("slow") { IsNative = false }, new ScaleEngine("other") { Obstacle = "it is tired" }, new ScaleEngine("quick")] });
        test.Store.Save(new Scale(3), "scale");

        await using var model = test.Store.Get("scale").GetValue<PyFuncModel>();

        Assert.Equal(("quick", "quick was asked after other: it is tired"), (model.Engine, model.EngineReason));
        Assert.Equal([3.0, 6.0], model.Predict(Rows).AsColumn<double>());
    }

    [Fact]
    public void Without_an_engine_that_can_the_error_tells_what_stood_in_the_way_of_each()
    {
        using var test = new TestStore(o => o with { Flavors = [new ScaleFlavor()], Engines = [new ScaleEngine("other") { Obstacle = "it is tired" }] });
        test.Store.Save(new Scale(3), "scale");

        var error = Assert.Throws<LineaException>(() => test.Store.Get("scale").GetValue<PyFuncModel>());

        Assert.Equal(ErrorCode.NoFlavor, error.Code);
        Assert.Contains("other: it is tired", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_finds_in_the_files_what_it_cannot_do_leaves_the_model_to_the_next()
    {
        using var test = new TestStore(o => o with { Flavors = [new ScaleFlavor()], Engines = [new ScaleEngine("first") { Refusal = "it is too hard." }, new ScaleEngine("second")] });
        test.Store.Save(new Scale(3), "scale");
        await using var model = test.Store.Get("scale").GetValue<PyFuncModel>();
        using var alone = new TestStore(o => o with { Flavors = [new ScaleFlavor()], Engines = [new ScaleEngine("first") { Refusal = "it is too hard." }] });
        alone.Store.Save(new Scale(3), "scale");

        var error = Assert.Throws<LineaException>(() => alone.Store.Get("scale").GetValue<PyFuncModel>());

        Assert.Equal(("second", "second was asked after first: it is too hard"), (model.Engine, model.EngineReason));
        Assert.Equal((ErrorCode.NotSupported, "it is too hard."), (error.Code, error.Message));
    }

    [Fact]
    public void A_value_that_is_no_model_does_not_become_one()
    {
        using var test = new TestStore();
        test.Store.Save("text", "note");

        Assert.Equal(ErrorCode.TypeMismatch, Assert.Throws<LineaException>(() => test.Store.Get("note").GetValue<PyFuncModel>()).Code);
    }

    [Fact]
    public void The_same_flavor_may_be_read_by_several_parts_and_the_type_decides()
    {
        using var test = new TestStore(o => o with { Flavors = [new ScaleFlavor()] });
        test.Store.Use(new ScaleAsTextFlavor());
        test.Store.Save(new Scale(3), "scale");

        Assert.Equal(new Scale(3), test.Store.Get("scale").GetValue<Scale>());
        Assert.Equal(new TextModel("3"), test.Store.Get("scale").GetValue<TextModel>());
        Assert.Equal(new Scale(3), test.Store.Get("scale").GetValue());
        Assert.Equal(ErrorCode.TypeMismatch, Assert.Throws<LineaException>(() => test.Store.Get("scale").GetValue<Table>()).Code);
    }

    [Fact]
    public async Task Kinds_of_engines_can_be_demanded_and_files_are_not_trusted_unless_the_caller_says_so()
    {
        using var folder = new TempFolder();
        var directory = ModelDirectory.Create(folder.Path);
        await ((IModelFlavor)new ScaleFlavor()).SaveAsync(new Scale(2), directory, default);
        await directory.CompleteAsync(null, default);
        IPyFuncEngine[] engines = [new ScaleEngine("quick"), new ScaleEngine("slow") { IsNative = false }];

        await using var python = await PyFuncModel.OpenAsync(ModelDirectory.Open(folder.Path), engines, new PyFuncOptions { Engines = PyFuncEngines.Python });
        var error = await Assert.ThrowsAsync<LineaException>(() => PyFuncModel.OpenAsync(ModelDirectory.Open(folder.Path), [engines[1]], new PyFuncOptions { Engines = PyFuncEngines.Native }));

        Assert.Equal("slow", python.Engine);
        Assert.Equal(ErrorCode.NoFlavor, error.Code);
        Assert.False(ModelDirectory.Open(folder.Path).IsTrusted);
        Assert.True(ModelDirectory.Open(folder.Path, isTrusted: true).IsTrusted);
    }

    [Fact]
    public async Task A_model_of_MLflow_is_loaded_by_its_uri()
    {
        using var test = new TestStore(o => o with { Flavors = [new ScaleFlavor()] });
        var client = new MlflowClient(new MlflowClientOptions { TrackingUri = $"sqlite:///{test.Folder}/mlflow.db", RegistryUri = $"sqlite:///{test.Folder}/mlflow.db", DefaultArtifactRoot = Path.Combine(test.Folder, "mlruns") });
        await client.GetExperimentAsync("0");
        test.Options.Set("mlflow_tracking_uri", client.TrackingUri);
        test.Store.Save(new Scale(5), "scale");

        await using var model = await PyFuncModel.LoadAsync("models:/scale/1", [new ScaleEngine("quick")], client: client);

        Assert.Equal([5.0, 10.0], model.Predict(Rows).AsColumn<double>());
        Assert.Equal(new Scale(5), await client.LoadModelAsync<Scale>("models:/scale/1", new ScaleFlavor()));
        await Assert.ThrowsAsync<ArgumentException>(() => client.LoadModelAsync<TextModel>("models:/scale/1", new ScaleFlavor()));
    }

    private sealed record Scale(int Factor);

    private sealed class ScaleFlavor : ModelFlavor<Scale>
    {
        public override string Name => "scale";

        protected override async Task SaveAsync(Scale model, ModelDirectory directory, CancellationToken cancellationToken)
        {
            await File.WriteAllTextAsync(directory.File("factor.txt"), $"{model.Factor}", cancellationToken);
            directory.Manifest.AddFlavor(Name, new FlavorConfiguration { ["data"] = "factor.txt" });
            directory.Manifest.AddFlavor("python_function", new FlavorConfiguration { ["loader_module"] = "scale" });
            directory.Manifest.Signature = ModelSignature.Infer(Rows);
        }

        protected override async Task<Scale> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) => new(await FactorAsync(directory, cancellationToken));

        public static async Task<int> FactorAsync(ModelDirectory directory, CancellationToken ct) => int.Parse(await File.ReadAllTextAsync(directory.File("factor.txt"), ct), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Reads what <see cref="ScaleFlavor"/> wrote, as another type.</summary>
    private sealed class ScaleAsTextFlavor : ModelFlavor<TextModel>, IModelFlavor
    {
        public override string Name => "scale";

        public override bool CanSave(object model) => false;

        protected override Task SaveAsync(TextModel model, ModelDirectory directory, CancellationToken cancellationToken) => throw new NotSupportedException();

        protected override async Task<TextModel> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) => new($"{await ScaleFlavor.FactorAsync(directory, cancellationToken)}");

        public override bool CanLoadAs(Type type) => type == typeof(TextModel);
    }

    private sealed class ScaleEngine(string name) : IPyFuncEngine
    {
        public string Name => name;

        public bool IsNative { get; init; } = true;

        public string? Obstacle { get; init; }

        public string? Refusal { get; init; }

        public string? FindObstacle(MLmodel manifest) => Obstacle;

        public async Task<IPyFuncPredictor> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) =>
            Refusal is not null ? throw new LineaException(ErrorCode.NotSupported, Refusal) : new Predictor(name, await ScaleFlavor.FactorAsync(directory, cancellationToken));

        private sealed class Predictor(string name, int factor) : IPyFuncPredictor
        {
            public string Engine => name;

            public Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
                Task.FromResult<ModelData>(Array.ConvertAll(input.AsColumn<double>(), x => x * factor));

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
