using System.Data.Common;
using System.Globalization;

namespace LineaSharp.Internal.Sql;

internal static class DbConnectionExtensions
{
    public static async Task<int> ExecuteAsync(this DbConnection connection, Sql sql, CancellationToken ct, DbTransaction? transaction = null)
    {
        using var command = sql.ToCommand(connection, transaction);
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection, Sql sql, Func<DbDataReader, T> read, CancellationToken ct, DbTransaction? transaction = null)
    {
        using var command = sql.ToCommand(connection, transaction);
        using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false)) rows.Add(read(reader));
        return rows;
    }

    public static async Task<T?> FirstOrNullAsync<T>(
        this DbConnection connection, Sql sql, Func<DbDataReader, T> read, CancellationToken ct, DbTransaction? transaction = null)
        where T : class
    {
        using var command = sql.ToCommand(connection, transaction);
        using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return await reader.ReadAsync(ct).ConfigureAwait(false) ? read(reader) : null;
    }

    /// <summary>The first column of the first row as a whole number, or null when there is no row or it is NULL.</summary>
    public static async Task<long?> LongAsync(this DbConnection connection, Sql sql, CancellationToken ct, DbTransaction? transaction = null)
    {
        using var command = sql.ToCommand(connection, transaction);
        var value = await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        return value is null or DBNull ? null : Convert.ToInt64(value, CultureInfo.InvariantCulture);
    }

    /// <summary>The first column of the first row as text, or null when there is no row or it is NULL.</summary>
    public static async Task<string?> TextAsync(this DbConnection connection, Sql sql, CancellationToken ct, DbTransaction? transaction = null)
    {
        using var command = sql.ToCommand(connection, transaction);
        var value = await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
        return value is null or DBNull ? null : (string)value;
    }

    public static string? TextOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? LongOrNull(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
