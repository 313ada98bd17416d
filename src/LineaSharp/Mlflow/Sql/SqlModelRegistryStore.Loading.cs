using System.Data.Common;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

internal sealed partial class SqlModelRegistryStore
{
    private const string Ready = "READY";

    // Beyond so many keys a look-up for each of them costs more than it saves.
    private const int TagKeysAtMost = 50;

    private static readonly Sql VersionColumns = Sql.Raw(
        """
        name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, run_link, status, status_message
        """);

    private static async Task<RegisteredModel> LoadRegisteredModelAsync(SqlSession session, string name, CancellationToken ct)
    {
        var found = await LoadRegisteredModelsAsync(session, $"registered_models WHERE {IsModel(name)}", ct).ConfigureAwait(false);
        return found.SingleOrDefault() ?? throw MlflowErrors.NoRegisteredModel(name);
    }

    private static async Task<ModelVersion> LoadModelVersionAsync(SqlSession session, string name, int version, CancellationToken ct)
    {
        var found = await LoadModelVersionsAsync(session, $"model_versions WHERE {IsVersion(name, version)}", ct).ConfigureAwait(false);
        if (found.Count == 0) throw MlflowErrors.NoModelVersion(name, version);
        return (await WithAliasesAsync(session, found, ct).ConfigureAwait(false)).Single();
    }

    private static async Task<Origin> LoadOriginAsync(SqlSession session, string name, int version, CancellationToken ct) =>
        await session.FirstOrNullAsync(
            $"SELECT storage_location, source, run_id FROM model_versions WHERE {IsVersion(name, version)}",
            row => new Origin(Given(row.TextOrNull(0)) ?? row.TextOrNull(1) ?? "", Given(row.TextOrNull(2))), ct).ConfigureAwait(false)
        ?? throw MlflowErrors.NoModelVersion(name, version);

    private static async Task<List<RegisteredModel>> LoadRegisteredModelsAsync(SqlSession session, Sql from, CancellationToken ct)
    {
        var models = await session.QueryAsync(
            $"SELECT name, creation_time, last_updated_time, description FROM {from}", ReadRegisteredModel, ct).ConfigureAwait(false);
        var names = models.ConvertAll(m => m.Name);
        var tags = await LoadByNameAsync(
            session, names, some => $"SELECT name, key, value FROM registered_model_tags WHERE {some} ORDER BY key",
            row => (Name: row.GetString(0), Key: row.GetString(1), Value: row.TextOrNull(2) ?? ""), ct).ConfigureAwait(false);
        var aliases = await LoadByNameAsync(
            session, names, some => $"SELECT name, alias, version FROM registered_model_aliases WHERE {some} ORDER BY alias",
            row => (Name: row.GetString(0), Alias: row.GetString(1), Version: row.GetInt32(2)), ct).ConfigureAwait(false);
        var latest = await LoadLatestVersionsAsync(session, names, ct).ConfigureAwait(false);

        var tagsOf = tags.ToLookup(t => t.Name);
        var aliasesOf = aliases.ToLookup(a => a.Name);
        var latestOf = latest.ToLookup(v => v.Name);
        return models.ConvertAll(m => m with
        {
            Tags = tagsOf[m.Name].ToDictionary(t => t.Key, t => t.Value),
            Aliases = aliasesOf[m.Name].ToDictionary(a => a.Alias, a => a.Version),
            LatestVersions = [.. latestOf[m.Name]],
        });
    }

    // The highest version of every stage of every name.
    private static async Task<List<ModelVersion>> LoadLatestVersionsAsync(SqlSession session, List<string> names, CancellationToken ct)
    {
        var latest = new List<ModelVersion>();
        foreach (var chunk in names.Chunk(NamesAtOnce))
        {
            latest.AddRange(await LoadModelVersionsAsync(
                session,
                $"""
                model_versions WHERE (workspace, name, version) IN (
                    SELECT workspace, name, max(version) FROM model_versions
                    WHERE {IsOneOf(chunk)} AND current_stage <> {DeletedStage} GROUP BY workspace, name, current_stage)
                ORDER BY name, version
                """,
                ct).ConfigureAwait(false));
        }
        return latest;
    }

    private static async Task<List<ModelVersion>> LoadModelVersionsAsync(SqlSession session, Sql from, CancellationToken ct)
    {
        var versions = await session.QueryAsync($"SELECT {VersionColumns} FROM {from}", ReadModelVersion, ct).ConfigureAwait(false);
        if (versions.Count == 0) return versions;
        var keys = await VersionTagKeysAsync(session, ct).ConfigureAwait(false);
        var tags = await LoadByVersionAsync(
            session, versions, some => $"SELECT name, version, key, value FROM model_version_tags WHERE {some} AND {keys} ORDER BY key",
            row => (Key: row.GetString(2), Value: row.TextOrNull(3) ?? ""), ct).ConfigureAwait(false);
        return versions.ConvertAll(v => v with { Tags = tags[(v.Name, v.Version)].ToDictionary(t => t.Key, t => t.Value) });
    }

