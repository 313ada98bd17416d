using System.Data.Common;
using LineaSharp.Internal;
using LineaSharp.Internal.Sql;
using Microsoft.Data.Sqlite;

namespace LineaSharp.Mlflow.Storage;

/// <summary>MLflow's database in a SQLite file, shared with MLflow processes that have it open at the same time.</summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.
internal sealed class SqliteMlflowDatabase : MlflowDatabase
#pragma warning restore CA1001
{
    // How long a call waits for others: more than MLflow's own 20 s, so that of the two it is not ours that gives up. The driver tries again for that
    // long whatever finds a lock; SQLite itself sleeps for a second of it at most.
    private const int PatienceSeconds = 30, SliceSeconds = 1;
    private const int Busy = 5;

    private readonly string _path;
    private readonly string _connectionString;
    private readonly SemaphoreSlim _writers = new(1, 1);
    private readonly SqliteWriterGap _gap;

    // SQLite counts a file's schema changes; a count we have checked need not be checked again.
    private long _checkedSchema = -1;

    public SqliteMlflowDatabase(string path, string artifactRoot, TimeProvider time)
        : base(time)
    {
        _path = path;
        _gap = new SqliteWriterGap(time);
        ArtifactRoot = artifactRoot;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = PatienceSeconds }.ToString();
    }

    public override string ArtifactRoot { get; }

    // The driver has no asynchronous calls: the work runs on the pool, so that a caller's thread never waits for a disk or a lock.
    public override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct) => Task.Run(() => base.ReadAsync(work, ct), ct);

    // Writers of this process queue here rather than in SQLite, where waiting means sleeping on a thread.
    public override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct)
    {
        await _writers.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await _gap.LeaveAsync(ct).ConfigureAwait(false);
            return await Task.Run(() => base.WriteAsync(work, ct), ct).ConfigureAwait(false);
        }
        finally
        {
            _gap.End();
            _writers.Release();
        }
    }

    protected override async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        if (!File.Exists(_path)) ForgetFile();
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            // The last two as MLflow sets them. The journal mode stays what it is: the file belongs to MLflow.
            await connection.ExecuteAsync(
                $"PRAGMA busy_timeout = 1000; PRAGMA foreign_keys = ON; PRAGMA case_sensitive_like = ON", ct).ConfigureAwait(false);
            await CheckSchemaAsync(connection, ct).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    protected override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken ct) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    // Immediate: the lock is taken before the first read, so that two writers cannot both read and then wait for each other. It may be long in coming:
    // the wait is cut into slices, and between two of them a cancelled call gives up.
    protected override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct)
    {
        var sqlite = (SqliteConnection)connection;
        sqlite.DefaultTimeout = SliceSeconds;
        try
        {
            for (var waited = SliceSeconds; ; waited += SliceSeconds)
            {
                ct.ThrowIfCancellationRequested();
                try
                {
                    return Task.FromResult<DbTransaction>(sqlite.BeginTransaction(deferred: false));
                }
                catch (SqliteException e) when (e.SqliteErrorCode == Busy && waited < PatienceSeconds)
                {
                    // Somebody else writes: once more.
                }
            }
        }
        finally
        {
            sqlite.DefaultTimeout = PatienceSeconds;
        }
    }

    protected override LineaException Translate(DbException error)
    {
        const int constraint = 19;
        var sqlite = (SqliteException)error;
        return sqlite.SqliteErrorCode == constraint ? MlflowErrors.ConstraintFailed(sqlite, sqlite.Message) : SqliteFault.Translate(sqlite, $"Using the MLflow database '{_path}'");
    }

    // A file that was deleted would live on, unseen by others, in pooled connections.
    private void ForgetFile()
    {
        using (var pooled = new SqliteConnection(_connectionString)) SqliteConnection.ClearPool(pooled);
        Interlocked.Exchange(ref _checkedSchema, -1);
        if (Path.GetDirectoryName(_path) is { Length: > 0 } folder) DurableFile.CreateDirectory(folder);
    }

    private async Task CheckSchemaAsync(SqliteConnection connection, CancellationToken ct)
    {
        var schema = await connection.LongAsync($"PRAGMA schema_version", ct).ConfigureAwait(false) ?? 0;
        if (schema == Interlocked.Read(ref _checkedSchema)) return;

        if (await CountTablesAsync(connection, null, ct).ConfigureAwait(false) == 0) await CreateAsync(connection, ct).ConfigureAwait(false);
        // The count is read before the columns: a change in between is then found by the next call.
        schema = await connection.LongAsync($"PRAGMA schema_version", ct).ConfigureAwait(false) ?? 0;
        var columns = await connection.QueryAsync(
            $"SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
            row => (row.GetString(0), row.GetString(1)), ct).ConfigureAwait(false);
        await MlflowSchema.CheckAsync(connection, columns, _path, SqliteUrl.Of(_path), ct).ConfigureAwait(false);
        Interlocked.Exchange(ref _checkedSchema, schema);
    }

    private static async Task<long> CountTablesAsync(SqliteConnection connection, DbTransaction? transaction, CancellationToken ct) =>
        await connection.LongAsync($"SELECT count(*) FROM sqlite_master WHERE type = 'table'", ct, transaction).ConfigureAwait(false) ?? 0;

    // One transaction: whoever comes second, in this process or another, waits for it and then finds the tables.
    private async Task CreateAsync(SqliteConnection connection, CancellationToken ct)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (await CountTablesAsync(connection, transaction, ct).ConfigureAwait(false) == 0)
            await MlflowSchema.CreateAsync(new SqlSession(connection, transaction), "mlflow-310-sqlite.sql", ArtifactRoot, Now(), ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }
}
