namespace LineaSharp.Mlflow;

/// <summary>What a model URI stands for right now.</summary>
public sealed record ResolvedModel
{
    /// <summary>The URI that was resolved.</summary>
    public required string ModelUri { get; init; }

    /// <summary>Where the model's directory is: a URI or a local path.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>The logged model, on MLflow 3; null when the model has none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The run that made it; null when not known.</summary>
    public string? RunId { get; init; }

    /// <summary>The registered model's name; null when the URI did not go through the registry.</summary>
    public string? RegisteredModelName { get; init; }

    /// <summary>The registered version; null when the URI did not go through the registry.</summary>
    public int? RegisteredModelVersion { get; init; }
}
