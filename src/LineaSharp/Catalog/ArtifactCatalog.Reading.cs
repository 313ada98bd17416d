using System.Data.Common;
using System.Globalization;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Catalog;

internal sealed partial class ArtifactCatalog
{
    private static readonly Sql Columns = Sql.Raw(
        """
        SELECT v.id, a.name, v.number, v.created_at, v.format, v.value_type, v.size, v.sha256, v.description,
               v.backend, v.location, v.requested, v.placement_reason
        """);

    /// <summary>A page of versions, the newest first. The page after it starts below its last id, so a page costs the same wherever it lies.</summary>
    public Task<Page<CatalogEntry>> PageAsync(string? name, bool allVersions, ArtifactFilter filter, string? pageToken, CancellationToken ct) =>
        database.ReadAsync(async connection =>
        {
            var below = pageToken is null ? long.MaxValue : ParseToken(pageToken);
            var rows = await connection.QueryAsync(PageSql(name, allVersions, filter, below), ReadEntry, ct).ConfigureAwait(false);
            var isLast = rows.Count <= filter.PageSize;
            if (!isLast) rows.RemoveAt(rows.Count - 1);
            var entries = await WithDetailsAsync(connection, rows, ct).ConfigureAwait(false);
            return new Page<CatalogEntry>(entries, isLast ? null : entries[^1].Id.ToString(CultureInfo.InvariantCulture));
        }, ct);

    private static Sql PageSql(string? name, bool allVersions, ArtifactFilter filter, long below)
    {
        // One more row than the page holds tells whether another page follows.
        var limit = filter.PageSize + 1;
        var tags = filter.Tags?.ToArray() ?? [];
        var conditions = new List<Sql>();
        if (name is not null) conditions.Add(allVersions
            ? Sql.Of($"v.artifact_id = (SELECT id FROM artifact WHERE name = {name})")
            : Sql.Of($"a.name = {name}"));
        if (filter.NamePrefix is { Length: > 0 } prefix) conditions.Add(Sql.Of($"substr(a.name, 1, {prefix.Length}) = {prefix}"));
        if (filter.Format is { } format) conditions.Add(Sql.Of($"v.format = {format}"));
        if (filter.StorageBackend is { } backend) conditions.Add(Sql.Of($"v.backend = {LineaSharp.StorageBackend.Parse(backend)}"));
        if (filter.CreatedSince is { } since) conditions.Add(Sql.Of($"v.created_at >= {since.ToUnixTimeMilliseconds()}"));
        if (filter.CreatedBefore is { } before) conditions.Add(Sql.Of($"v.created_at < {before.ToUnixTimeMilliseconds()}"));

        // The walk starts from what narrows it most: a tag's versions, the artifacts' latest ones, or all.
        var source = (tags.Length > 0, allVersions) switch
        {
            (true, _) => Sql.Of($"FROM version_tag t0 CROSS JOIN version v ON v.id = t0.version_id JOIN artifact a ON a.id = v.artifact_id"),
            (false, true) => Sql.Of($"FROM version v JOIN artifact a ON a.id = v.artifact_id"),
            (false, false) => Sql.Of($"FROM artifact a JOIN version v ON v.id = a.latest_id"),
        };
        var key = (tags.Length > 0, allVersions) switch
        {
            (true, _) => Sql.Raw("t0.version_id"),
            (false, true) => Sql.Raw("v.id"),
            (false, false) => Sql.Raw("a.latest_id"),
        };
        if (tags.Length > 0)
        {
            conditions.Add(Sql.Of($"t0.key = {tags[0].Key} AND t0.value = {tags[0].Value}"));
            foreach (var tag in tags.Skip(1))
                conditions.Add(Sql.Of($"EXISTS (SELECT 1 FROM version_tag t WHERE t.version_id = v.id AND t.key = {tag.Key} AND t.value = {tag.Value})"));
            if (!allVersions) conditions.Add(Sql.Raw("a.latest_id = v.id"));
        }
        conditions.Add(Sql.Of($"{key} < {below}"));
        return Sql.Of($"{Columns} {source} WHERE {Sql.Join(" AND ", conditions)} ORDER BY {key} DESC LIMIT {limit}");
    }

    private static long ParseToken(string token) =>
        long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new ArgumentException($"'{token}' is no page token of this listing. Pass the NextPageToken of the page before, or null for the first page.", nameof(token));

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
