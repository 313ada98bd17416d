using System.Data.Common;
using Npgsql;

namespace LineaSharp.Internal.Sql;

/// <summary>The one table from PostgreSQL's SQLSTATE codes to <see cref="LineaException"/>.</summary>
internal static class PostgresFault
{
    public static LineaException Translate(DbException error, string what) => error.SqlState switch
    {
        // Without a code it is the way to the server that failed, or the server that did not answer in time.
        null => Transient(error, $"{what} failed: the server could not be reached or did not answer ({Said(error)}). Check that it runs and is reachable, and try again."),
        "28P01" or "28000" => Denied(error, $"{what} failed: the server refused the user or password. Give them in the URI (user:password@host), as PGUSER and PGPASSWORD, or in ~/.pgpass."),
        "3D000" => new LineaException(ErrorCode.NotFound, $"{what} failed: there is no database of that name. Create it (createdb) or correct the URI.", error),
        "42501" => Denied(error, $"{what} failed: the user may not do that ({Said(error)}). Grant the user what is missing."),
        "25006" => Denied(error, $"{what} failed: the server is read only, perhaps a standby. Use its primary."),
        "40001" or "40P01" or "55P03" => Transient(error, $"{what} failed: others changed the same rows at the same time. Try again."),
        "57014" => Transient(error, $"{what} failed: the server gave the statement up, for its time-out or by an administrator. Try again."),
        "53300" => Transient(error, $"{what} failed: the server has no connection left. Try again, or raise its max_connections."),
        "53100" or "53200" or "53400" => new LineaException(ErrorCode.Unavailable, $"{what} failed: the server is out of disk space or memory ({Said(error)}).", error),
        "42P01" or "42703" or "3F000" => new LineaException(
            ErrorCode.NotSupported,
            $"{what} failed: a table or column is not there ({Said(error)}). If the database was upgraded just now, try again; if it no longer has what this version needs, upgrade LineaSharp.", error),
        "XX001" or "XX002" => new LineaException(ErrorCode.CorruptArtifact, $"{what} failed: the database is damaged ({Said(error)}). Restore it from a backup.", error),
        { } state when WasCut(state) => Transient(error, $"{what} failed: the server ended the connection ({Said(error)}). Try again."),
        _ => new LineaException(ErrorCode.Unknown, $"{what} failed: {Said(error)}", error),
    };

    /// <summary>What the server said, without the driver's remark on details that it holds back.</summary>
    public static string Said(DbException error) => error is PostgresException { SqlState: var state, MessageText: var text } ? $"{state}: {text}" : error.Message;

    /// <summary>Whether the connection was lost, so that nobody told how the last statement ended.</summary>
    public static bool IsLost(DbException error) => error.SqlState is null || WasCut(error.SqlState);

    /// <summary>Whether the server rolled a transaction back only because another was faster: run again, it sees what the other did.</summary>
    public static bool IsLostRace(Exception? error) => error is PostgresException { SqlState: "40001" or "40P01" or "23505" or "42P07" };

    /// <summary>Whether a value does not fit a column or breaks a constraint: the classes 22 and 23.</summary>
    public static bool IsRefusedValue(DbException error) => error.SqlState is ['2', '2' or '3', ..];

    private static LineaException Transient(DbException error, string message) => new(ErrorCode.Unavailable, message, error, isTransient: true);

    private static LineaException Denied(DbException error, string message) => new(ErrorCode.PermissionDenied, message, error);

    private static bool WasCut(string state) => state.StartsWith("08", StringComparison.Ordinal) || state is "57P01" or "57P02" or "57P03" or "57P04" or "57P05";
}
