using System.Diagnostics.CodeAnalysis;
using LineaSharp.Mlflow;
using Microsoft.ML;

namespace LineaSharp.MLNet;

/// <summary>ML.NET models by MLflow's model URIs, as <c>mlflow.&lt;flavor&gt;.load_model</c> is for Python's.</summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "MLflow's own front is mlflow.<flavor>.load_model; this is its counterpart.")]
public static class MLNet
{
    /// <summary>Downloads and loads an ML.NET model from MLflow.</summary>
    /// <param name="modelUri"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/m-…</c> or <c>runs:/id/path</c>.</param>
    /// <param name="client">The MLflow to ask. The default is a new client of the configured one.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">
    /// NotFound: there is no such model, or it has no flavor <c>mlnet</c>. NotSupported: it was written by a newer ML.NET. CorruptArtifact: its
    /// files are damaged.
    /// </exception>
    public static async Task<ITransformer> LoadModelAsync(string modelUri, MlflowClient? client = null, CancellationToken cancellationToken = default) =>
        (await LoadModelWithSchemaAsync(modelUri, client, cancellationToken).ConfigureAwait(false)).Transformer;

    /// <summary>As <see cref="LoadModelAsync"/>, together with the schema of the model's input where it was saved.</summary>
    /// <inheritdoc cref="LoadModelAsync"/>
    public static Task<MLNetModel> LoadModelWithSchemaAsync(string modelUri, MlflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? new MlflowClient()).LoadModelAsync<MLNetModel>(modelUri, new MLNetFlavor(), cancellationToken: cancellationToken);
}
