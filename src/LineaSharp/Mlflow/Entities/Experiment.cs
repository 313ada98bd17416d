namespace LineaSharp.Mlflow;

/// <summary>A named group of runs and logged models.</summary>
public sealed record Experiment
{
    /// <summary>The experiment's id: digits in MLflow's own stores. <c>0</c> is the experiment <c>Default</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name, unique within the store. A deleted experiment keeps its name.</summary>
    public required string Name { get; init; }

    /// <summary>Where its runs put their artifacts: a URI or a local path.</summary>
    public required string ArtifactLocation { get; init; }

    /// <summary>Whether it is in use or deleted.</summary>
    public LifecycleStage LifecycleStage { get; init; }

    /// <summary>When it was created, in UTC; null in stores that did not record it.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>When it last changed, in UTC; null in stores that did not record it.</summary>
    public DateTimeOffset? LastUpdateTime { get; init; }

    /// <summary>The tags by key.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;
}
