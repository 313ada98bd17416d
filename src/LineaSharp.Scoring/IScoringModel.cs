using LineaSharp.Models;

namespace LineaSharp.Scoring;

/// <summary>A model that this package computes, as <see cref="PyFuncModel"/> asks it.</summary>
internal interface IScoringModel
{
    /// <summary>Predicts what Python's <c>mlflow.pyfunc</c> would for the same directory and input.</summary>
    ModelData PredictAsPyFunc(ModelData input, IReadOnlyDictionary<string, object?> parameters);
}
