using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record WireRun(WireRunInfo? Info, WireRunData? Data, WireRunInputs? Inputs, WireRunOutputs? Outputs)
{
    public Run ToRun() => new()
    {
        Id = Info?.RunId ?? Info?.RunUuid ?? "",
        Name = Info?.RunName ?? "",
        ExperimentId = Info?.ExperimentId ?? "",
        UserId = Info?.UserId ?? "",
        Status = WireNames.Status(Info?.Status),
        StartTime = Epoch.ToTime(Info?.StartTime),
        EndTime = Epoch.ToTime(Info?.EndTime),
        ArtifactUri = Info?.ArtifactUri ?? "",
        LifecycleStage = WireNames.Stage(Info?.LifecycleStage),
        LatestMetrics = (Data?.Metrics ?? []).Select(m => m.ToMetric()).ToList(),
        Params = WireTag.Dictionary(Data?.Params),
        Tags = WireTag.Dictionary(Data?.Tags),
        DatasetInputs = (Inputs?.DatasetInputs ?? []).Select(i => i.ToInput()).ToList(),
        ModelInputs = (Inputs?.ModelInputs ?? []).Select(m => new LoggedModelInput(m.ModelId ?? "")).ToList(),
        ModelOutputs = (Outputs?.ModelOutputs ?? []).Select(m => new LoggedModelOutput(m.ModelId ?? "", m.Step ?? 0)).ToList(),
    };
}

internal sealed record WireRunInfo(
    string? RunId, string? RunUuid, string? RunName, string? ExperimentId, string? UserId, string? Status, long? StartTime, long? EndTime,
    string? ArtifactUri, string? LifecycleStage);

internal sealed record WireRunData(IReadOnlyList<WireMetric>? Metrics, IReadOnlyList<WireTag>? Params, IReadOnlyList<WireTag>? Tags);

internal sealed record WireRunInputs(IReadOnlyList<WireDatasetInput>? DatasetInputs, IReadOnlyList<WireModelInput>? ModelInputs);

internal sealed record WireRunOutputs(IReadOnlyList<WireModelOutput>? ModelOutputs);

internal sealed record WireModelInput(string? ModelId);

internal sealed record WireModelOutput(string? ModelId, long? Step);

internal sealed record WireDatasetInput(IReadOnlyList<WireTag>? Tags, WireDataset? Dataset)
{
    public static WireDatasetInput Of(DatasetInput input) => new(
        WireTag.List(input.Tags.Select(t => KeyValuePair.Create(t.Key, t.Value))),
        new WireDataset(input.Dataset.Name, input.Dataset.Digest, input.Dataset.SourceType, input.Dataset.Source, input.Dataset.Schema, input.Dataset.Profile));

    public DatasetInput ToInput() => new(new Dataset
    {
        Name = Dataset?.Name ?? "", Digest = Dataset?.Digest ?? "", SourceType = Dataset?.SourceType ?? "", Source = Dataset?.Source ?? "",
        Schema = Dataset?.Schema, Profile = Dataset?.Profile,
    })
    {
        Tags = (Tags ?? []).Select(t => new InputTag(t.Key ?? "", t.Value ?? "")).ToList(),
    };
}

internal sealed record WireDataset(string? Name, string? Digest, string? SourceType, string? Source, string? Schema, string? Profile);

internal sealed record CreateRun(string ExperimentId, string? UserId, string? RunName, long? StartTime, IReadOnlyList<WireTag>? Tags);

internal sealed record RunAnswer(WireRun? Run);

internal sealed record UpdateRun(string RunId, string? Status, long? EndTime, string? RunName);

internal sealed record RunId([property: System.Text.Json.Serialization.JsonPropertyName("run_id")] string Id);

internal sealed record SearchRuns(
    IReadOnlyList<string> ExperimentIds, string? Filter, string RunViewType, int MaxResults, IReadOnlyList<string>? OrderBy, string? PageToken);

internal sealed record RunsAnswer(IReadOnlyList<WireRun>? Runs, string? NextPageToken);

internal sealed record LogParam(string RunId, string Key, string Value);

internal sealed record RunTag(string RunId, string Key, string? Value);

internal sealed record LogInputs(string RunId, IReadOnlyList<WireDatasetInput>? Datasets, IReadOnlyList<WireModelInput>? Models);

internal sealed record LogOutputs(string RunId, IReadOnlyList<WireModelOutput> Models);

internal sealed record LogModel(string RunId, string ModelJson);
