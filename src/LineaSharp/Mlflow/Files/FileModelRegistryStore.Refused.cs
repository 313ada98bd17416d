namespace LineaSharp.Mlflow.Files;

/// <summary>What would write.</summary>
internal sealed partial class FileModelRegistryStore
{
    public Task<RegisteredModel> CreateRegisteredModelAsync(string name, IReadOnlyDictionary<string, string> tags, string? description, CancellationToken ct) =>
        files.RefuseAsync<RegisteredModel>();

    public Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken ct) => files.RefuseAsync<RegisteredModel>();

    public Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken ct) => files.RefuseAsync<RegisteredModel>();

    public Task DeleteRegisteredModelAsync(string name, CancellationToken ct) => files.RefuseAsync();

    public Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken ct) => files.RefuseAsync();

    public Task<ModelVersion> CreateModelVersionAsync(string name, string source, ModelVersionOptions version, CancellationToken ct) => files.RefuseAsync<ModelVersion>();

    public Task<ModelVersion> UpdateModelVersionAsync(string name, int version, string? description, CancellationToken ct) => files.RefuseAsync<ModelVersion>();

    public Task<ModelVersion> TransitionStageAsync(string name, int version, string stage, bool archiveExistingVersions, CancellationToken ct) => files.RefuseAsync<ModelVersion>();

    public Task DeleteModelVersionAsync(string name, int version, CancellationToken ct) => files.RefuseAsync();

    public Task SetModelVersionTagAsync(string name, int version, string key, string value, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteModelVersionTagAsync(string name, int version, string key, CancellationToken ct) => files.RefuseAsync();

    public Task SetAliasAsync(string name, string alias, int version, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteAliasAsync(string name, string alias, CancellationToken ct) => files.RefuseAsync();
}
