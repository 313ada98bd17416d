using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Rest;

internal sealed partial class RestModelRegistryStore
{
    public Task<RegisteredModel> CreateRegisteredModelAsync(string name, IReadOnlyDictionary<string, string> tags, string? description, CancellationToken ct) =>
        _created.CreateAsync(
            () => ReadModelAsync(Api.Post("registered-models/create", new CreateRegisteredModel(name, WireTag.List(tags), Given(description))), ct),
            async () =>
            {
                var found = await GetRegisteredModelAsync(name, ct).ConfigureAwait(false);
                var isSame = found.LatestVersions.Count == 0 && found.Description == (description ?? "") && SameTags(found.Tags, tags);
                return (found, found.CreationTime, isSame);
            },
            ct);

    public Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken ct) => ReadModelAsync(Api.Get("registered-models/get", ("name", name)), ct);

    public Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken ct) =>
        ReadModelAsync(Api.Patch("registered-models/update", new UpdateRegisteredModel(name, description)), ct);

    public async Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken ct)
    {
        var began = http.UtcNow();
        try
        {
            return await ReadModelAsync(Api.Post("registered-models/rename", new RenameRegisteredModel(name, newName)), ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.MayBeDoneAlready && e.Code == ErrorCode.NotFound)
        {
            // The old name is gone; if the new one was taken just now, the attempt before took it.
            var renamed = await GetRegisteredModelAsync(newName, ct).ConfigureAwait(false);
            if (renamed.LastUpdateTime < began - TimeSpan.FromSeconds(30)) throw;
            return renamed;
        }
    }

    public Task DeleteRegisteredModelAsync(string name, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete("registered-models/delete", new RegisteredModelName(name)), ct);

    public async Task<Page<RegisteredModel>> SearchRegisteredModelsAsync(SearchRequest search, CancellationToken ct)
    {
        // Asked for none, servers answer with a token that leads back to the start.
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.RegisteredModelResults);
        var call = Search("registered-models/search", search);
        var answer = await http.ReadAsync<RegisteredModelsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.RegisteredModels, m => m.ToRegisteredModel(), answer.NextPageToken, search.PageToken, call);
    }

    public Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post("registered-models/set-tag", new RegisteredModelTag(name, key, value)), ct);

    public Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete("registered-models/delete-tag", new RegisteredModelTag(name, key, null)), ct);

    public Task SetAliasAsync(string name, string alias, int version, CancellationToken ct) =>
        http.SendAsync(Api.Post("registered-models/alias", new ModelAlias(name, alias, Number(version))), ct);

    public Task DeleteAliasAsync(string name, string alias, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete("registered-models/alias", new ModelAlias(name, alias, null)), ct);

    private async Task<RegisteredModel> ReadModelAsync(MlflowCall call, CancellationToken ct)
    {
        var model = Answers.Required((await http.ReadAsync<RegisteredModelAnswer>(call, ct).ConfigureAwait(false)).RegisteredModel, call, "registered_model");
        Answers.Required(model.Name, call, "name");
        return model.ToRegisteredModel();
    }

    private static bool SameTags(IReadOnlyDictionary<string, string> found, IReadOnlyDictionary<string, string> sent) =>
        found.Count == sent.Count && sent.All(t => found.TryGetValue(t.Key, out var value) && value == t.Value);
}
