namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record WireLoggedModel(WireLoggedModelInfo? Info, WireLoggedModelData? Data)
{
    private const string Pending = "LOGGED_MODEL_PENDING", Ready = "LOGGED_MODEL_READY", UploadFailed = "LOGGED_MODEL_UPLOAD_FAILED";

    public LoggedModel ToLoggedModel() => new()
    {
        Id = Info?.ModelId ?? "",
        ExperimentId = Info?.ExperimentId ?? "",
        Name = Info?.Name ?? "",
        ArtifactLocation = Info?.ArtifactUri ?? "",
        CreationTime = Epoch.ToTime(Info?.CreationTimestampMs ?? 0),
        LastUpdateTime = Epoch.ToTime(Info?.LastUpdatedTimestampMs ?? 0),
        Status = Status(Info?.Status),
        StatusMessage = string.IsNullOrEmpty(Info?.StatusMessage) ? null : Info.StatusMessage,
        ModelType = Info?.ModelType ?? "",
        SourceRunId = string.IsNullOrEmpty(Info?.SourceRunId) ? null : Info.SourceRunId,
        Params = WireTag.Dictionary(Data?.Params),
        Tags = WireTag.Dictionary(Info?.Tags),
        Metrics = (Data?.Metrics ?? []).Select(m => m.ToMetric()).ToList(),
    };

    /// <summary>A status that servers know. They take any other word and store it as none, so it is refused here.</summary>
    public static string Name(LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Pending => Pending,
        LoggedModelStatus.Ready => Ready,
        LoggedModelStatus.UploadFailed => UploadFailed,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A logged model becomes Pending, Ready or UploadFailed."),
    };

    private static LoggedModelStatus Status(string? name) => name switch
    {
        Pending => LoggedModelStatus.Pending,
        Ready => LoggedModelStatus.Ready,
        UploadFailed => LoggedModelStatus.UploadFailed,
        _ => LoggedModelStatus.Unspecified,
    };
}

internal sealed record WireLoggedModelInfo(
    string? ModelId, string? ExperimentId, string? Name, long? CreationTimestampMs, long? LastUpdatedTimestampMs, string? ArtifactUri, string? Status,
    string? ModelType, string? SourceRunId, string? StatusMessage, IReadOnlyList<WireTag>? Tags);

internal sealed record WireLoggedModelData(IReadOnlyList<WireTag>? Params, IReadOnlyList<WireMetric>? Metrics);

internal sealed record CreateLoggedModel(
    string ExperimentId, string? Name, string? ModelType, string? SourceRunId, IReadOnlyList<WireTag>? Params, IReadOnlyList<WireTag>? Tags);

internal sealed record LoggedModelAnswer(WireLoggedModel? Model);

internal sealed record FinalizeLoggedModel(string ModelId, string Status);

internal sealed record LoggedModelParams(string ModelId, IReadOnlyList<WireTag>? Params);

internal sealed record LoggedModelTags(string ModelId, IReadOnlyList<WireTag>? Tags);

internal sealed record SearchLoggedModels(
    IReadOnlyList<string> ExperimentIds, string? Filter, IReadOnlyList<WireLoggedModelDataset>? Datasets, int MaxResults,
    IReadOnlyList<WireLoggedModelOrder>? OrderBy, string? PageToken);

internal sealed record WireLoggedModelDataset(string DatasetName, string? DatasetDigest);

internal sealed record WireLoggedModelOrder(string FieldName, bool Ascending, string? DatasetName, string? DatasetDigest);

internal sealed record LoggedModelsAnswer(IReadOnlyList<WireLoggedModel>? Models, string? NextPageToken);
