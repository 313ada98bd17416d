using LineaSharp.Models;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>MLflow's flavor <c>sklearn</c>: which file holds the model, and in which format.</summary>
internal static class SklearnFiles
{
    private const string Flavor = "sklearn";

    /// <summary>The flavor's row in the table.</summary>
    public static ScoringFlavor Row { get; } = new(Flavor, typeof(SklearnModel), FindObstacle, Load);

    /// <summary>Why the manifest alone says that the model cannot be computed here; null when it does not.</summary>
    private static string? FindObstacle(MLmodel manifest) =>
        manifest.Flavors[Flavor] is var flavor && Format(flavor) is "pickle" or "cloudpickle" or "skops" ? null : $"the model is saved as '{flavor.FindString("serialization_format")}', and pickle, cloudpickle and skops are read";

    public static SklearnModel Load(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var flavor = directory.Manifest.Flavors[Flavor];
        var file = directory.File(flavor.GetString("pickled_model"));
        if (!File.Exists(file)) throw new LineaException(ErrorCode.CorruptArtifact, $"The model's file '{Path.GetFileName(file)}' is not there. Restore it from a backup, or save the model again.");
        cancellationToken.ThrowIfCancellationRequested();
        var root = Format(flavor) == "skops" ? SkopsReader.ReadFile(file) : PickleReader.ReadFile(file);
        cancellationToken.ThrowIfCancellationRequested();
        return Load(root, flavor.FindString("sklearn_version"), directory.Manifest.Flavors.TryGetValue("python_function", out var pyFunc) ? pyFunc.FindString("predict_fn") : null);
    }

    /// <summary>The model of what a file holds.</summary>
    public static SklearnModel Load(object? root, string? version = null, string? pyFuncMethod = null) =>
        new(new EstimatorReader().Read(root), (root as PyObject) is { } source ? SklearnVersion.Of(source) ?? version : version, pyFuncMethod ?? "predict");

    // Before MLflow wrote the format, the file was a pickle or a cloudpickle, which read alike.
    private static string Format(FlavorConfiguration flavor) => flavor.FindString("serialization_format") ?? "cloudpickle";
}