    // MLflow's searches, and the latest versions inside of a registered model, come without aliases.
    private static async Task<List<ModelVersion>> WithAliasesAsync(SqlSession session, List<ModelVersion> versions, CancellationToken ct)
    {
        var aliases = await LoadByVersionAsync(
            session, versions, some => $"SELECT name, version, alias FROM registered_model_aliases WHERE {some} ORDER BY alias", row => row.GetString(2), ct)
            .ConfigureAwait(false);
        return versions.ConvertAll(v => v with { Aliases = [.. aliases[(v.Name, v.Version)]] });
    }

    private static async Task<ILookup<(string Name, int Version), T>> LoadByVersionAsync<T>(
        SqlSession session, List<ModelVersion> versions, Func<Sql, Sql> select, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var all = new List<((string, int) Version, T Item)>();
        foreach (var chunk in versions.Chunk(NamesAtOnce))
        {
            var some = Sql.Of(
                $"workspace = {MlflowSchema.Workspace} AND (name, version) IN (VALUES {Sql.Join(", ", chunk.Select(v => Sql.Of($"({v.Name}, {v.Version})")))})");
            all.AddRange(await session.QueryAsync(select(some), row => ((row.GetString(0), row.GetInt32(1)), read(row)), ct).ConfigureAwait(false));
        }
        return all.ToLookup(i => i.Version, i => i.Item);
    }

    /// <summary>
    /// A condition that is true of every tag of a version, and names the keys of all there are. MLflow's only index on these tags begins with the key, so
    /// without it the tags of one version are looked for among those of all. Where there are very many keys, that is the lesser evil.
    /// </summary>
    private static async Task<Sql> VersionTagKeysAsync(SqlSession session, CancellationToken ct)
    {
        // From one key to the next by the index, past all the tags of that key.
        var keys = await session.QueryAsync(
            $"""
            WITH RECURSIVE keys (key) AS (
                SELECT min(key) FROM model_version_tags WHERE workspace = {MlflowSchema.Workspace}
                UNION ALL
                SELECT (SELECT min(t.key) FROM model_version_tags t WHERE t.workspace = {MlflowSchema.Workspace} AND t.key > keys.key)
                FROM keys WHERE keys.key IS NOT NULL)
            SELECT key FROM keys WHERE key IS NOT NULL LIMIT {TagKeysAtMost + 1}
            """,
            row => row.GetString(0), ct).ConfigureAwait(false);
        return keys.Count switch
        {
            0 => Sql.Raw("1 = 0"),
            <= TagKeysAtMost => $"key IN ({Sql.List(keys)})",
            _ => Sql.Raw("1 = 1"),
        };
    }

    private static async Task<List<T>> LoadByNameAsync<T>(
        SqlSession session, List<string> names, Func<Sql, Sql> select, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var all = new List<T>();
        foreach (var chunk in names.Chunk(NamesAtOnce)) all.AddRange(await session.QueryAsync(select(IsOneOf(chunk)), read, ct).ConfigureAwait(false));
        return all;
    }

    private static Sql IsOneOf(string[] names) => $"workspace = {MlflowSchema.Workspace} AND name IN ({Sql.List(names)})";

    private static RegisteredModel ReadRegisteredModel(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        CreationTime = Epoch.ToTime(row.LongOrNull(1) ?? 0),
        LastUpdateTime = Epoch.ToTime(row.LongOrNull(2) ?? 0),
        Description = row.TextOrNull(3) ?? "",
    };

    private static ModelVersion ReadModelVersion(DbDataReader row)
    {
        var source = row.TextOrNull(7) ?? "";
        return new ModelVersion
        {
            Name = row.GetString(0),
            Version = row.GetInt32(1),
            CreationTime = Epoch.ToTime(row.LongOrNull(2) ?? 0),
            LastUpdateTime = Epoch.ToTime(row.LongOrNull(3) ?? 0),
            Description = row.TextOrNull(4) ?? "",
            UserId = row.TextOrNull(5) ?? "",
            Stage = row.TextOrNull(6) ?? RegistryRules.NoStage,
            Source = source,
            RunId = Given(row.TextOrNull(8)),
            RunLink = Given(row.TextOrNull(9)),
            Status = Status(row.TextOrNull(10)),
            StatusMessage = row.TextOrNull(11) ?? "",
            ModelId = LoggedModelOf(source),
        };
    }

    // The database has no column for it; the source tells.
    private static string? LoggedModelOf(string source) =>
        source.StartsWith("models:/m-", StringComparison.Ordinal) && source.AsSpan("models:/".Length).IndexOfAny('/', '@') < 0 ? source["models:/".Length..] : null;

    private static ModelVersionStatus Status(string? name) => name switch
    {
        "PENDING_REGISTRATION" => ModelVersionStatus.PendingRegistration,
        "FAILED_REGISTRATION" => ModelVersionStatus.FailedRegistration,
        _ => ModelVersionStatus.Ready,
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
