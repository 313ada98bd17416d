using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>A local file while it is uploaded.</summary>
internal sealed class LocalFile : IDisposable
{
    public LocalFile(string path, IProgress<TransferProgress>? progress)
    {
        (Path, Progress) = (path, progress);
        Handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous | FileOptions.SequentialScan);
        Length = RandomAccess.GetLength(Handle);
    }

    public string Path { get; }
    public IProgress<TransferProgress>? Progress { get; }
    public SafeFileHandle Handle { get; }
    public long Length { get; }

    /// <summary>The parts of the file: all of <paramref name="size"/> bytes but the last.</summary>
    public IEnumerable<(long Start, long Length)> Parts(long size)
    {
        for (long start = 0; start < Length; start += size) yield return (start, Math.Min(size, Length - start));
    }

    public void Dispose() => Handle.Dispose();
}
