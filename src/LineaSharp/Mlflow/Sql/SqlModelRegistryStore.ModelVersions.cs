using LineaSharp.Internal.Sql;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlModelRegistryStore
{
    public Task<ModelVersion> GetModelVersionAsync(string name, int version, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.ReadAsync(session => LoadModelVersionAsync(session, name, version, ct), ct);
    }

    public Task<ModelVersion> UpdateModelVersionAsync(string name, int version, string? description, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    $"UPDATE model_versions SET description = {description}, last_updated_time = {database.Now()} WHERE {IsVersion(name, version)}", ct)
                    .ConfigureAwait(false);
                return await LoadModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<ModelVersion> TransitionStageAsync(string name, int version, string stage, bool archiveExistingVersions, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        var target = RegistryRules.Stage(stage);
        if (archiveExistingVersions && !RegistryRules.IsActive(target)) throw MlflowErrors.CannotArchiveFor(target);
        return database.WriteAsync(
            async session =>
            {
                await RequireModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
                var now = database.Now();
                if (archiveExistingVersions)
                {
                    await session.ExecuteAsync(
                        $"""
                        UPDATE model_versions SET current_stage = {RegistryRules.Archived}, last_updated_time = {now}
                        WHERE {IsModel(name)} AND version <> {version} AND current_stage = {target}
                        """,
                        ct).ConfigureAwait(false);
                }
                await session.ExecuteAsync(
                    $"UPDATE model_versions SET current_stage = {target}, last_updated_time = {now} WHERE {IsVersion(name, version)}", ct).ConfigureAwait(false);
                await TouchRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                return await LoadModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
            },
            ct);
    }

    // The row stays, so that its number is not given out again; what it held goes, and so do its aliases.
    public Task DeleteModelVersionAsync(string name, int version, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.WriteAsync(
            async session =>
            {
                await RequireModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
                await session.ExecuteAsync($"DELETE FROM registered_model_aliases WHERE {IsModel(name)} AND version = {version}", ct).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"""
                    UPDATE model_versions SET current_stage = {DeletedStage}, last_updated_time = {database.Now()}, description = NULL, user_id = NULL,
                        source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = NULL
                    WHERE {IsVersion(name, version)}
                    """,
                    ct).ConfigureAwait(false);
                await TouchRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<Page<ModelVersion>> SearchModelVersionsAsync(SearchRequest search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults, RegistryRules.ModelVersionResults);
        var query = SearchQuery.Of(SearchVocabulary.ModelVersions, search);
        return database.ReadAsync(
            async session => query.PageOf(await LoadModelVersionsAsync(
                session,
                $"""
                model_versions WHERE workspace = {MlflowSchema.Workspace} AND current_stage <> {DeletedStage} AND {query.Where}
                ORDER BY {query.OrderBy} {query.Page}
                """,
                ct).ConfigureAwait(false)),
            ct);
    }

    public Task SetModelVersionTagAsync(string name, int version, string key, string value, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        RegistryRules.CheckTag(key, value);
        return database.WriteAsync(
            async session =>
            {
                await RequireModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
                await SetVersionTagAsync(session, name, version, key, value, ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteModelVersionTagAsync(string name, int version, string key, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        Limits.CheckKey("tag", key);
        return database.WriteAsync(
            async session =>
            {
                await RequireModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
                await session.ExecuteAsync($"DELETE FROM model_version_tags WHERE {IsModel(name)} AND version = {version} AND key = {key}", ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<string> GetDownloadUriAsync(string name, int version, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        return database.ReadAsync(async session => (await LoadOriginAsync(session, name, version, ct).ConfigureAwait(false)).Location, ct);
    }

    private static Task SetVersionTagAsync(SqlSession session, string name, int version, string key, string value, CancellationToken ct) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO model_version_tags (workspace, name, version, key, value) VALUES ({MlflowSchema.Workspace}, {name}, {version}, {key}, {value})
            ON CONFLICT (workspace, key, name, version) DO UPDATE SET value = excluded.value
            """,
            ct);
}
