using System.Globalization;
using LineaSharp.Models;
using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

/// <summary>XGBoost models in the layout of MLflow's <c>xgboost</c> flavor: Python's <c>mlflow.xgboost.load_model</c> and <c>mlflow.pyfunc.load_model</c> read them.</summary>
/// <remarks>
/// What XGBoost's scikit-learn interface wrote is loaded as its <see cref="Booster"/>; <see cref="PyFuncModel"/> predicts with it as that interface does. A file that a
/// newer XGBoost than the library here wrote is refused, and so is one that does not say its version: the library might load it and predict wrong numbers.
/// </remarks>
/// <param name="format">The format of the files written. The default is UBJSON, as MLflow's.</param>
public sealed class XGBoostFlavor(ModelFormat format = ModelFormat.Ubj) : ModelFlavor<Booster>, IPyFuncEngine
{
    /// <inheritdoc/>
    public override string Name => "xgboost";

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <inheritdoc/>
    public string? FindObstacle(MLmodel manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (!manifest.Flavors.TryGetValue(Name, out var configuration)) return "the model has no flavor xgboost";
        var modelClass = ClassOf(configuration);
        if (modelClass != Booster.PlainClass && !SklearnModel.ClassNames.Contains(modelClass)) return $"the model's class is '{modelClass}', which only Python has";
        return NativeLibraryFile.Obstacle;
    }

    async Task<IPyFuncPredictor> IPyFuncEngine.LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var booster = await LoadAsync(directory, cancellationToken).ConfigureAwait(false);
        return new XGBoostPredictor(booster);
    }

    /// <inheritdoc/>
    protected override async Task SaveAsync(Booster model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(directory);
        cancellationToken.ThrowIfCancellationRequested();
        var extension = format == ModelFormat.Json ? "json" : "ubj";
        var file = $"model.{extension}";
        var version = NativeLibraryFile.Required.Version.ToString(3);
        await File.WriteAllBytesAsync(directory.File(file), model.ToBytes(format), cancellationToken).ConfigureAwait(false);
        directory.Manifest.AddFlavor("python_function", new FlavorConfiguration { ["loader_module"] = "mlflow.xgboost", ["data"] = file });
        directory.Manifest.AddFlavor(Name, new FlavorConfiguration
        {
            ["xgb_version"] = version, ["data"] = file, ["model_class"] = model.ModelClass, ["model_format"] = extension, ["code"] = null,
        });
        directory.PipRequirements.Add(string.Create(CultureInfo.InvariantCulture, $"xgboost=={version}"));
        // The classes of its scikit-learn interface need it.
        if (model.ModelClass != Booster.PlainClass) directory.PipRequirements.Add("scikit-learn");
    }

    /// <inheritdoc/>
    protected override async Task<Booster> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var configuration = directory.Manifest.Flavor(Name);
        var path = directory.ExistingFile(configuration.GetString("data"));
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return await Task.Run(
            () =>
            {
                var booster = Booster.FromBytes(bytes);
                booster.ModelClass = ClassOf(configuration);
                return booster;
            },
            cancellationToken).ConfigureAwait(false);
    }

    // MLflow writes it since 1.22.
    private static string ClassOf(FlavorConfiguration configuration) => configuration.FindString("model_class") ?? Booster.PlainClass;
}
