using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlModelRegistryStore
{
    public Task SetAliasAsync(string name, string alias, int version, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        RegistryRules.CheckNewAlias(alias);
        return database.WriteAsync(
            async session =>
            {
                await RequireModelVersionAsync(session, name, version, ct).ConfigureAwait(false);
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO registered_model_aliases (workspace, name, alias, version) VALUES ({MlflowSchema.Workspace}, {name}, {alias}, {version})
                    ON CONFLICT (workspace, name, alias) DO UPDATE SET version = excluded.version
                    """,
                    ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task DeleteAliasAsync(string name, string alias, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        RegistryRules.CheckAlias(alias);
        return database.WriteAsync(
            async session =>
            {
                await RequireRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                await session.ExecuteAsync($"DELETE FROM registered_model_aliases WHERE {IsModel(name)} AND alias = {alias}", ct).ConfigureAwait(false);
            },
            ct);
    }

    public Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken ct)
    {
        RegistryRules.CheckModelName(name);
        RegistryRules.CheckAlias(alias);
        return database.ReadAsync(
            async session =>
            {
                await RequireRegisteredModelAsync(session, name, ct).ConfigureAwait(false);
                var version = RegistryRules.IsLatest(alias)
                    ? await LatestVersionAsync(session, name, ct).ConfigureAwait(false) ?? throw MlflowErrors.NoLatestVersion(name)
                    : await session.LongAsync($"SELECT version FROM registered_model_aliases WHERE {IsModel(name)} AND alias = {alias}", ct).ConfigureAwait(false)
                        ?? throw MlflowErrors.NoAlias(name, alias);
                return await LoadModelVersionAsync(session, name, (int)version, ct).ConfigureAwait(false);
            },
            ct);
    }

    private static Task<long?> LatestVersionAsync(SqlSession session, string name, CancellationToken ct) =>
        session.LongAsync($"SELECT max(version) FROM model_versions WHERE {IsModel(name)} AND current_stage <> {DeletedStage}", ct);
}
