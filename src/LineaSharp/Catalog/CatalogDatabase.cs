using System.Data.Common;
using System.Globalization;
using LineaSharp.Internal;
using LineaSharp.Internal.Sql;
using Microsoft.Data.Sqlite;

namespace LineaSharp.Catalog;

/// <summary>The SQLite file behind a catalog: opened, created and checked at its first use.</summary>
internal sealed class CatalogDatabase
{
    /// <summary>The schema's version, kept in SQLite's user_version. A file with a greater one was made by a newer LineaSharp.</summary>
    public const int SchemaVersion = 1;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly SemaphoreSlim _opening = new(1);
    private volatile bool _isReady;

    /// <param name="databaseUrl"><c>sqlite:///relative.db</c> or <c>sqlite:////absolute.db</c>.</param>
    public CatalogDatabase(string databaseUrl)
    {
        _path = SqliteUrl.Path(databaseUrl);
        // The driver's own retry sleeps 150 ms at a time; SQLite's busy_timeout (set below) wakes far sooner.
        _connectionString = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadWriteCreate, DefaultTimeout = 60 }.ToString();
    }

    /// <summary>The folder that holds the file.</summary>
    public string? Folder => Path.GetDirectoryName(_path);

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            using var connection = await OpenAsync(ct).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        }
        catch (SqliteException e)
        {
            throw SqliteFault.Translate(e, $"Reading the catalog '{_path}'");
        }
    }

    public async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            using var connection = await OpenAsync(ct).ConfigureAwait(false);
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = await write(connection, transaction).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
            transaction.Commit();
            return result;
        }
        catch (SqliteException e)
        {
            throw SqliteFault.Translate(e, $"Writing the catalog '{_path}'");
        }
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken ct)
    {
        if (_isReady && File.Exists(_path)) return Connect();
        await _opening.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (Folder is { Length: > 0 } folder) DurableFile.CreateDirectory(folder);
            var connection = Connect();
            try
            {
                Prepare(connection);
                _isReady = true;
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // FULL: a commit waits for the disk, so a version that was reported saved survives the power going.
            command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Prepare(SqliteConnection connection)
    {
        if (CheckVersion(connection) == SchemaVersion) return;
        // Readers then never wait for a writer. Switching needs the file for itself for a moment.
        Execute(connection, null, "PRAGMA journal_mode = WAL");
        using var transaction = connection.BeginTransaction(deferred: false);
        if (CheckVersion(connection, transaction) == 0)
        {
            Execute(connection, transaction, EmbeddedText.Read("catalog.sql"));
            Execute(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
        }
        transaction.Commit();
    }

    private int CheckVersion(SqliteConnection connection, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version > SchemaVersion) throw LineaException.CatalogIsNewer(_path, version, SchemaVersion);
        if (version == 0)
        {
            // A database of somebody else's must not get our tables.
            command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' LIMIT 1";
            if (command.ExecuteScalar() is string table) throw LineaException.NotACatalog(_path, table);
        }
        return version;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
