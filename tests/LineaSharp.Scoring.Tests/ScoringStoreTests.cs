using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Tests.Golden;
using LineaSharp.Tests.Stores;
using Xunit;

namespace LineaSharp.Scoring.Tests;

/// <summary>Directories that Python made, from the public front to both backends and back.</summary>
public sealed class ScoringStoreTests : IDisposable
{
    private readonly TempStore _temp = new(new NativeScoring());

    private ArtifactStore Store => _temp.Store;

    private MlflowClient Client => _temp.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Saved() => new(
        from backend in (string[])["linea", "mlflow"]
        from model in (string[])["sklearn-skops", "sklearn-cloudpickle", "statsmodels-glm", "prophet", "xgboost-sklearn-classifier", "lightgbm-booster", "lightgbm-sklearn-classifier", "catboost-classifier"]
        select (backend, model, model.Split('-')[0]));

    public void Dispose() => _temp.Dispose();

    [Theory]
    [MemberData(nameof(Saved))]
    public async Task A_directory_that_Python_made_is_saved_as_it_is_and_got_back_as_a_model(string backend, string name, string flavor)
    {
        await _temp.PrepareAsync(Token);
        var golden = new GoldenModel("models-v317", name);

        var saved = await Store.SaveAsync(ModelDirectory.Open(golden.Folder), "model", storageBackend: backend, cancellationToken: Token);
        var artifact = await Store.GetAsync("model", cancellationToken: Token);

        Assert.Equal((flavor, backend), (artifact.Format, artifact.StorageBackend));
        Assert.Equal(Files(golden.Folder), saved.GetFiles().Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal(await DirectAsync(golden), Answer(await Kind.Of(name).FromStore(artifact), golden));
        await using var pyfunc = await artifact.GetValueAsync<PyFuncModel>(Token);
        Assert.Equal($"LineaSharp.Scoring ({flavor})", pyfunc.Engine);
        Assert.NotNull(await pyfunc.PredictAsync(flavor == "prophet" ? new Prophet.ProphetGolden(golden.Release, name).Input : golden.Input(), cancellationToken: Token));
        if (backend == "mlflow") await CheckByAliasAsync(golden, "model");
        await ReadBytesAsync(artifact, golden.Folder);
    }

    [Fact]
    public async Task A_directory_kept_here_is_published_later_and_served_by_its_alias()
    {
        await _temp.PrepareAsync(Token);
        var golden = new GoldenModel("models-v317", "sklearn-skops");
        Store.Save(ModelDirectory.Open(golden.Folder), "churn", storageBackend: "linea").CopyTo("mlflow");

        await CheckByAliasAsync(golden, "churn");
    }

    [Fact]
    public void A_type_that_the_model_is_not_is_refused_by_name()
    {
        Store.Save(ModelDirectory.Open(new GoldenModel("models-v317", "sklearn-skops").Folder), "model", storageBackend: "linea");

        Assert.Equal(ErrorCode.TypeMismatch, Assert.Throws<LineaException>(() => Store.Get("model").GetValue<ProphetModel>()).Code);
        Assert.Equal(ErrorCode.TypeMismatch, Assert.Throws<LineaException>(() => Store.Get("model").GetValue<TreeEnsemble>()).Code);
        Assert.Single(Store.List("model", allVersions: true));
    }

    [Fact]
    public void What_the_directory_says_of_the_model_is_not_said_again()
    {
        var options = new SaveOptions { LogModel = new() { PipRequirements = ["pandas"] } };

        var error = Assert.Throws<ArgumentException>(() => Store.Save(ModelDirectory.Open(new GoldenModel("models-v317", "sklearn-skops").Folder), "model", storageBackend: "linea", options: options));

        Assert.Contains("saved as it is", error.Message, StringComparison.Ordinal);
        Assert.Null(Store.Find("model"));
    }

    [Fact]
    public void A_directory_with_a_link_in_it_is_not_saved()
    {
        var copy = _temp.NewFolder("copy");
        var golden = new GoldenModel("models-v317", "sklearn-skops").Folder;
        File.Copy(Path.Combine(golden, "MLmodel"), Path.Combine(copy, "MLmodel"));
        File.CreateSymbolicLink(Path.Combine(copy, "model.skops"), Path.Combine(golden, "model.skops"));

        Assert.Contains("is a link", Assert.Throws<LineaException>(() => Store.Save(ModelDirectory.Open(copy), "model", storageBackend: "linea")).Message, StringComparison.Ordinal);
        Assert.Null(Store.Find("model"));
    }

    [Theory]
    [InlineData("sklearn-skops", "model.skops")]
    [InlineData("sklearn-cloudpickle", "model.pkl")]
    [InlineData("statsmodels-glm", "model.statsmodels")]
    [InlineData("prophet", "model.pr")]
    [InlineData("xgboost-booster", "model.ubj")]
    [InlineData("lightgbm-booster", "model.lgb")]
    [InlineData("catboost-classifier", "model.cb")]
    public async Task A_models_file_that_is_a_link_is_not_followed_and_a_missing_one_is_told(string name, string file)
    {
        var copy = _temp.NewFolder("copy");
        var golden = new GoldenModel("models-v317", name).Folder;
        File.Copy(Path.Combine(golden, "MLmodel"), Path.Combine(copy, "MLmodel"));
        Assert.True(File.Exists(Path.Combine(golden, file)));

        var missing = await Assert.ThrowsAsync<LineaException>(() => PyFuncModel.OpenAsync(ModelDirectory.Open(copy), [new NativeScoring()], cancellationToken: Token));
        File.CreateSymbolicLink(Path.Combine(copy, file), Path.Combine(golden, file));
        var link = await Assert.ThrowsAsync<LineaException>(() => PyFuncModel.OpenAsync(ModelDirectory.Open(copy), [new NativeScoring()], cancellationToken: Token));

        Assert.Equal((ErrorCode.CorruptArtifact, ErrorCode.CorruptArtifact), (missing.Code, link.Code));
        Assert.Contains("is not there", missing.Message, StringComparison.Ordinal);
        Assert.Contains("is a link", link.Message, StringComparison.Ordinal);
    }

    private async Task CheckByAliasAsync(GoldenModel golden, string registered)
    {
        await Client.SetRegisteredModelAliasAsync(registered, "champion", 1, Token);
        var uri = $"models:/{registered}@champion";

        Assert.Equal(await DirectAsync(golden), Answer(await Kind.Of(golden.Name).FromMlflow(Client, uri), golden));
        await using var pyfunc = await PyFuncModel.LoadAsync(uri, [new NativeScoring()], client: Client, cancellationToken: Token);
        Assert.Equal($"LineaSharp.Scoring ({golden.Name.Split('-')[0]})", pyfunc.Engine);
    }

    // What the directory itself gives, without any store; that this is what Python predicts is the golden tests' business.
    private static async Task<Array> DirectAsync(GoldenModel golden) =>
        Answer(await ((IModelFlavor)new NativeScoring()).LoadAsync(ModelDirectory.Open(golden.Folder), Kind.Of(golden.Name).Type, Token), golden);

    private static Array Answer(object model, GoldenModel golden) => model switch
    {
        SklearnModel sklearn => sklearn.Predict(golden.Input()),
        StatsmodelsModel statsmodels => statsmodels.Predict(golden.Input().AsTable()),
        ProphetModel prophet => prophet.Predict(new Prophet.ProphetGolden(golden.Release, golden.Name).Input, new() { UncertaintySamples = 0 })["yhat"].ToDoubles(),
        _ => ((TreeEnsemble)model).Predict(golden.Input().AsTable()),
    };

    // The calls that a user of each type of model makes.
    private sealed record Kind(Type Type, Func<Artifact, Task<object>> FromStore, Func<MlflowClient, string, Task<object>> FromMlflow)
    {
        public static Kind Of(string name) => name switch
        {
            "lightgbm-sklearn-classifier" => Make<SklearnModel>(),
            _ when name.StartsWith("sklearn", StringComparison.Ordinal) => Make<SklearnModel>(),
            _ when name.StartsWith("statsmodels", StringComparison.Ordinal) => Make<StatsmodelsModel>(),
            _ when name.StartsWith("prophet", StringComparison.Ordinal) => Make<ProphetModel>(),
            _ => Make<TreeEnsemble>(),
        };

        private static Kind Make<T>() where T : class => new(
            typeof(T), async artifact => await artifact.GetValueAsync<T>(Token), async (client, uri) => await client.LoadModelAsync<T>(uri, new NativeScoring(), cancellationToken: Token));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);

    private async Task ReadBytesAsync(Artifact artifact, string original)
    {
        var copy = await artifact.DownloadAsync(_temp.NewFolder("download"), cancellationToken: Token);
        // MLflow writes the model's new identity into its manifest.
        foreach (var file in Files(original).Where(f => f != "MLmodel"))
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(original, file), Token), await File.ReadAllBytesAsync(Path.Combine(copy, file), Token));
    }
}
