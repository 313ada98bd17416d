using System.Diagnostics.CodeAnalysis;

namespace LineaSharp.Internal;

/// <summary>The one table from the local disk's errors to <see cref="LineaException"/>.</summary>
internal static class DiskFault
{
    private const int ENOSPC = 28, EROFS = 30, EDQUOT = 122;
    private const int EWOULDBLOCK_LINUX = 11, EWOULDBLOCK_MACOS = 35;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>Whether an error tells that somebody else has the file locked.</summary>
    public static bool IsLocked(IOException error) => error.HResult is WindowsSharingViolation
        || (OperatingSystem.IsLinux() && error.HResult == EWOULDBLOCK_LINUX) || (OperatingSystem.IsMacOS() && error.HResult == EWOULDBLOCK_MACOS);

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
