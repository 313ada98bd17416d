using System.Diagnostics.CodeAnalysis;
using LineaSharp.LightGbm.Native;
using LineaSharp.Mlflow;

namespace LineaSharp.LightGbm;

/// <summary>LightGBM models by MLflow's model URIs, as <c>mlflow.lightgbm.load_model</c> is for Python's.</summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "MLflow's own front is mlflow.<flavor>.load_model; this is its counterpart.")]
public static class LightGbm
{
    /// <summary>The version of LightGBM that comes with the package. Its C API does not tell it.</summary>
    public static Version LibraryVersion { get; } = new(4, 7, 0);

    /// <summary>Why LightGBM cannot be used here (on Linux it needs the system's package <c>libgomp1</c>), or null when it can.</summary>
    public static string? FindObstacle() => NativeCall.Obstacle;

    /// <summary>Downloads and loads a LightGBM model from MLflow.</summary>
    /// <param name="modelUri"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/m-…</c> or <c>runs:/id/path</c>.</param>
    /// <param name="client">The MLflow to ask. The default is a new client of the configured one.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">
    /// NotFound: there is no such model, or it has no flavor <c>lightgbm</c>. CorruptArtifact: its files are damaged. NotSupported: LightGBM's scikit-learn interface wrote it.
    /// </exception>
    public static Task<Booster> LoadModelAsync(string modelUri, MlflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? new MlflowClient()).LoadModelAsync<Booster>(modelUri, new LightGbmFlavor(), cancellationToken: cancellationToken);
}
