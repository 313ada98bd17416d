namespace LineaSharp;

/// <summary>Where an MLflow-backed version lives in MLflow, recorded at save: canonical, absolute, and without credentials.</summary>
public sealed record MlflowOrigin
{
    /// <summary>The tracking server or database that the version was saved to.</summary>
    public required string TrackingUri { get; init; }

    /// <summary>The model registry; equal to <see cref="TrackingUri"/> unless the two were configured apart.</summary>
    public required string RegistryUri { get; init; }

    /// <summary>MLflow's own address of the model: <c>models:/m-…</c>, or <c>runs:/…</c> on a 2.x server.</summary>
    public required string ModelUri { get; init; }

    /// <summary>The flavor that reads it.</summary>
    public required string Flavor { get; init; }

    /// <summary>The run that logged the model, if any.</summary>
    public string? RunId { get; init; }

    /// <summary>The logged model's id, on MLflow 3.</summary>
    public string? ModelId { get; init; }

    /// <summary>The registered model's name, or null when the model was not registered.</summary>
    public string? RegisteredModelName { get; init; }

    /// <summary>The version in MLflow's registry (from 1), which is not the artifact's version (from 0).</summary>
    public int? RegisteredModelVersion { get; init; }
}
