using System.Data.Common;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>
/// A database with MLflow's own schema, as MLflow's server and Python client read and write it. The stores say what to do inside one
/// transaction; how to open, create and lock is the business of the database that is meant.
/// </summary>
internal abstract class MlflowDatabase(TimeProvider time)
{
    public TimeProvider Time => time;

    /// <summary>Where experiments without a location of their own put their artifacts: an absolute path or URI, no slash at the end.</summary>
    public abstract string ArtifactRoot { get; }

    /// <summary>Runs work that only reads, on one consistent view of the database.</summary>
    public virtual Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct) => RunAsync(BeginReadAsync, (connection, transaction) => new SqlSession(connection, transaction), work, ct);

    /// <summary>Runs work in one transaction that is committed when the work ends and rolled back when it throws.</summary>
    public virtual Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct) => RunAsync(BeginWriteAsync, WriteSession, work, ct);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<SqlSession, Task> work, CancellationToken ct) =>
        WriteAsync(
            async session =>
            {
                await work(session).ConfigureAwait(false);
                return true;
            },
            ct);

    /// <summary>Now, in milliseconds since 1970, as MLflow stores times.</summary>
    public long Now() => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Gives an open connection to a database whose schema is known to be one that the stores can use.</summary>
    protected abstract Task<DbConnection> OpenAsync(CancellationToken ct);

    protected abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken ct);

    /// <summary>Begins a transaction in which what was read stays true until the commit.</summary>
    protected abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct);

    /// <summary>What a piece of work that writes is given: how it locks a row is the database's business.</summary>
    protected virtual SqlSession WriteSession(DbConnection connection, DbTransaction transaction) => new(connection, transaction);

    /// <summary>The one table from the driver's errors to ours.</summary>
    protected abstract LineaException Translate(DbException error);

    /// <summary>The same for an error of the commit, after which it may be open whether the work is done.</summary>
    protected virtual LineaException TranslateCommit(DbException error) => Translate(error);

    private async Task<T> RunAsync<T>(
        Func<DbConnection, CancellationToken, Task<DbTransaction>> begin, Func<DbConnection, DbTransaction, SqlSession> session,
        Func<SqlSession, Task<T>> work, CancellationToken ct)
    {
        var isWorkDone = false;
        try
        {
            using var connection = await OpenAsync(ct).ConfigureAwait(false);
            using var transaction = await begin(connection, ct).ConfigureAwait(false);
            var result = await work(session(connection, transaction)).ConfigureAwait(false);
            // From here on the work is done: a commit is not called off half-way.
            ct.ThrowIfCancellationRequested();
            isWorkDone = true;
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (DbException e)
        {
            throw isWorkDone ? TranslateCommit(e) : Translate(e);
        }
    }
}
