using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>The messages of scikit-learn's models.</summary>
internal static class SklearnErrors
{
    private const string WaysOut = "Serve it with the Python worker (LineaSharp.Python), or convert it to ONNX (skl2onnx) and use LineaSharp.Onnx.";

    public static LineaException IsUnknown(PyGlobal type) => new(ErrorCode.NotSupported, $"The model has a {type}, which is not computed natively. {WaysOut}");

    /// <summary>An estimator that is known, with an option that is not.</summary>
    public static LineaException HasUnknown(string estimator, string what) =>
        new(ErrorCode.NotSupported, $"The model has a {estimator} with {what}, which is not computed natively. {WaysOut}");

    public static LineaException IsInconsistent(string estimator, string fault) =>
        new(ErrorCode.CorruptArtifact, $"The {estimator} in the file is damaged: {fault}. Restore it from a backup, or save the model again.");
}
