using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlModelRegistryStore
{
    public Task<RegisteredModel> CreateRegisteredModelAsync(
        string name, IReadOnlyDictionary<string, string> tags, string? description, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        foreach (var (key, value) in tags) RegistryRules.CheckTag(key, value);
        return database.WriteAsync(
            async session =>
            {
                var now = database.Now();
                var added = await session.ExecuteAsync(
                    $"""
                    INSERT INTO registered_models (workspace, name, creation_time, last_updated_time, description)
                    VALUES ({MlflowSchema.Workspace}, {name}, {now}, {now}, {description ?? ""}) ON CONFLICT DO NOTHING
                    """,
                    ct).ConfigureAwait(false);
                if (added == 0) throw MlflowErrors.RegisteredModelExists(name);
                foreach (var (key, value) in tags) await SetModelTagAsync(session, name, key, value, ct).ConfigureAwait(false);
                return await LoadRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.ReadAsync(session => LoadRegisteredModelAsync(session, name, ct), ct);
    }

    public Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.WriteAsync(
            async session =>
            {
                await TouchRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                await session.ExecuteAsync($"UPDATE registered_models SET description = {description} WHERE {IsModel(name)}", ct).ConfigureAwait(false);
                return await LoadRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken ct)
    {
        RegistryRules.CheckModelName(newName);
        RegistryRules.CheckModelName(name);
        return database.WriteAsync(
            async session =>
            {
                await TouchRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                var taken = await session.LongAsync($"SELECT 1 FROM registered_models WHERE {IsModel(newName)}", ct).ConfigureAwait(false) is not null;
                if (taken && newName != name) throw MlflowErrors.RegisteredModelExists(newName);

                // The schema's foreign keys take versions, tags and aliases along.
                await session.ExecuteAsync($"UPDATE registered_models SET name = {newName} WHERE {IsModel(name)}", ct).ConfigureAwait(false);
                await session.ExecuteAsync($"UPDATE model_versions SET last_updated_time = {database.Now()} WHERE {IsModel(newName)}", ct).ConfigureAwait(false);
                return await LoadRegisteredModelAsync(session, newName, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteRegisteredModelAsync(string name, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.WriteAsync(
            async session =>
            {
                await RequireRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                foreach (var table in (string[])["model_version_tags", "registered_model_aliases", "registered_model_tags", "model_versions", "registered_models"])
                    await session.ExecuteAsync($"DELETE FROM {Sql.Raw(table)} WHERE {IsModel(name)}", ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<Page<RegisteredModel>> SearchRegisteredModelsAsync(SearchRequest search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.RegisteredModelResults);
        var query = SearchQuery.Of(SearchVocabulary.RegisteredModels, search);
        return database.ReadAsync(
            async session => query.PageOf(await LoadRegisteredModelsAsync(
                session,
                $"registered_models WHERE workspace = {MlflowSchema.Workspace} AND {query.Where} ORDER BY {query.OrderBy} {query.Page}",
                ct).ConfigureAwait(false)),
            ct);
    }

    public Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        RegistryRules.CheckTag(key, value);
        return database.WriteAsync(
            async session =>
            {
                await RequireRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                await SetModelTagAsync(session, name, key, value, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        Limits.CheckKey("tag", key);
        return database.WriteAsync(
            async session =>
            {
                await RequireRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                await session.ExecuteAsync($"DELETE FROM registered_model_tags WHERE {IsModel(name)} AND key = {key}", ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(string name, IReadOnlyList<string> stages, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.ReadAsync<IReadOnlyList<ModelVersion>>(
            async session =>
            {
                var model = await LoadRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                var wanted = stages.Select(RegistryRules.Stage).ToHashSet();
                return await WithAliasesAsync(session, [.. model.LatestVersions.Where(v => wanted.Count == 0 || wanted.Contains(v.Stage))], ct).ConfigureAwait(false);
            },
            ct);
    }

    private static Task SetModelTagAsync(SqlSession session, string name, string key, string value, CancellationToken ct) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO registered_model_tags (workspace, name, key, value) VALUES ({MlflowSchema.Workspace}, {name}, {key}, {value})
            ON CONFLICT (workspace, key, name) DO UPDATE SET value = excluded.value
            """,
            ct);
}
