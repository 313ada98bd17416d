using Microsoft.Data.Sqlite;

namespace LineaSharp.Internal.Sql;

/// <summary>The one table from SQLite's result codes to <see cref="LineaException"/>.</summary>
internal static class SqliteFault
{
    public static LineaException Translate(SqliteException error, string what) => error.SqliteErrorCode switch
    {
        5 or 6 => new LineaException(ErrorCode.Unavailable, $"{what} failed: another process kept it locked for too long. Try again.", error, isTransient: true),
        13 => new LineaException(ErrorCode.Unavailable, $"{what} failed: the disk is full. Free some space and try again.", error),
        10 => new LineaException(ErrorCode.Unavailable, $"{what} failed: the disk reported an error ({error.Message}).", error),
        3 or 8 or 14 or 23 => new LineaException(ErrorCode.PermissionDenied, $"{what} failed: the file or its folder cannot be opened for writing ({error.Message}). Check the folder and its permissions.", error),
        11 or 26 => new LineaException(ErrorCode.CorruptArtifact, $"{what} failed: the file is no sound SQLite database ({error.Message}). Restore it from a backup.", error),
        _ => new LineaException(ErrorCode.Unknown, $"{what} failed: {error.Message}", error),
    };
}
