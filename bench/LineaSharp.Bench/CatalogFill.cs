using LineaSharp.Catalog;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Bench;

/// <summary>Fills a catalog with versions by SQL: half of them ten to an artifact, four in ten alone, one in ten in the artifact <c>deep</c>.</summary>
/// <remarks>
/// Version i (from 0) has the tag <c>team</c>, blue or red in turns, and one file. Ten versions have the tag <c>reviewed = yes</c>, ten others
/// the format <c>mlnet</c>; one in a hundred is <c>npy</c>, the rest <c>json</c>. Every artifact's version 0 has the alias <c>champion</c>.
/// </remarks>
internal sealed class CatalogFill(int versions)
{
    public int Wide => versions / 20;

    public int Single => versions / 10 * 4;

    public Task RunAsync(string databaseUrl) => new CatalogDatabase(databaseUrl).WriteAsync(async (connection, transaction) =>
    {
        foreach (var statement in (Sql[])[Artifacts, Versions, Files, Tags, RareTag, LatestIds, Aliases])
            await connection.ExecuteAsync(statement, CancellationToken.None, transaction);
        return versions;
    }, CancellationToken.None);

    private Sql Artifacts => Sql.Of(
        $"""
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {Wide} + {Single})
         INSERT INTO artifact (id, name, next_version)
         SELECT i + 1, CASE WHEN i = 0 THEN 'deep' WHEN i <= {Wide} THEN 'wide-' || (i - 1) ELSE 'single-' || (i - 1 - {Wide}) END,
                       CASE WHEN i = 0 THEN {versions} / 10 WHEN i <= {Wide} THEN 10 ELSE 1 END
         FROM n
         """);

    // The last digit of i chooses the kind of artifact, so that old and new versions are of all kinds.
    private Sql Versions => Sql.Of(
        $"""
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {versions})
         INSERT INTO version (id, artifact_id, number, created_at, format, value_type, size, sha256, description, backend, location, requested, placement_reason)
         SELECT i + 1,
                CASE WHEN i % 10 = 0 THEN 1 WHEN i % 10 <= 5 THEN 2 + (i / 10 * 5 + i % 10 - 1) % {Wide} ELSE 2 + {Wide} + i / 10 * 4 + i % 10 - 6 END,
                CASE WHEN i % 10 = 0 THEN i / 10 WHEN i % 10 <= 5 THEN (i / 10 * 5 + i % 10 - 1) / {Wide} ELSE 0 END,
                1700000000000 + i * 1000,
                CASE WHEN i % ({versions} / 10) = {versions} / 20 + 8 THEN 'mlnet' WHEN i % 100 = 3 THEN 'npy' ELSE 'json' END,
                'Measurement', 1024, {Digest}, NULL, 'linea', 'artifacts', NULL, 'The option mlflow_tracking_uri is not set.'
         FROM n
         """);

    private static Sql Files => Sql.Of($"INSERT INTO version_file (version_id, path, size, sha256) SELECT id, 'value.json', size, {Digest} FROM version");

    private static Sql Tags => Sql.Raw("INSERT INTO version_tag (version_id, key, value, created_at) SELECT id, 'team', CASE id % 2 WHEN 0 THEN 'blue' ELSE 'red' END, created_at FROM version");

    private Sql RareTag => Sql.Of($"INSERT INTO version_tag (version_id, key, value, created_at) SELECT id, 'reviewed', 'yes', created_at FROM version WHERE (id - 1) % ({versions} / 10) = {versions} / 20 + 7");

    private static Sql LatestIds => Sql.Raw("UPDATE artifact SET (latest_id, latest_at) = (SELECT v.id, v.created_at FROM version v WHERE v.artifact_id = artifact.id ORDER BY v.number DESC LIMIT 1)");

    private static Sql Aliases => Sql.Raw("INSERT INTO alias (artifact_id, alias, number) SELECT id, 'champion', 0 FROM artifact");

    private const string Digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
}
