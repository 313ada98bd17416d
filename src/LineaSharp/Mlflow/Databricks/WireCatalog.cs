using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Databricks;

// Unity Catalog's shapes, where they differ from those of MLflow's own registry.
internal sealed record CatalogVersion(
    string? Name, int Version, long? CreationTimestamp, long? LastUpdatedTimestamp, string? UserId, string? Description, string? Source, string? RunId,
    string? Status, string? StatusMessage, string? ModelId, IReadOnlyList<WireAlias>? Aliases, IReadOnlyList<WireTag>? Tags)
{
    public ModelVersion ToModelVersion() => new WireModelVersion(
        Name, Version, CreationTimestamp, LastUpdatedTimestamp, UserId, CurrentStage: null, Description, Source, RunId, RunLink: null, Status, StatusMessage, ModelId,
        Tags, (Aliases ?? []).Select(a => a.Alias ?? "").ToList()).ToModelVersion();
}

internal sealed record CatalogVersionAnswer(CatalogVersion? ModelVersion);

internal sealed record CatalogVersionsAnswer(IReadOnlyList<CatalogVersion>? ModelVersions, string? NextPageToken);

internal sealed record CreateCatalogVersion(
    string Name, string Source, string? RunId, string? Description, IReadOnlyList<WireTag>? Tags, string? ModelId, string? FeatureDeps);

internal sealed record UpdateCatalogModel(string Name, string? NewName, string? Description);

internal sealed record SdkFilesAnswer(bool? IsDatabricksSdkModelsArtifactRepositoryEnabled);

internal sealed record TemporaryCredentials(string Name, string Version, string Operation);

internal sealed record TemporaryCredentialsAnswer(WireTemporaryCredentials? Credentials);

/// <summary>Of temporary credentials, the kind alone is read: the keys themselves need a cloud's package.</summary>
internal sealed record WireTemporaryCredentials(
    string? StorageMode, WireNothing? AwsTempCredentials, WireNothing? R2TempCredentials, WireNothing? AzureUserDelegationSas, WireNothing? GcpOauthToken);

internal sealed record WireNothing;
