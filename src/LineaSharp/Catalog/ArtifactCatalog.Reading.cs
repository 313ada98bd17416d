using System.Data.Common;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Catalog;

internal sealed partial class ArtifactCatalog
{
    private static readonly Sql Columns = Sql.Raw(
        """
        SELECT v.id, a.name, v.number, v.created_at, v.format, v.value_type, v.size, v.sha256, v.description,
               v.backend, v.location, v.requested, v.placement_reason
        """);

    /// <summary>A page of versions, the newest first. The page after it goes on where it ended, whatever was saved meanwhile.</summary>
    public Task<Page<CatalogEntry>> PageAsync(string? name, bool allVersions, ArtifactFilter filter, string? pageToken, CancellationToken ct) =>
        database.ReadAsync(async connection =>
        {
            PagePosition? after = pageToken is null ? null : PagePosition.Parse(pageToken);
            var page = await new Listing(name, allVersions, filter).PageAsync(connection, Columns, after, ct).ConfigureAwait(false);
            var rows = await connection.QueryAsync(page, ReadEntry, ct).ConfigureAwait(false);
            // One more row than the page holds tells whether another page follows.
            var isLast = rows.Count <= filter.PageSize;
            if (!isLast) rows.RemoveAt(rows.Count - 1);
            var entries = await WithDetailsAsync(connection, rows, ct).ConfigureAwait(false);
            return new Page<CatalogEntry>(entries, isLast ? null : PagePosition.Of(entries[^1]).ToString());
        }, ct);

    private static CatalogEntry ReadEntry(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        Version = row.GetInt32(2),
        CreatedAt = FromMilliseconds(row.GetInt64(3)),
        Format = row.GetString(4),
        ValueType = row.GetString(5),
        Size = row.GetInt64(6),
        Sha256 = row.GetString(7),
        Description = row.TextOrNull(8),
        Location = row.GetString(10),
        Placement = new Placement(row.TextOrNull(11), row.GetString(9), row.GetString(12)),
    };

    // Tags and MLflow's addresses of a whole page come with one statement each.
    private static async Task<IReadOnlyList<CatalogEntry>> WithDetailsAsync(DbConnection connection, IReadOnlyList<CatalogEntry> entries, CancellationToken ct)
    {
        if (entries.Count == 0) return entries;
        var ids = Sql.List(entries.Select(e => e.Id));
        var tags = (await connection.QueryAsync(
            $"SELECT version_id, key, value FROM version_tag WHERE version_id IN ({ids})",
            r => (Id: r.GetInt64(0), Key: r.GetString(1), Value: r.GetString(2)), ct).ConfigureAwait(false)).ToLookup(t => t.Id);
        var origins = entries.All(e => e.Placement.UsedBackend != LineaSharp.StorageBackend.Mlflow)
            ? []
            : (await connection.QueryAsync(
                $"""
                 SELECT version_id, tracking_uri, registry_uri, model_uri, flavor, run_id, model_id, registered_model_name, registered_model_version
                 FROM version_mlflow WHERE version_id IN ({ids})
                 """, r => (Id: r.GetInt64(0), Origin: ReadOrigin(r)), ct).ConfigureAwait(false)).ToDictionary(o => o.Id, o => o.Origin);
        return entries.Select(e => e with
        {
            Tags = tags[e.Id].ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal),
            Mlflow = origins.GetValueOrDefault(e.Id),
        }).ToArray();
    }

    private static MlflowOrigin ReadOrigin(DbDataReader row) => new()
    {
        TrackingUri = row.GetString(1),
        RegistryUri = row.GetString(2),
        ModelUri = row.GetString(3),
        Flavor = row.GetString(4),
        RunId = row.TextOrNull(5),
        ModelId = row.TextOrNull(6),
        RegisteredModelName = row.TextOrNull(7),
        RegisteredModelVersion = (int?)row.LongOrNull(8),
    };
}
