using System.Buffers;

namespace LineaSharp.Internal;

/// <summary>Copies a stream that checks itself into a new file; a file that fails the check, or is not finished, does not stay.</summary>
internal static class VerifiedCopy
{
    // Measured on Linux with ext4: writes of 1 MiB took more than twice as long. The system looks for memory in pieces as large as the write.
    private const int BlockSize = 1 << 17;

    public static async Task ToNewFileAsync(Stream source, string path, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            long done = 0;
            int count;
            while ((count = await source.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, count), ct).ConfigureAwait(false);
                done += count;
                progress?.Report(new TransferProgress(done, null));
            }
        }
        catch (Exception e) when (e is not IOException { HResult: 17 }) // EEXIST: the file is somebody else's
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
