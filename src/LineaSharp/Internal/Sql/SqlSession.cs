using System.Data.Common;

namespace LineaSharp.Internal.Sql;

/// <summary>An open connection and the transaction on it: what a piece of database work is given.</summary>
internal sealed class SqlSession(DbConnection connection, DbTransaction? transaction)
{
    public DbConnection Connection => connection;

    public Task<int> ExecuteAsync(Sql sql, CancellationToken ct) => connection.ExecuteAsync(sql, ct, transaction);

    public Task<List<T>> QueryAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken ct) =>
        connection.QueryAsync(sql, read, ct, transaction);

    public Task<T?> FirstOrNullAsync<T>(Sql sql, Func<DbDataReader, T> read, CancellationToken ct) where T : class =>
        connection.FirstOrNullAsync(sql, read, ct, transaction);

    public Task<long?> LongAsync(Sql sql, CancellationToken ct) => connection.LongAsync(sql, ct, transaction);

    public Task<string?> TextAsync(Sql sql, CancellationToken ct) => connection.TextAsync(sql, ct, transaction);
}
