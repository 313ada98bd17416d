using LineaSharp.Mlflow.Rest;
using LineaSharp.Mlflow.Rest.Wire;

namespace LineaSharp.Mlflow.Databricks;

internal sealed partial class UnityCatalogStore
{
    private const string Models = Prefix + "registered-models/";

    public Task<RegisteredModel> CreateRegisteredModelAsync(string name, IReadOnlyDictionary<string, string> tags, string? description, CancellationToken ct) =>
        _created.CreateAsync(
            () => ReadModelAsync(Api.Post(Models + "create", new CreateRegisteredModel(FullName(name), WireTag.List(tags), Given(description))), ct),
            async () =>
            {
                var found = await GetRegisteredModelAsync(name, ct).ConfigureAwait(false);
                var isSame = found.Description == (description ?? "") && found.Tags.Count == tags.Count && tags.All(t => found.Tags.GetValueOrDefault(t.Key) == t.Value);
                return (found, found.CreationTime, isSame);
            },
            ct);

    public Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken ct) => ReadModelAsync(Api.Get(Models + "get", ("name", FullName(name))), ct);

    public Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken ct) =>
        ReadModelAsync(Api.Patch(Models + "update", new UpdateCatalogModel(FullName(name), null, description)), ct);

    public Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken ct) =>
        ReadModelAsync(Api.Patch(Models + "update", new UpdateCatalogModel(FullName(name), newName, null)), ct);

    public Task DeleteRegisteredModelAsync(string name, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete(Models + "delete", new RegisteredModelName(FullName(name))), ct);

    public async Task<Page<RegisteredModel>> SearchRegisteredModelsAsync(SearchRequest search, CancellationToken ct)
    {
        if (Given(search.Filter) is not null) throw MlflowErrors.CatalogHasNo("filters for registered models", "List them all, or search the versions of one: name = 'catalog.schema.model'.");
        RefuseOrder(search);
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.RegisteredModelResults);
        var call = Api.Get(Models + "search", ("max_results", Number(search.MaxResults)), ("page_token", Given(search.PageToken)));
        var answer = await http.ReadAsync<RegisteredModelsAnswer>(call, ct).ConfigureAwait(false);
        return Answers.Page(answer.RegisteredModels, m => m.ToRegisteredModel(), answer.NextPageToken, search.PageToken, call);
    }

    public Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken ct) =>
        http.SendAsync(Api.Post(Models + "set-tag", new RegisteredModelTag(FullName(name), key, value)), ct);

    public Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete(Models + "delete-tag", new RegisteredModelTag(FullName(name), key, null)), ct);

    public Task SetAliasAsync(string name, string alias, int version, CancellationToken ct) =>
        http.SendAsync(Api.Post(Models + "alias", new ModelAlias(FullName(name), alias, Number(version))), ct);

    public Task DeleteAliasAsync(string name, string alias, CancellationToken ct) =>
        http.RemoveAsync(Api.Delete(Models + "alias", new ModelAlias(FullName(name), alias, null)), ct);

    private static void RefuseOrder(SearchRequest search)
    {
        if (search.OrderBy.Count > 0) throw MlflowErrors.CatalogHasNo("order for what a search finds", "Search without order_by and sort the results.");
    }

    private async Task<RegisteredModel> ReadModelAsync(MlflowCall call, CancellationToken ct)
    {
        var model = Answers.Required((await http.ReadAsync<RegisteredModelAnswer>(call, ct).ConfigureAwait(false)).RegisteredModel, call, "registered_model");
        Answers.Required(model.Name, call, "name");
        return model.ToRegisteredModel();
    }
}
