using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

internal sealed partial class RestModelRegistryStore
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(string name, IReadOnlyList<string> stages, CancellationToken ct)
    {
        var call = Api.Post("registered-models/get-latest-versions", new GetLatestVersions(name, stages.Count > 0 ? stages : null));
        var answer = await http.ReadAsync<ModelVersionsAnswer>(call, ct).ConfigureAwait(false);
        return (answer.ModelVersions ?? []).Select(v => v.ToModelVersion()).ToList();
    }

    public async Task<ModelVersion> CreateModelVersionAsync(string name, string source, ModelVersionOptions version, CancellationToken ct)
    {
        var began = http.UtcNow();
        var call = Api.Post(
            "model-versions/create",
            new CreateModelVersion(name, source, Given(version.RunId), Given(version.RunLink), Given(version.Description), Given(version.ModelId), WireTag.List(version.Tags)),
            Repeat.WouldDouble);
        try
        {
            return await ReadVersionAsync(call, ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.OutcomeIsUnknown)
        {
            if (await FindCreatedAsync(name, source, version, began - ClockSkew, ct).ConfigureAwait(false) is { } created) return created;
            throw;
        }
    }

    public Task<ModelVersion> GetModelVersionAsync(string name, int version, CancellationToken ct) =>
        ReadVersionAsync(Api.Get("model-versions/get", ("name", name), ("version", Number(version))), ct);

    public Task<ModelVersion> UpdateModelVersionAsync(string name, int version, string? description, CancellationToken ct) =>
        ReadVersionAsync(Api.Patch("model-versions/update", new UpdateModelVersion(name, Number(version), description)), ct);

    public Task<ModelVersion> TransitionStageAsync(string name, int version, string stage, bool archiveExistingVersions, CancellationToken ct) =>
        ReadVersionAsync(Api.Post("model-versions/transition-stage", new TransitionStage(name, Number(version), stage, archiveExistingVersions)), ct);

    public Task DeleteModelVersionAsync(string name, int version, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete("model-versions/delete", new ModelVersionName(name, Number(version))), ct);

    public async Task<Page<ModelVersion>> SearchModelVersionsAsync(SearchRequest search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.ModelVersionResults);
        var call = Search("model-versions/search", search);
        var answer = await http.ReadAsync<ModelVersionsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.ModelVersions, v => v.ToModelVersion(), answer.NextPageToken, search.PageToken, call);
    }

    public Task SetModelVersionTagAsync(string name, int version, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post("model-versions/set-tag", new ModelVersionTag(name, Number(version), key, value)), ct);

    public Task DeleteModelVersionTagAsync(string name, int version, string key, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete("model-versions/delete-tag", new ModelVersionTag(name, Number(version), key, null)), ct);

    public async Task<string> GetDownloadUriAsync(string name, int version, CancellationToken ct)
    {
        var call = Api.Get("model-versions/get-download-uri", ("name", name), ("version", Number(version)));
        return Answers.Required((await http.ReadAsync<DownloadUriAnswer>(call, ct).ConfigureAwait(false)).ArtifactUri, call, "artifact_uri");
    }

    public async Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken ct)
    {
        if (!RegistryRules.IsLatest(alias)) return await ReadVersionAsync(Api.Get("registered-models/alias", ("name", name), ("alias", alias)), ct).ConfigureAwait(false);
        // Asked for the alias, servers answer with the newest version of one stage, which need not be the newest.
        var latest = await GetLatestVersionsAsync(name, [], ct).ConfigureAwait(false);
        return latest.MaxBy(v => v.Version) ?? throw MlflowErrors.NoLatestVersion(name);
    }

    /// <summary>The version that a create without an answer made: the same source, run and words, and not older than the call.</summary>
    private async Task<ModelVersion?> FindCreatedAsync(string name, string source, ModelVersionOptions version, DateTimeOffset since, CancellationToken ct)
    {
        // A name with a quote in it cannot be written in a filter for certain.
        if (name.AsSpan().ContainsAny('\'', '"', '`')) return null;
        var search = new SearchRequest { Filter = $"name = '{name}'", OrderBy = ["creation_timestamp DESC"], MaxResults = 100 };
        var page = await SearchModelVersionsAsync(search, ct).ConfigureAwait(false);
        return page.FirstOrDefault(v =>
            v.Source == source && v.CreationTime >= since && v.Description == (version.Description ?? "") && SameTags(v.Tags, version.Tags)
            && (version.RunId is null || v.RunId == version.RunId));
    }

    private async Task<ModelVersion> ReadVersionAsync(MlflowCall call, CancellationToken ct)
    {
        var version = Answers.Required((await http.ReadAsync<ModelVersionAnswer>(call, ct).ConfigureAwait(false)).ModelVersion, call, "model_version");
        Answers.Required(version.Name, call, "name");
        return version.ToModelVersion();
    }
}
