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
    public abstract Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct);

    /// <summary>Runs work in one transaction that is committed when the work ends and rolled back when it throws.</summary>
    public abstract Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken ct);

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
}
