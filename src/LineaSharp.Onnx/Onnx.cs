using System.Diagnostics.CodeAnalysis;
using LineaSharp.Mlflow;

namespace LineaSharp.Onnx;

/// <summary>ONNX models by MLflow's model URIs, as <c>mlflow.onnx.load_model</c> is for Python's.</summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "MLflow's own front is mlflow.<flavor>.load_model; this is its counterpart.")]
public static class Onnx
{
    /// <summary>Downloads and loads an ONNX model from MLflow.</summary>
    /// <param name="modelUri"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/m-…</c> or <c>runs:/id/path</c>.</param>
    /// <param name="client">The MLflow to ask. The default is a new client of the configured one.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">NotFound: there is no such model, or it has no flavor <c>onnx</c>. CorruptArtifact: its files are damaged.</exception>
    public static Task<OnnxModel> LoadModelAsync(string modelUri, MlflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? new MlflowClient()).LoadModelAsync<OnnxModel>(modelUri, new OnnxFlavor(), cancellationToken: cancellationToken);
}
