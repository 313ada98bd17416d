using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record WireExperiment(
    string? ExperimentId, string? Name, string? ArtifactLocation, string? LifecycleStage, long? CreationTime, long? LastUpdateTime, IReadOnlyList<WireTag>? Tags)
{
    public Experiment ToExperiment() => new()
    {
        Id = ExperimentId ?? "",
        Name = Name ?? "",
        ArtifactLocation = ArtifactLocation ?? "",
        LifecycleStage = WireNames.Stage(LifecycleStage),
        CreationTime = Epoch.ToTime(CreationTime),
        LastUpdateTime = Epoch.ToTime(LastUpdateTime),
        Tags = WireTag.Dictionary(Tags),
    };
}

internal sealed record CreateExperiment(string Name, string? ArtifactLocation, IReadOnlyList<WireTag>? Tags);

internal sealed record ExperimentIdAnswer(string? ExperimentId);

internal sealed record ExperimentAnswer(WireExperiment? Experiment);

internal sealed record SearchExperiments(int MaxResults, string? PageToken, string? Filter, IReadOnlyList<string>? OrderBy, string ViewType);

internal sealed record ExperimentsAnswer(IReadOnlyList<WireExperiment>? Experiments, string? NextPageToken);

internal sealed record UpdateExperiment(string ExperimentId, string NewName);

internal sealed record ExperimentId([property: System.Text.Json.Serialization.JsonPropertyName("experiment_id")] string Id);

internal sealed record ExperimentTag(string ExperimentId, string Key, string? Value);
