using System.Data;
using System.Data.Common;
using LineaSharp.Internal.Sql;
using Npgsql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>
/// MLflow's database on a PostgreSQL server, in the connection's current schema, shared with MLflow processes that use it at the same time.
/// </summary>
/// <remarks>
/// SQLite gives a writer the whole database; here a writer locks the row that owns what it writes (an experiment, a run, a logged model, a registered model) and
/// reads after that what has been committed, so that writers of different runs do not wait for each other. See docs/adr/0008.
/// </remarks>
internal sealed class PostgresMlflowDatabase(PostgresUrl url, string artifactRoot, TimeProvider time) : MlflowDatabase(time)
{
    // "LineaMLf" in ASCII: creators of MLflow's tables in one database meet at this lock.
    private const long CreationLock = 0x4C696E65614D4C66;

    // Of several that are after the same rows each round lets one through, and a real refusal is not worth more.
    private const int Rounds = 5;

    private volatile bool _isChecked;

    public override string ArtifactRoot => artifactRoot;

    public override Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct) => AgainAsync(() => base.ReadAsync(work, ct));

    public override Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct) => AgainAsync(() => base.WriteAsync(work, ct));

    protected override async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(url.ConnectionString);
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            if (!_isChecked) await CheckSchemaAsync(connection, ct).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // One snapshot for all statements of a read.
    protected override async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken ct) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct).ConfigureAwait(false);

    // After the wait for a row's lock the next statement sees what the one before committed; a snapshot from before the wait would not.
    protected override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct).ConfigureAwait(false);

    // NO KEY: rows of other tables that refer to a locked one may still be inserted, as MLflow's server does without locking.
    protected override SqlSession WriteSession(DbConnection connection, DbTransaction transaction) =>
        new(connection, transaction) { ForChange = Sql.Raw("FOR NO KEY UPDATE"), ForUse = Sql.Raw("FOR SHARE") };

    protected override LineaException Translate(DbException error)
    {
        var fault = PostgresFault.Translate(error, $"Using the MLflow database {url}");
        // A table that is gone: the database was created anew, or upgraded.
        if (fault.Code == ErrorCode.NotSupported) _isChecked = false;
        return PostgresFault.IsRefusedValue(error) ? MlflowErrors.ConstraintFailed(error, PostgresFault.Said(error)) : fault;
    }

    protected override LineaException TranslateCommit(DbException error) =>
        PostgresFault.IsLost(error) ? LineaException.CommitUnknown(url.Canonical, error) : Translate(error);

    // The one place where work is done again: after the server rolled it back because another was faster (MLflow's own server takes its locks in other orders,
    // and gives out numbers without locking). A rolled-back transaction has left nothing, so this repeats no change.
    private static async Task<T> AgainAsync<T>(Func<Task<T>> transaction)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await transaction().ConfigureAwait(false);
            }
            catch (LineaException e) when (round < Rounds && PostgresFault.IsLostRace(e.InnerException))
            {
                // What the other did is committed: there is nothing to wait for.
            }
        }
    }

    private async Task CheckSchemaAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await connection.TextAsync($"SELECT current_schema()::text", ct).ConfigureAwait(false) is null) throw LineaException.NoPostgresSchema(url.Canonical);
        var columns = await FindColumnsAsync(connection, null, ct).ConfigureAwait(false);
        if (columns.Count == 0)
        {
            await CreateAsync(connection, ct).ConfigureAwait(false);
            columns = await FindColumnsAsync(connection, null, ct).ConfigureAwait(false);
        }
        await MlflowSchema.CheckAsync(connection, columns, url.Canonical, url.Canonical, ct).ConfigureAwait(false);
        _isChecked = true;
    }

    private static Task<List<(string Table, string Column)>> FindColumnsAsync(NpgsqlConnection connection, DbTransaction? transaction, CancellationToken ct) =>
        connection.QueryAsync(
            $"""
            SELECT t.relname::text, c.attname::text FROM pg_catalog.pg_class t
            JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace JOIN pg_catalog.pg_attribute c ON c.attrelid = t.oid
            WHERE s.nspname = current_schema() AND t.relkind IN ('r', 'p') AND c.attnum > 0 AND NOT c.attisdropped
            """,
            row => (row.GetString(0), row.GetString(1)), ct, transaction);

    // One transaction under one lock: whoever comes second, in this process or another, waits for it and then finds the tables.
    private async Task CreateAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct).ConfigureAwait(false);
        var session = new SqlSession(connection, transaction);
        await session.ExecuteAsync($"SELECT pg_advisory_xact_lock({CreationLock})", ct).ConfigureAwait(false);
        if ((await FindColumnsAsync(connection, transaction, ct).ConfigureAwait(false)).Count == 0)
            await MlflowSchema.CreateAsync(session, "mlflow-310-postgresql.sql", ArtifactRoot, Now(), ct).ConfigureAwait(false);
        await transaction.CommitAsync(ct).ConfigureAwait(false);
    }
}
