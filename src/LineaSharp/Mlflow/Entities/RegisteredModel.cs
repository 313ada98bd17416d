namespace LineaSharp.Mlflow;

/// <summary>A name in the model registry, with its numbered versions and its aliases.</summary>
public sealed record RegisteredModel
{
    /// <summary>The name, unique in the registry.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When it or one of its versions last changed, in UTC.</summary>
    public DateTimeOffset LastUpdateTime { get; init; }

    /// <summary>What it is, in words; empty when not told.</summary>
    public string Description { get; init; } = "";

    /// <summary>The tags by key.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;

    /// <summary>The version that every alias points to.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, int>.Empty;

    /// <summary>The highest version of every stage that has one.</summary>
    public IReadOnlyList<ModelVersion> LatestVersions { get; init; } = [];
}

/// <summary>One numbered version of a registered model.</summary>
public sealed record ModelVersion
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version number, from 1. MLflow sends it as text; as a number it prints the same.</summary>
    public required int Version { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public DateTimeOffset LastUpdateTime { get; init; }

    /// <summary>What it is, in words; empty when not told.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who created it; empty when not recorded.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The stage: <c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>. MLflow advises aliases instead.</summary>
    public string Stage { get; init; } = "None";

    /// <summary>Where the model's files came from when it was registered: a URI, or <c>models:/m-…</c> for a logged model.</summary>
    public string Source { get; init; } = "";

    /// <summary>The run that made the model; null when not recorded.</summary>
    public string? RunId { get; init; }

    /// <summary>A link to the run on another server; null when not given.</summary>
    public string? RunLink { get; init; }

    /// <summary>Whether it can be used.</summary>
    public ModelVersionStatus Status { get; init; } = ModelVersionStatus.Ready;

    /// <summary>Why the status is what it is; empty when nothing was said.</summary>
    public string StatusMessage { get; init; } = "";

    /// <summary>The logged model it was registered from; null when there is none.</summary>
    public string? ModelId { get; init; }

    /// <summary>The tags by key.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;

    /// <summary>The aliases that point to this version. Searches, and <see cref="RegisteredModel.LatestVersions"/>, leave them out, as MLflow does.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>Whether a model version can be used.</summary>
public enum ModelVersionStatus
{
    /// <summary>It can be used.</summary>
    Ready,
    /// <summary>Registration is under way.</summary>
    PendingRegistration,
    /// <summary>Registration failed.</summary>
    FailedRegistration,
}

/// <summary>What a new model version is registered with.</summary>
public sealed record ModelVersionOptions
{
    /// <summary>The run that made the model. The default is none; for a source <c>models:/m-…</c> the store fills it in.</summary>
    public string? RunId { get; init; }

    /// <summary>A link to the run on another server. The default is none.</summary>
    public string? RunLink { get; init; }

    /// <summary>What the version is, in words. The default is none.</summary>
    public string? Description { get; init; }

    /// <summary>How long to wait until the version is ready; zero: not at all. The default is 300 seconds. MLflow's own servers and databases make it ready at once.</summary>
    public TimeSpan AwaitReadyFor { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>The logged model that is registered. The default is the one in a source <c>models:/m-…</c>.</summary>
    public string? ModelId { get; init; }

    /// <summary>The tags. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;
}
