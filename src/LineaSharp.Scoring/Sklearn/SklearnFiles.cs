using LineaSharp.Models;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>MLflow's flavor <c>sklearn</c>: which file holds the model, and in which format.</summary>
internal static class SklearnFiles
{
    private const string Flavor = "sklearn";

    /// <summary>The flavor's row in the table.</summary>
    public static ScoringFlavor Row { get; } = new(Flavor, typeof(SklearnModel), FindObstacle, Load);

    /// <summary>LightGBM's classes that are like scikit-learn's, which MLflow keeps under LightGBM's own flavor.</summary>
    public static ScoringFlavor LightGbmRow { get; } = new("lightgbm", typeof(SklearnModel), FindLightGbmObstacle, LoadLightGbm);

    /// <summary>Why the manifest alone says that the model cannot be computed here; null when it does not.</summary>
    private static string? FindObstacle(MLmodel manifest)
    {
        var format = Format(manifest.Flavors[Flavor]);
        if (format is not ("pickle" or "cloudpickle" or "skops")) return $"the model is saved as '{format}', and pickle, cloudpickle and skops are read";
        return PredictFunction(manifest) is var function && Estimator.AllMethods.Contains(function) ? null
            : $"its predict_fn is '{function}', and {string.Join(", ", Estimator.AllMethods)} are computed";
    }

    public static SklearnModel Load(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var flavor = directory.Manifest.Flavors[Flavor];
        return Load(Read(directory, flavor.GetString("pickled_model"), Format(flavor) == "skops", cancellationToken), flavor.FindString("sklearn_version"), PredictFunction(directory.Manifest));
    }

    private static string? FindLightGbmObstacle(MLmodel manifest) =>
        manifest.Flavors["lightgbm"].FindString("model_class") is { } name && name.StartsWith("lightgbm.sklearn.", StringComparison.Ordinal)
        ? null
        : "the model is a booster, and no class like scikit-learn's";

    private static SklearnModel LoadLightGbm(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var file = directory.Manifest.Flavors["lightgbm"].GetString("data");
        return Load(Read(directory, file, file.EndsWith(".skops", StringComparison.Ordinal), cancellationToken));
    }

    private static object? Read(ModelDirectory directory, string name, bool isSkops, CancellationToken cancellationToken)
    {
        var file = directory.File(name);
        if (!File.Exists(file)) throw new LineaException(ErrorCode.CorruptArtifact, $"The model's file '{Path.GetFileName(file)}' is not there. Restore it from a backup, or save the model again.");
        cancellationToken.ThrowIfCancellationRequested();
        return isSkops ? SkopsReader.ReadFile(file) : PickleReader.ReadFile(file);
    }

    /// <summary>The model of what a file holds.</summary>
    public static SklearnModel Load(object? root, string? version = null, string? pyFuncMethod = null) =>
        new(new EstimatorReader().Read(root), (root as PyObject) is { } source ? SklearnVersion.Of(source) ?? version : version, pyFuncMethod ?? "predict");

    private static string PredictFunction(MLmodel manifest) => manifest.Flavors.TryGetValue("python_function", out var pyFunc) ? pyFunc.FindString("predict_fn") ?? "predict" : "predict";

    // Before MLflow wrote the format, the file was a pickle or a cloudpickle, which read alike.
    private static string Format(FlavorConfiguration flavor) => flavor.FindString("serialization_format") ?? "cloudpickle";
}
