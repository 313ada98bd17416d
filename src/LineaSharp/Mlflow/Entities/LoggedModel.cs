namespace LineaSharp.Mlflow;

/// <summary>A model of MLflow 3: files and their lineage, with an id of its own (<c>models:/m-…</c>), whether or not it is registered.</summary>
public sealed record LoggedModel
{
    /// <summary>The model's id: <c>m-</c> and 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The experiment it belongs to.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>The name, which need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>Where its files are: a URI or a local path.</summary>
    public required string ArtifactLocation { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public DateTimeOffset CreationTime { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public DateTimeOffset LastUpdateTime { get; init; }

    /// <summary>Whether its files are complete.</summary>
    public LoggedModelStatus Status { get; init; }

    /// <summary>Why the status is what it is; null when nothing was said.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>What kind of model it is, in the words of who logged it; empty when not told.</summary>
    public string ModelType { get; init; } = "";

    /// <summary>The run that made it; null when no run did.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>The params by key.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = Empty.Tags;

    /// <summary>The tags by key.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;

    /// <summary>The metrics that were measured of it, by any run.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>The URI it is loaded by: <c>models:/m-…</c>.</summary>
    public string ModelUri => "models:/" + Id;
}

/// <summary>Whether a logged model's files are complete.</summary>
public enum LoggedModelStatus
{
    /// <summary>Not told.</summary>
    Unspecified,
    /// <summary>Files are on their way.</summary>
    Pending,
    /// <summary>All files are there.</summary>
    Ready,
    /// <summary>The upload failed.</summary>
    UploadFailed,
}

/// <summary>A logged model that a run used.</summary>
/// <param name="ModelId">The model's id.</param>
public sealed record LoggedModelInput(string ModelId);

/// <summary>A logged model that a run made.</summary>
/// <param name="ModelId">The model's id.</param>
/// <param name="Step">The step at which it was made. The default is 0.</param>
public sealed record LoggedModelOutput(string ModelId, long Step = 0);

/// <summary>What a new logged model starts with.</summary>
public sealed record LoggedModelOptions
{
    /// <summary>The name: not empty, and none of <c>/ : . % " '</c>. The default is one that the store makes up.</summary>
    public string? Name { get; init; }

    /// <summary>The run that makes it. The default is none.</summary>
    public string? SourceRunId { get; init; }

    /// <summary>What kind of model it is, in the caller's words. The default is none.</summary>
    public string? ModelType { get; init; }

    /// <summary>The params. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = Empty.Tags;

    /// <summary>The tags. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;
}

/// <summary>What a search for logged models asks for.</summary>
public sealed record LoggedModelSearch
{
    /// <summary>The experiments to look in; at least one.</summary>
    public required IReadOnlyList<string> ExperimentIds { get; init; }

    /// <summary>The filter in MLflow's language (<c>name = 'a' AND metrics.f1 &gt; 0.9</c>). The default is none.</summary>
    public string? Filter { get; init; }

    /// <summary>Conditions on metrics count only values measured on one of these datasets. The default is any dataset.</summary>
    public IReadOnlyList<LoggedModelDataset> Datasets { get; init; } = [];

    /// <summary>The order. The default is newest first.</summary>
    public IReadOnlyList<LoggedModelOrder> OrderBy { get; init; } = [];

    /// <summary>How many models a page holds at most. The default is 100.</summary>
    public int MaxResults { get; init; } = 100;

    /// <summary>The token of the page to get. The default is the first page.</summary>
    public string? PageToken { get; init; }
}

/// <summary>A dataset that a search for logged models is limited to.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="Digest">Its digest; null for any.</param>
public sealed record LoggedModelDataset(string Name, string? Digest = null);

/// <summary>One key of the order of a search for logged models.</summary>
/// <param name="FieldName"><c>creation_timestamp</c>, <c>name</c>, <c>metrics.f1</c> …</param>
/// <param name="Ascending">Whether the smallest comes first. The default is true.</param>
public sealed record LoggedModelOrder(string FieldName, bool Ascending = true)
{
    /// <summary>For a metric: only values measured on the dataset of this name count. The default is any.</summary>
    public string? DatasetName { get; init; }

    /// <summary>For a metric with <see cref="DatasetName"/>: only this digest counts. The default is any.</summary>
    public string? DatasetDigest { get; init; }
}
