namespace LineaSharp.Mlflow;

/// <summary>
/// The model registry of MLflow: registered models, their versions, tags, aliases and stages. Implementations answer as MLflow's own
/// server does, its errors included (<see cref="MlflowException"/> with MLflow's code).
/// </summary>
internal interface IModelRegistryStore
{
    Task<RegisteredModel> CreateRegisteredModelAsync(string name, IReadOnlyDictionary<string, string> tags, string? description, CancellationToken ct);
    Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken ct);
    Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken ct);
    Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken ct);
    Task DeleteRegisteredModelAsync(string name, CancellationToken ct);
    Task<Page<RegisteredModel>> SearchRegisteredModelsAsync(SearchRequest search, CancellationToken ct);
    Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken ct);
    Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken ct);

    /// <summary>The highest version of every stage, or of the given ones when <paramref name="stages"/> is not empty.</summary>
    Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(string name, IReadOnlyList<string> stages, CancellationToken ct);

    Task<ModelVersion> CreateModelVersionAsync(string name, string source, ModelVersionOptions version, CancellationToken ct);
    Task<ModelVersion> GetModelVersionAsync(string name, int version, CancellationToken ct);
    Task<ModelVersion> UpdateModelVersionAsync(string name, int version, string? description, CancellationToken ct);
    Task<ModelVersion> TransitionStageAsync(string name, int version, string stage, bool archiveExistingVersions, CancellationToken ct);
    Task DeleteModelVersionAsync(string name, int version, CancellationToken ct);
    Task<Page<ModelVersion>> SearchModelVersionsAsync(SearchRequest search, CancellationToken ct);
    Task SetModelVersionTagAsync(string name, int version, string key, string value, CancellationToken ct);
    Task DeleteModelVersionTagAsync(string name, int version, string key, CancellationToken ct);

    /// <summary>Where the files of a version are: the source, or for a source <c>models:/m-…</c> the logged model's location.</summary>
    Task<string> GetDownloadUriAsync(string name, int version, CancellationToken ct);

    Task SetAliasAsync(string name, string alias, int version, CancellationToken ct);
    Task DeleteAliasAsync(string name, string alias, CancellationToken ct);
    Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken ct);
}
