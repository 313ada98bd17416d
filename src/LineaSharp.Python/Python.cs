using System.Diagnostics.CodeAnalysis;
using LineaSharp.Mlflow;

namespace LineaSharp.Python;

/// <summary>Models of Python's libraries by MLflow's model URIs, as <c>mlflow.sklearn.load_model</c> and its likes are in Python.</summary>
[SuppressMessage("Naming", "CA1724:Type names should not match namespaces", Justification = "MLflow's own front is mlflow.<flavor>.load_model; this is its counterpart.")]
public static class Python
{
    /// <summary>Downloads a model from MLflow and loads it into a Python session.</summary>
    /// <param name="modelUri"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/m-…</c> or <c>runs:/id/path</c>.</param>
    /// <param name="session">The session.</param>
    /// <param name="trustFiles">Whether files may be loaded in ways that run code in them: pickles, modules of the model. The default is false.</param>
    /// <param name="client">The MLflow to ask. The default is a new client of the configured one.</param>
    /// <param name="cancellationToken">Stops the download and the loading.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">
    /// NotFound: there is no such model, or none that Python loads. PermissionDenied: loading it would run code in its files, and they are not trusted. NotSupported: the interpreter lacks the
    /// library, or has one of another version. CorruptArtifact: the files are damaged.
    /// </exception>
    public static Task<PythonObject> LoadModelAsync(
        string modelUri, PythonSession session, bool trustFiles = false, MlflowClient? client = null, CancellationToken cancellationToken = default) =>
        (client ?? new MlflowClient()).LoadModelAsync<PythonObject>(modelUri, new PythonFlavor(session), trustFiles, cancellationToken);
}
