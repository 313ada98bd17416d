using LineaSharp.Models;

namespace LineaSharp.Scoring;

/// <summary>One of MLflow's flavors that this package computes: a row of the table in <see cref="NativeScoring"/>.</summary>
/// <param name="Name">MLflow's name of it: <c>sklearn</c>.</param>
/// <param name="Type">The type of model that it gives: <c>SklearnModel</c>.</param>
/// <param name="FindObstacle">Why a model with that manifest cannot be computed, as far as the manifest tells; null when nothing stands in the way.</param>
/// <param name="Load">Reads the model; the directory's files may be gone afterwards.</param>
internal sealed record ScoringFlavor(string Name, Type Type, Func<MLmodel, string?> FindObstacle, Func<ModelDirectory, CancellationToken, IScoringModel> Load);
