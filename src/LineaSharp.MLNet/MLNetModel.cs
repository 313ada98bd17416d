using Microsoft.ML;

namespace LineaSharp.MLNet;

/// <summary>An ML.NET model together with the schema of the data it takes.</summary>
/// <param name="Transformer">The trained transformer or chain of transformers.</param>
/// <param name="InputSchema">
/// The columns of the data that the model was fitted to (<c>trainingData.Schema</c>). With it, the saved model gets a signature. Null only for
/// a model that was saved without it.
/// </param>
public sealed record MLNetModel(ITransformer Transformer, DataViewSchema? InputSchema);
