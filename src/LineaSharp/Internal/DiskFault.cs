using System.Diagnostics.CodeAnalysis;

namespace LineaSharp.Internal;

/// <summary>The one table from the local disk's errors to <see cref="LineaException"/>.</summary>
internal static class DiskFault
{
    private const int ENOSPC = 28, EROFS = 30, EDQUOT = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an error tells that the disk is full, read-only or closed to us.</summary>
    public static bool TryTranslate(Exception error, string what, [NotNullWhen(true)] out LineaException? translated)
    {
        translated = error switch
        {
            IOException { HResult: ENOSPC or EDQUOT or WindowsDiskFull } => new LineaException(
                ErrorCode.Unavailable, $"{what} failed: the disk is full ({error.Message}). Free some space and try again.", error),
            IOException { HResult: EROFS } => new LineaException(
                ErrorCode.PermissionDenied, $"{what} failed: the disk is read-only ({error.Message}). Choose another folder by the option home_dir or artifact_storage_dir.", error),
            UnauthorizedAccessException => new LineaException(
                ErrorCode.PermissionDenied, $"{what} failed: access was refused ({error.Message}). Check the folder's permissions, or choose another by the option home_dir or artifact_storage_dir.", error),
            _ => null,
        };
        return translated is not null;
    }
}
