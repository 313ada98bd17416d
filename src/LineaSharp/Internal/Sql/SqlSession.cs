using System.Data.Common;

namespace LineaSharp.Internal.Sql;

/// <summary>An open connection and the transaction on it: what a piece of database work is given.</summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction)
{
    public DbConnection Connection => connection;

    /// <summary>
    /// Stands at the end of a SELECT of the row that owns what is about to be written: until the commit nobody else changes that row or what belongs to it.
    /// Empty where the transaction has the whole database to itself, or only reads.
    /// </summary>
    public Sql ForChange { get; init; } = Sql.Raw("");

    /// <summary>As <see cref="ForChange"/>, for a row that must stay as it is while others may rely on it, too.</summary>
    public Sql ForUse { get; init; } = Sql.Raw("");

    public Task<int> ExecuteAsync(Sql sql, CancellationToken ct) => connection.ExecuteAsync(sql, ct, transaction);

    public Task<List<T>> QueryAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken ct) =>
        connection.QueryAsync(sql, read, ct, transaction);

    public Task<T?> FirstOrNullAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken ct) where T : class =>
        connection.FirstOrNullAsync(sql, read, ct, transaction);

    public Task<long?> LongAsync(Sql sql, CancellationToken ct) => connection.LongAsync(sql, ct, transaction);

    public Task<string?> TextAsync(Sql sql, CancellationToken ct) => connection.TextAsync(sql, ct, transaction);
}
