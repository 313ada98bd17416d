namespace LineaSharp.Mlflow.Rest.Wire;

internal sealed record WireRegisteredModel(
    string? Name, long? CreationTimestamp, long? LastUpdatedTimestamp, string? Description, IReadOnlyList<WireModelVersion>? LatestVersions,
    IReadOnlyList<WireTag>? Tags, IReadOnlyList<WireAlias>? Aliases)
{
    public RegisteredModel ToRegisteredModel() => new()
    {
        Name = Name ?? "",
        CreationTime = Epoch.ToTime(CreationTimestamp ?? 0),
        LastUpdateTime = Epoch.ToTime(LastUpdatedTimestamp ?? 0),
        Description = Description ?? "",
        Tags = WireTag.Dictionary(Tags),
        Aliases = new Dictionary<string, int>((Aliases ?? []).Select(a => KeyValuePair.Create(a.Alias ?? "", a.Version))),
        LatestVersions = (LatestVersions ?? []).Select(v => v.ToModelVersion()).ToList(),
    };
}

internal sealed record WireAlias(string? Alias, int Version);

internal sealed record WireModelVersion(
    string? Name, int Version, long? CreationTimestamp, long? LastUpdatedTimestamp, string? UserId, string? CurrentStage, string? Description, string? Source,
    string? RunId, string? RunLink, string? Status, string? StatusMessage, string? ModelId, IReadOnlyList<WireTag>? Tags, IReadOnlyList<string>? Aliases)
{
    public ModelVersion ToModelVersion() => new()
    {
        Name = Name ?? "",
        Version = Version,
        CreationTime = Epoch.ToTime(CreationTimestamp ?? 0),
        LastUpdateTime = Epoch.ToTime(LastUpdatedTimestamp ?? 0),
        Description = Description ?? "",
        UserId = UserId ?? "",
        Stage = string.IsNullOrEmpty(CurrentStage) ? RegistryRules.NoStage : CurrentStage,
        Source = Source ?? "",
        RunId = NotEmpty(RunId),
        RunLink = NotEmpty(RunLink),
        Status = Status switch
        {
            "PENDING_REGISTRATION" => ModelVersionStatus.PendingRegistration,
            "FAILED_REGISTRATION" => ModelVersionStatus.FailedRegistration,
            _ => ModelVersionStatus.Ready,
        },
        StatusMessage = StatusMessage ?? "",
        // Servers name the logged model in the source alone.
        ModelId = NotEmpty(ModelId) ?? (Source is { } source && ModelUri.IsOne(source) ? LoggedModelOf(source) : null),
        Tags = WireTag.Dictionary(Tags),
        Aliases = Aliases ?? [],
    };

    private static string? LoggedModelOf(string source) =>
        source.StartsWith("models:/m-", StringComparison.Ordinal) && source.AsSpan("models:/".Length).IndexOfAny('/', '@') < 0 ? source["models:/".Length..] : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal sealed record CreateRegisteredModel(string Name, IReadOnlyList<WireTag>? Tags, string? Description);

internal sealed record RegisteredModelAnswer(WireRegisteredModel? RegisteredModel);

internal sealed record RegisteredModelsAnswer(IReadOnlyList<WireRegisteredModel>? RegisteredModels, string? NextPageToken);

internal sealed record RenameRegisteredModel(string Name, string NewName);

internal sealed record UpdateRegisteredModel(string Name, string? Description);

internal sealed record RegisteredModelName(string Name);

internal sealed record RegisteredModelTag(string Name, string Key, string? Value);

internal sealed record GetLatestVersions(string Name, IReadOnlyList<string>? Stages);

internal sealed record CreateModelVersion(
    string Name, string Source, string? RunId, string? RunLink, string? Description, string? ModelId, IReadOnlyList<WireTag>? Tags);

internal sealed record ModelVersionAnswer(WireModelVersion? ModelVersion);

internal sealed record ModelVersionsAnswer(IReadOnlyList<WireModelVersion>? ModelVersions, string? NextPageToken);

// A version is text on the wire: a number is refused.
internal sealed record UpdateModelVersion(string Name, string Version, string? Description);

internal sealed record TransitionStage(string Name, string Version, string Stage, bool ArchiveExistingVersions);

internal sealed record ModelVersionName(string Name, string Version);

internal sealed record ModelVersionTag(string Name, string Version, string Key, string? Value);

internal sealed record ModelAlias(string Name, string Alias, string? Version);

internal sealed record DownloadUriAnswer(string? ArtifactUri);
