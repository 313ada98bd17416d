namespace LineaSharp.Mlflow;

/// <summary>Which run <see cref="MlflowClient.StartRunAsync"/> starts or takes up again.</summary>
public sealed record StartRunOptions
{
    /// <summary>
    /// The name of the experiment, which is created if there is none. The default is the experiment of <see cref="ParentRunId"/>, else the client's
    /// (<see cref="MlflowClientOptions.Experiment"/>).
    /// Not together with <see cref="ExperimentId"/>.
    /// </summary>
    public string? Experiment { get; init; }

    /// <summary>The id of the experiment. The default is as for <see cref="Experiment"/>.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>The run's name. The default is one that MLflow's store makes up; a run that is taken up again keeps its name.</summary>
    public string? RunName { get; init; }

    /// <summary>What the run is about, in Markdown; MLflow's pages show it. The default is none.</summary>
    public string? Description { get; init; }

    /// <summary>Tags of the run; they win over those that MLflow itself sets (<c>mlflow.user</c>, <c>mlflow.source.name</c>, <c>mlflow.source.type</c>). The default is none.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = Empty.Tags;

    /// <summary>The run to take up again: its status becomes <see cref="RunStatus.Running"/>. The default is a new run.</summary>
    public string? RunId { get; init; }

    /// <summary>The run that this one is a part of; see also <see cref="ActiveRun.StartNestedRunAsync"/>. The default is none.</summary>
    public string? ParentRunId { get; init; }

    /// <summary>The longest time that what was logged waits for more before it is sent. The default is half a second.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    internal void Check()
    {
        if (Experiment is not null && ExperimentId is not null)
            throw new ArgumentException("StartRunOptions names an experiment twice: set Experiment or ExperimentId.");
        if (Description is not null && Tags.TryGetValue(SystemTags.Description, out var other) && other != Description)
            throw new ArgumentException($"StartRunOptions describes the run twice: set Description or the tag {SystemTags.Description}.");
        if (FlushInterval <= TimeSpan.Zero) throw new ArgumentException($"StartRunOptions.FlushInterval is {FlushInterval}; it must be greater than zero.");
    }
}
