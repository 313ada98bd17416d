using System.Diagnostics.CodeAnalysis;
using LineaSharp.Mlflow;
using LineaSharp.XGBoost.Native;

namespace LineaSharp.XGBoost;

/// <summary>The native library, and XGBoost models by MLflow's model URIs, as <c>mlflow.xgboost.load_model</c> is for Python's.</summary>
/// <remarks>
/// libxgboost is not part of the package. It is looked for in this order: the environment variable <c>LINEA_XGBOOST</c> (the file, or its folder); by name, as
/// Debian's package <c>libxgboost0</c> installs it; in Python's package folder, of <c>VIRTUAL_ENV</c>, of <c>CONDA_PREFIX</c>, and of the system.
/// </remarks>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "MLflow's own front is mlflow.<flavor>.load_model; this is its counterpart.")]
public static class XGBoost
{
    /// <summary>The version of the native library that runs here. It reads models of this version and of older ones.</summary>
    /// <exception cref="LineaException">NotConfigured: there is no library; the message says where it was looked for.</exception>
    public static Version LibraryVersion => NativeLibraryFile.Required.Version;

    /// <summary>Why XGBoost cannot be used here, or null when it can.</summary>
    public static string? FindObstacle() => NativeLibraryFile.Obstacle;

    /// <summary>Downloads and loads an XGBoost model from MLflow.</summary>
    /// <param name="modelUri"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/m-…</c> or <c>runs:/id/path</c>.</param>
    /// <param name="client">The MLflow to ask. The default is a new client of the configured one.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">
    /// NotFound: there is no such model, or it has no flavor <c>xgboost</c>. CorruptArtifact: its files are damaged. NotSupported: it is newer than the library here.
    /// </exception>
    public static Task<Booster> LoadModelAsync(string modelUri, MlflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? new MlflowClient()).LoadModelAsync<Booster>(modelUri, new XGBoostFlavor(), cancellationToken: cancellationToken);
}
