using System.Collections.ObjectModel;

namespace LineaSharp.Mlflow;

/// <summary>One execution of some code: what it was given (params), what it measured (metrics), what it used and made.</summary>
public sealed record Run
{
    /// <summary>The run's id: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The run's name, which need not be unique.</summary>
    public required string Name { get; init; }

    /// <summary>The experiment it belongs to.</summary>
    public required string ExperimentId { get; init; }

    /// <summary>Who started it; empty when not recorded.</summary>
    public string UserId { get; init; } = "";

    /// <summary>How far it has come.</summary>
    public RunStatus Status { get; init; } = RunStatus.Running;

    /// <summary>When it started, in UTC; null when not recorded.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>When it ended, in UTC; null while it runs.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Where its artifacts are: a URI or a local path.</summary>
    public required string ArtifactUri { get; init; }

    /// <summary>Whether it is in use or deleted.</summary>
    public LifecycleStage LifecycleStage { get; init; }

    /// <summary>The last value of every metric by key; see <see cref="LatestMetrics"/> for its step and time.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; private init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>
    /// The last value of every metric: the one of the greatest step, among those the newest, among those the greatest value.
    /// The whole history comes from <see cref="MlflowClient.GetMetricHistoryAsync"/>.
    /// </summary>
    public IReadOnlyList<Metric> LatestMetrics
    {
        get;
        init
        {
            field = value;
            Metrics = value.ToDictionary(m => m.Key, m => m.Value);
        }
    } = [];

    /// <summary>The params by key.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = Empty.Tags;

    /// <summary>The tags by key; those that MLflow itself sets start with <c>mlflow.</c>.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;

    /// <summary>The datasets it used.</summary>
    public IReadOnlyList<DatasetInput> DatasetInputs { get; init; } = [];

    /// <summary>The logged models it used.</summary>
    public IReadOnlyList<LoggedModelInput> ModelInputs { get; init; } = [];

    /// <summary>The logged models it made.</summary>
    public IReadOnlyList<LoggedModelOutput> ModelOutputs { get; init; } = [];
}

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>Under way.</summary>
    Running,
    /// <summary>To be run later.</summary>
    Scheduled,
    /// <summary>Ended as it should.</summary>
    Finished,
    /// <summary>Ended with an error.</summary>
    Failed,
    /// <summary>Stopped from outside.</summary>
    Killed,
}

/// <summary>What a new run starts with.</summary>
public sealed record RunOptions
{
    /// <summary>The run's name. The default is one that MLflow's store makes up (<c>sneaky-finch-662</c>).</summary>
    public string? Name { get; init; }

    /// <summary>When the run started, in UTC. The default is now.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>Who runs it. The default is the tag <c>mlflow.user</c>, else <c>unknown</c>, as MLflow's own client does.</summary>
    public string? UserId { get; init; }

    /// <summary>The run's first tags. The default is none.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;
}
