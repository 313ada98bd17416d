using LineaSharp.LightGbm.Native;
using LineaSharp.Models;

namespace LineaSharp.LightGbm;

/// <summary>LightGBM models in the layout of MLflow's <c>lightgbm</c> flavor: Python's <c>mlflow.lightgbm.load_model</c> and <c>mlflow.pyfunc.load_model</c> read them.</summary>
/// <remarks>
/// Every text is checked before native code sees it: LightGBM's own loader ends the process on a text that is cut or garbled. What LightGBM's scikit-learn interface wrote
/// is a Python object (a pickle, or skops) and is refused by name.
/// </remarks>
public sealed class LightGbmFlavor : ModelFlavor<Booster>, IPyFuncEngine
{
    private const string ModelFile = "model.lgb";
    private const string BoosterClass = "lightgbm.basic.Booster";

    // MLflow writes these two for every model of the flavor, needed or not.
    private static readonly string[] SkopsTrustedTypes = ["collections.OrderedDict", "lightgbm.sklearn.LGBMRegressor", "lightgbm.sklearn.LGBMClassifier", BoosterClass];

    /// <inheritdoc/>
    public override string Name => "lightgbm";

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <inheritdoc/>
    public string? FindObstacle(MLmodel manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!manifest.Flavors.TryGetValue(Name, out var configuration)) return "the model has no flavor lightgbm";
        return ClassOf(configuration) is not BoosterClass and var other ? $"the model is a '{other}', a Python object" : NativeCall.Obstacle;
    }

    async Task<IPyFuncPredictor> IPyFuncEngine.LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) =>
        new LightGbmPredictor(await LoadAsync(directory, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async Task SaveAsync(Booster model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(directory);
        cancellationToken.ThrowIfCancellationRequested();
        var version = LightGbm.LibraryVersion.ToString(3);
        await File.WriteAllTextAsync(directory.File(ModelFile), model.ToText(), cancellationToken).ConfigureAwait(false);
        directory.Manifest.AddFlavor("python_function", new FlavorConfiguration { ["loader_module"] = "mlflow.lightgbm", ["data"] = ModelFile });
        directory.Manifest.AddFlavor(Name, new FlavorConfiguration
        {
            ["lgb_version"] = version, ["data"] = ModelFile, ["model_class"] = BoosterClass, ["code"] = null,
            ["serialization_format"] = "skops", ["skops_trusted_types"] = SkopsTrustedTypes,
        });
        directory.PipRequirements.Add($"lightgbm=={version}");
    }

    /// <inheritdoc/>
    protected override async Task<Booster> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var configuration = directory.Manifest.Flavor(Name);
        var file = configuration.GetString("data");
        if (ClassOf(configuration) is not BoosterClass and var other) throw LightGbmErrors.IsPythonObject(other, file);
        var bytes = await File.ReadAllBytesAsync(directory.ExistingFile(file), cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Booster.FromBytes(bytes), cancellationToken).ConfigureAwait(false);
    }

    // MLflow writes it since 1.23.
    private static string ClassOf(FlavorConfiguration configuration) => configuration.FindString("model_class") ?? BoosterClass;

    private sealed class LightGbmPredictor(Booster booster) : IPyFuncPredictor
    {
        public string Engine => $"LightGBM {LightGbm.LibraryVersion}";

        // Its Python counterpart hands no parameters on.
        public Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
            Task.Run<ModelData>(() => (input.Table is { } table ? booster.Predict(table) : booster.Predict(Dataset.ValuesOf(input.AsTable()))).ToArray(), cancellationToken);

        public ValueTask DisposeAsync()
        {
            booster.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
