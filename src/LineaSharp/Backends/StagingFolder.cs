using LineaSharp.Formats;
using LineaSharp.Internal;

namespace LineaSharp.Backends;

/// <summary>The folder where saves stage their files, each in a folder of its own beside a lock that lives as long as the save.</summary>
internal sealed class StagingFolder(string path)
{
    private const string LockExtension = ".lock";

    public StagedDirectory Create(IProgress<TransferProgress>? progress)
    {
        Directory.CreateDirectory(path);
        string folder;
        FileStream? alive;
        // The lock comes first and goes last; the operating system drops it when the process dies, however it dies. Garbage collection may get hold of the new
        // file before we have locked it, and removes it then: that name is lost.
        do alive = TryLock((folder = Path.Combine(path, Guid.NewGuid().ToString("N"))) + LockExtension);
        while (alive is null);
        try
        {
            return new StagedDirectory(folder, progress) { Lease = alive };
        }
        catch
        {
            alive.Dispose();
            throw;
        }
    }

    /// <summary>Removes what dead saves left behind, if it is older than a time.</summary>
    public void RemoveDead(DateTimeOffset before)
    {
        if (!Directory.Exists(path)) return;
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry.LastWriteTimeUtc >= before.UtcDateTime) continue;
            var folder = Path.ChangeExtension(entry.FullName, null);
            if (TryLock(folder + LockExtension) is not { } dead) continue; // the save is alive
            using (dead)
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    // Null when somebody else has it locked. A file that is there when we have its lock is the one we locked: the runtime sees to that.
    private static FileStream? TryLock(string lockFile)
    {
        try
        {
            return new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (DiskFault.IsLocked(e))
        {
            return null;
        }
    }
}
