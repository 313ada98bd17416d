using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

/// <summary>Which stores an <see cref="MlflowClient"/> speaks to, and how.</summary>
public sealed record MlflowClientOptions
{
    /// <summary>
    /// The store of experiments, runs and logged models: <c>sqlite:///relative.db</c>, <c>sqlite:////absolute.db</c>.
    /// The default is the environment variable MLFLOW_TRACKING_URI, else <c>sqlite:///mlflow.db</c> in the working directory.
    /// </summary>
    public string? TrackingUri { get; init; }

    /// <summary>The model registry. The default is the environment variable MLFLOW_REGISTRY_URI, else the tracking store.</summary>
    public string? RegistryUri { get; init; }

    /// <summary>
    /// The local folder that <c>mlflow-artifacts:/</c> stands for in a database that an MLflow server wrote: what the server was started
    /// with as <c>--artifacts-destination</c>. The default is none.
    /// </summary>
    public string? ArtifactsDestination { get; init; }

    /// <summary>
    /// Where a database that this client creates puts artifacts, and where new experiments without a location of their own put theirs. The default is the
    /// folder <c>mlruns</c> in the working directory, as with MLflow's own client.
    /// </summary>
    public string? DefaultArtifactRoot { get; init; }

    /// <summary>What opens artifact locations of other schemes (<c>s3:</c>, <c>wasbs:</c>). The default is none.</summary>
    public IReadOnlyList<IArtifactRepositoryScheme> Repositories { get; init; } = [];

    /// <summary>The clock. The default is the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
