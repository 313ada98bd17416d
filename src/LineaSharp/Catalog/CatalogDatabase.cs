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
    private readonly Lock _opening = new();
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
            using var connection = OpenToRead();
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
            using var connection = Open();
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

    private SqliteConnection OpenToRead()
    {
        try
        {
            return Open();
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 8 or 14 && File.Exists(_path) && !File.Exists(_path + "-wal"))
        {
            // A folder where nobody can write, as a mounted image or a backup: SQLite would make its index beside the file even to read,
            // unless it is told that the file cannot change. Without a write-ahead log, all of the catalog is in the file.
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = $"file:{Uri.EscapeDataString(_path)}?immutable=1", Mode = SqliteOpenMode.ReadOnly }.ToString());
            connection.Open();
            Version(connection);
            return connection;
        }
    }

    private SqliteConnection Open()
    {
        if (_isReady && File.Exists(_path)) return Connect();
        lock (_opening)
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
        if (Version(connection) != SchemaVersion)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            // Another process may have made the tables since we looked.
            if (Version(connection) == 0)
            {
                RefuseForeignTables(connection);
                Execute(connection, EmbeddedText.Read("catalog.sql"));
                Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
            }
            transaction.Commit();
        }
        // Readers then never wait for a writer. The file remembers it; to say it again costs nothing.
        Execute(connection, "PRAGMA journal_mode = WAL");
    }

    private int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        return version <= SchemaVersion ? version : throw LineaException.CatalogIsNewer(_path, version, SchemaVersion);
    }

    // A database of somebody else's must not get our tables.
    private void RefuseForeignTables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' LIMIT 1";
        if (command.ExecuteScalar() is string table) throw LineaException.NotACatalog(_path, table);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
