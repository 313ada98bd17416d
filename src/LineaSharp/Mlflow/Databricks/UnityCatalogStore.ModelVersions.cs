using LineaSharp.Internal;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Mlflow.Rest.Wire;
using LineaSharp.Models;

namespace LineaSharp.Mlflow.Databricks;

internal sealed partial class UnityCatalogStore
{
    private const string Versions = Prefix + "model-versions/";
    private const string UseAliases = "Set an alias on a version and name the model by it: models:/catalog.schema.model@alias.";

    public Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(string name, IReadOnlyList<string> stages, CancellationToken ct) =>
        throw MlflowErrors.CatalogHasNo(stages.Count > 0 ? "stages" : "latest version of a model", UseAliases);

    public Task<ModelVersion> TransitionStageAsync(string name, int version, string stage, bool archiveExistingVersions, CancellationToken ct) =>
        throw MlflowErrors.CatalogHasNo("stages", UseAliases);

    /// <summary>
    /// Registers a copy of a model's files: they come here, are checked, and go up to the catalog's storage. What fails in the middle leaves no version behind.
    /// </summary>
    public async Task<ModelVersion> CreateModelVersionAsync(string name, string origin, ModelVersionOptions version, CancellationToken ct)
    {
        var fullName = FullName(name);
        if (version.RunLink is not null) throw MlflowErrors.CatalogHasNo("links to runs of other servers", "Leave ModelVersionOptions.RunLink out.");
        var (runId, modelId) = await source.OriginAsync(origin, version, ct).ConfigureAwait(false);
        using var folder = new PrivateFolder();
        await source.DownloadAsync(origin, folder.Path, ct).ConfigureAwait(false);
        CheckSignature(origin, ModelDirectory.Open(folder.Path).Manifest.Signature);
        var call = Api.Post(
            Versions + "create",
            new CreateCatalogVersion(fullName, origin, Given(runId), Given(version.Description), WireTag.List(version.Tags), modelId, FeatureDeps: ""),
            Repeat.WouldDouble);
        var created = await ReadVersionAsync(call, ct).ConfigureAwait(false);
        return await FillAsync(fullName, created.Version, folder.Path, ct).ConfigureAwait(false);
    }

    public Task<ModelVersion> GetModelVersionAsync(string name, int version, CancellationToken ct) =>
        ReadVersionAsync(Api.Get(Versions + "get", ("name", FullName(name)), ("version", Number(version))), ct);

    public Task<ModelVersion> UpdateModelVersionAsync(string name, int version, string? description, CancellationToken ct) =>
        ReadVersionAsync(Api.Patch(Versions + "update", new UpdateModelVersion(FullName(name), Number(version), description)), ct);

    public Task DeleteModelVersionAsync(string name, int version, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete(Versions + "delete", new ModelVersionName(FullName(name), Number(version))), ct);

    public async Task<Page<ModelVersion>> SearchModelVersionsAsync(SearchRequest search, CancellationToken ct)
    {
        RefuseOrder(search);
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.ModelVersionResults);
        var call = Api.Get(Versions + "search", ("filter", Given(search.Filter)), ("max_results", Number(search.MaxResults)), ("page_token", Given(search.PageToken)));
        var answer = await http.ReadAsync<CatalogVersionsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.ModelVersions, v => v.ToModelVersion(), answer.NextPageToken, search.PageToken, call);
    }

    public Task SetModelVersionTagAsync(string name, int version, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post(Versions + "set-tag", new ModelVersionTag(FullName(name), Number(version), key, value)), ct);

    public Task DeleteModelVersionTagAsync(string name, int version, string key, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete(Versions + "delete-tag", new ModelVersionTag(FullName(name), Number(version), key, null)), ct);

    /// <summary>Where this client finds the files (<see cref="UnityCatalogFiles"/>); that the version exists is asked.</summary>
    public async Task<string> GetDownloadUriAsync(string name, int version, CancellationToken ct)
    {
        var call = Api.Get(Versions + "get-download-uri", ("name", FullName(name)), ("version", Number(version)));
        await http.SendAsync(call, ct).ConfigureAwait(false);
        return UnityCatalogFiles.Location(FullName(name), version);
    }

    public Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken ct) =>
        ReadVersionAsync(Api.Get(Models + "alias", ("name", FullName(name)), ("alias", alias)), ct);

    private async Task<ModelVersion> FillAsync(string fullName, int version, string folder, CancellationToken ct)
    {
        try
        {
            var repository = files.Open(UnityCatalogFiles.Location(fullName, version), toWrite: true);
            await files.Transfer(repository).UploadFolderAsync(folder, "", null, ct).ConfigureAwait(false);
            return await ReadVersionAsync(Api.Post(Versions + "finalize", new ModelVersionName(fullName, Number(version))), ct).ConfigureAwait(false);
        }
        catch
        {
            await WithdrawAsync(fullName, version).ConfigureAwait(false);
            throw;
        }
    }

    private async Task WithdrawAsync(string fullName, int version)
    {
        try
        {
            await DeleteModelVersionAsync(fullName, version, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LineaException)
        {
            // What broke the registration tells more; a version that stays is pending, and cannot be loaded.
        }
    }

    private async Task<ModelVersion> ReadVersionAsync(MlflowCall call, CancellationToken ct)
    {
        var version = Answers.Required((await http.ReadAsync<CatalogVersionAnswer>(call, ct).ConfigureAwait(false)).ModelVersion, call, "model_version");
        Answers.Required(version.Name, call, "name");
        return version.ToModelVersion();
    }
}
