namespace LineaSharp.Models;

/// <summary>Makes model directories of the flavor <c>python_function</c> predict: natively, or in a Python process.</summary>
/// <remarks>Register one as a part of a store (<c>Linea.Use(new OnnxFlavor())</c>), or give it to <see cref="PyFuncModel.LoadAsync"/>. A flavor may be one as well.</remarks>
public interface IPyFuncEngine : IStorePart
{
    /// <summary>Whether it needs no Python. Such engines are asked first.</summary>
    bool IsNative { get; }

    /// <summary>Why it cannot make this model predict (<c>it has no flavor onnx</c>), or null when it can.</summary>
    string? FindObstacle(MLmodel manifest);

    /// <summary>Loads the model. The directory's files may be gone afterwards.</summary>
    /// <exception cref="LineaException">CorruptArtifact, NotSupported: as <see cref="IModelFlavor.LoadAsync"/>.</exception>
    Task<IPyFuncPredictor> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken);
}

/// <summary>A loaded model that predicts.</summary>
public interface IPyFuncPredictor : IAsyncDisposable
{
    /// <summary>What computes the predictions, with its version: <c>ONNX Runtime 1.31.1</c>, <c>Python 3.11.2, scikit-learn 1.2.1</c>.</summary>
    string Engine { get; }

    /// <summary>Predicts. The input and the parameters have been held against the signature.</summary>
    Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken);
}
