using System.Globalization;
using System.Runtime.InteropServices;

namespace LineaSharp.Internal;

/// <summary>The operating system's calls that make a file on disk durable and its publication atomic.</summary>
internal static partial class DurableFile
{
    public enum LinkOutcome
    {
        Linked,
        /// <summary>Something of the target's name was there already.</summary>
        Exists,
        /// <summary>The file system has no hard links, or source and target are on two file systems.</summary>
        Unsupported,
    }

    /// <summary>Waits until a file's bytes are on the disk.</summary>
    public static void Flush(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Waits until a directory's entries are on the disk; without it a rename or link may be lost with the power. Windows has no such call.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(path, 0);
        if (descriptor < 0) throw Error($"open the directory '{path}'", Marshal.GetLastPInvokeError());
        try
        {
            // EINVAL: a file system that cannot sync directories (some network mounts) has nothing to wait for.
            if (Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() is var error and not EINVAL) throw Error($"sync the directory '{path}'", error);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Creates a directory and its missing parents, each durable before the next.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent)) CreateDirectory(parent);
        Directory.CreateDirectory(path);
        if (!string.IsNullOrEmpty(parent)) FlushDirectory(parent);
    }

    /// <summary>Gives a file a second name; of any number of callers with one target, exactly one links.</summary>
    /// <remarks><see cref="File.Move(string, string, bool)"/> would not do: on Linux it looks first and renames then, so two can win.</remarks>
    public static LinkOutcome TryLink(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            if (CreateHardLink(target, source, 0)) return LinkOutcome.Linked;
            return Marshal.GetLastPInvokeError() is 80 or 183 ? LinkOutcome.Exists : LinkOutcome.Unsupported;
        }
        if (Link(source, target) == 0) return LinkOutcome.Linked;
        return Marshal.GetLastPInvokeError() switch
        {
            EEXIST => LinkOutcome.Exists,
            EPERM or EXDEV or EMLINK or ENOSYS or EOPNOTSUPP_LINUX or EOPNOTSUPP_MACOS => LinkOutcome.Unsupported,
            var error => throw Error($"link '{target}'", error),
        };
    }

    /// <summary>Renames a file where nothing of the target's name is there: for file systems without hard links.</summary>
    public static LinkOutcome RenameToNew(string source, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(source, target, overwrite: false); // atomic here, unlike on Linux
                return LinkOutcome.Linked;
            }
            catch (IOException) when (File.Exists(target))
            {
                return LinkOutcome.Exists;
            }
        }
        var result = OperatingSystem.IsMacOS()
            ? RenameExclusiveOnMac(source, target, 4 /* RENAME_EXCL */)
            : RenameOnLinux(AT_FDCWD, source, AT_FDCWD, target, 1 /* RENAME_NOREPLACE */);
        if (result == 0) return LinkOutcome.Linked;
        return Marshal.GetLastPInvokeError() is EEXIST ? LinkOutcome.Exists : throw Error($"rename to '{target}'", Marshal.GetLastPInvokeError());
    }

    /// <summary>Asks the disk to begin writing a range now, so that the flush at the end waits for little. A hint: its failure means nothing.</summary>
    public static void StartWriting(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange((int)file.DangerousGetHandle(), offset, length, 2 /* SYNC_FILE_RANGE_WRITE */);
    }

    private const int EPERM = 1, EEXIST = 17, EXDEV = 18, EINVAL = 22, EMLINK = 31, ENOSYS = 38, EOPNOTSUPP_LINUX = 95, EOPNOTSUPP_MACOS = 45;
    private const int AT_FDCWD = -100;

    // The HResult carries errno, as it does in the exceptions of System.IO on Unix.
    private static IOException Error(string what, int errno) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Could not {what}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})."), errno);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string source, string target);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnLinux(int sourceFolder, string source, int targetFolder, string target, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameExclusiveOnMac(string source, string target, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(int descriptor, long offset, long length, uint flags);

    [LibraryImport("kernel32", EntryPoint = "CreateHardLinkW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string newName, string existingName, nint security);
}
