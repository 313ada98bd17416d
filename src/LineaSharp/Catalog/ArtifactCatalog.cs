using System.Data.Common;
using LineaSharp.Formats;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Catalog;

/// <summary>Remembers which location, backend, files and MLflow addresses version n of an artifact has.</summary>
/// <remarks>Every change is one transaction that takes the write lock at its start, so numbers are consecutive with any number of processes.</remarks>
internal sealed partial class ArtifactCatalog(CatalogDatabase database)
{
    /// <summary>The folder that relative locations start from.</summary>
    public string? Folder => database.Folder;

    /// <summary>Gives a version the next number and makes it visible.</summary>
    /// <param name="version">What was stored.</param>
    /// <param name="confirmStored">Runs under the write lock, where no delete can: makes sure that every file is in its place.</param>
    /// <param name="ct">Stops the work up to the commit.</param>
    public Task<CatalogEntry> AddAsync(NewVersion version, Func<CancellationToken, Task> confirmStored, CancellationToken ct) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var createdAt = version.CreatedAt.ToUnixTimeMilliseconds();
            await connection.ExecuteAsync(
                $"INSERT INTO artifact (name, next_version) VALUES ({version.Name}, 0) ON CONFLICT (name) DO NOTHING", ct, transaction).ConfigureAwait(false);
            var (artifactId, number) = await TakeNumberAsync(connection, transaction, version.Name, ct).ConfigureAwait(false);
            var id = await InsertVersionAsync(connection, transaction, version, artifactId, number, ct).ConfigureAwait(false);
            foreach (var file in version.Manifest.Files)
                await connection.ExecuteAsync(
                    $"INSERT INTO version_file (version_id, path, size, sha256) VALUES ({id}, {file.Path}, {file.Size}, {file.Sha256})", ct, transaction).ConfigureAwait(false);
            foreach (var (key, value) in version.Tags)
                await connection.ExecuteAsync(
                    $"INSERT INTO version_tag (version_id, key, value, created_at) VALUES ({id}, {key}, {value}, {createdAt})", ct, transaction).ConfigureAwait(false);
            if (version.Mlflow is { } mlflow)
                await connection.ExecuteAsync(
                    $"""
                     INSERT INTO version_mlflow (version_id, tracking_uri, registry_uri, model_uri, flavor, run_id, model_id, registered_model_name, registered_model_version)
                     VALUES ({id}, {mlflow.TrackingUri}, {mlflow.RegistryUri}, {mlflow.ModelUri}, {mlflow.Flavor}, {mlflow.RunId}, {mlflow.ModelId},
                             {mlflow.RegisteredModelName}, {mlflow.RegisteredModelVersion})
                     """, ct, transaction).ConfigureAwait(false);
            await connection.ExecuteAsync($"UPDATE artifact SET latest_id = {id}, latest_at = {createdAt} WHERE id = {artifactId}", ct, transaction).ConfigureAwait(false);
            await confirmStored(ct).ConfigureAwait(false);

            return new CatalogEntry
            {
                Id = id, Name = version.Name, Version = number, CreatedAt = FromMilliseconds(createdAt),
                Format = version.Format, ValueType = version.ValueType, Size = version.Manifest.Size, Sha256 = version.Manifest.Sha256,
                Location = version.Location, Placement = version.Placement, Description = version.Description, Tags = version.Tags, Mlflow = version.Mlflow,
            };
        }, ct);

    /// <summary>The version that a reference names, or null.</summary>
    public Task<CatalogEntry?> FindAsync(ArtifactRef reference, CancellationToken ct) => database.ReadAsync(async connection =>
    {
        var where = reference switch
        {
            { Version: { } number } => Sql.Of($"JOIN version v ON v.artifact_id = a.id WHERE a.name = {reference.Name} AND v.number = {number}"),
            { Alias: { } alias } => Sql.Of($"JOIN alias l ON l.artifact_id = a.id JOIN version v ON v.artifact_id = a.id AND v.number = l.number WHERE a.name = {reference.Name} AND l.alias = {alias}"),
            _ => Sql.Of($"JOIN version v ON v.id = a.latest_id WHERE a.name = {reference.Name}"),
        };
        var entry = await connection.FirstOrNullAsync($"{Columns} FROM artifact a {where}", ReadEntry, ct).ConfigureAwait(false);
        return entry is null ? null : (await WithDetailsAsync(connection, [entry], ct).ConfigureAwait(false))[0];
    }, ct);

    /// <summary>The files of a version.</summary>
    public Task<FileManifest> FilesAsync(long versionId, CancellationToken ct) => database.ReadAsync(
        async connection => await FilesAsync(connection, versionId, ct).ConfigureAwait(false), ct);

    private static async Task<FileManifest> FilesAsync(DbConnection connection, long versionId, CancellationToken ct) => new(
        await connection.QueryAsync(
            $"SELECT path, size, sha256 FROM version_file WHERE version_id = {versionId}",
            r => new ArtifactFile(r.GetString(0), r.GetInt64(1), r.GetString(2)), ct).ConfigureAwait(false));

    private static async Task<(long ArtifactId, int Number)> TakeNumberAsync(DbConnection connection, DbTransaction transaction, string name, CancellationToken ct)
    {
        var taken = await connection.QueryAsync(
            $"UPDATE artifact SET next_version = next_version + 1 WHERE name = {name} RETURNING id, next_version - 1",
            r => (r.GetInt64(0), r.GetInt32(1)), ct, transaction).ConfigureAwait(false);
        return taken[0];
    }

    private static async Task<long> InsertVersionAsync(
        DbConnection connection, DbTransaction transaction, NewVersion version, long artifactId, int number, CancellationToken ct) =>
        (await connection.LongAsync(
            $"""
             INSERT INTO version (artifact_id, number, created_at, format, value_type, size, sha256, description, backend, location, requested, placement_reason)
             VALUES ({artifactId}, {number}, {version.CreatedAt.ToUnixTimeMilliseconds()}, {version.Format}, {version.ValueType}, {version.Manifest.Size},
                     {version.Manifest.Sha256}, {version.Description}, {version.Placement.UsedBackend}, {version.Location},
                     {version.Placement.RequestedBackend}, {version.Placement.Reason})
             RETURNING id
             """, ct, transaction).ConfigureAwait(false))!.Value;

    private static DateTimeOffset FromMilliseconds(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
