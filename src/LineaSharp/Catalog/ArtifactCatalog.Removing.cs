using System.Data.Common;
using LineaSharp.Formats;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Catalog;

internal sealed partial class ArtifactCatalog
{
    /// <summary>Takes versions out of sight, and gives back what they were. Their bytes go afterwards, by <see cref="ReleaseAsync"/>.</summary>
    /// <param name="name">The artifact.</param>
    /// <param name="number">One version's number, or null for all.</param>
    /// <param name="ct">Stops the work up to the commit.</param>
    public Task<IReadOnlyList<(CatalogEntry Entry, FileManifest Files)>> RemoveAsync(string name, int? number, CancellationToken ct) =>
        database.WriteAsync<IReadOnlyList<(CatalogEntry, FileManifest)>>(async (connection, transaction) =>
        {
            var one = number is { } n ? Sql.Of($"AND v.number = {n}") : Sql.Raw("");
            var rows = await connection.QueryAsync(
                $"{Columns} FROM artifact a JOIN version v ON v.artifact_id = a.id WHERE a.name = {name} {one} ORDER BY v.number", ReadEntry, ct, transaction).ConfigureAwait(false);
            var removed = new List<(CatalogEntry, FileManifest)>();
            foreach (var entry in await WithDetailsAsync(connection, rows, ct).ConfigureAwait(false))
            {
                removed.Add((entry, await FilesAsync(connection, entry.Id, ct).ConfigureAwait(false)));
                foreach (var table in new[] { "version_file", "version_tag", "version_mlflow" })
                    await connection.ExecuteAsync($"DELETE FROM {Sql.Raw(table)} WHERE version_id = {entry.Id}", ct, transaction).ConfigureAwait(false);
                await connection.ExecuteAsync(
                    $"DELETE FROM alias WHERE number = {entry.Version} AND artifact_id = (SELECT artifact_id FROM version WHERE id = {entry.Id})", ct, transaction).ConfigureAwait(false);
                await connection.ExecuteAsync($"DELETE FROM version WHERE id = {entry.Id}", ct, transaction).ConfigureAwait(false);
            }
            await connection.ExecuteAsync(
                $"""
                 UPDATE artifact SET (latest_id, latest_at) =
                     (SELECT v.id, v.created_at FROM version v WHERE v.artifact_id = artifact.id ORDER BY v.number DESC LIMIT 1)
                 WHERE name = {name}
                 """, ct, transaction).ConfigureAwait(false);
            return removed;
        }, ct);

    /// <summary>Deletes the bytes that no version names any more. Runs under the write lock, so that no save can come to share them meanwhile.</summary>
    /// <param name="location">Where the bytes are.</param>
    /// <param name="sha256s">Candidates.</param>
    /// <param name="delete">Deletes those that nobody names.</param>
    /// <param name="ct">Stops the work.</param>
    public Task ReleaseAsync(string location, IReadOnlyCollection<string> sha256s, Func<IReadOnlyList<string>, Task> delete, CancellationToken ct) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var orphans = new List<string>();
            foreach (var sha256 in sha256s)
                if (await connection.LongAsync(
                        $"""
                         SELECT 1 FROM version_file f JOIN version v ON v.id = f.version_id
                         WHERE f.sha256 = {sha256} AND v.backend = {LineaSharp.StorageBackend.Linea} AND v.location = {location} LIMIT 1
                         """, ct, transaction).ConfigureAwait(false) is null)
                    orphans.Add(sha256);
            await delete(orphans).ConfigureAwait(false);
            return orphans.Count;
        }, ct);

    /// <summary>Points a name at a version.</summary>
    public Task SetAliasAsync(string name, string alias, int number, CancellationToken ct) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var artifactId = await connection.LongAsync(
                $"SELECT a.id FROM artifact a JOIN version v ON v.artifact_id = a.id WHERE a.name = {name} AND v.number = {number}", ct, transaction).ConfigureAwait(false)
                ?? throw LineaException.NoVersion(new ArtifactRef(name, number));
            return await connection.ExecuteAsync(
                $"""
                 INSERT INTO alias (artifact_id, alias, number) VALUES ({artifactId}, {alias}, {number})
                 ON CONFLICT (artifact_id, alias) DO UPDATE SET number = excluded.number
                 """, ct, transaction).ConfigureAwait(false);
        }, ct);

    /// <summary>Removes an alias; one that is not there is no error.</summary>
    public Task DeleteAliasAsync(string name, string alias, CancellationToken ct) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(
            $"DELETE FROM alias WHERE alias = {alias} AND artifact_id = (SELECT id FROM artifact WHERE name = {name})", ct, transaction).ConfigureAwait(false), ct);
}
