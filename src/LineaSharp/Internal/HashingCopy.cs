using System.Security.Cryptography;

namespace LineaSharp.Internal;

/// <summary>Copies a stream into a new file and hashes it on the way, on another thread than it is written on.</summary>
internal static class HashingCopy
{
    // The disk is set to work this often, so that the flush at the end finds little left to write.
    private const int WriteBehind = 1 << 23;

    public static async Task<(long Size, string Sha256)> ToNewFileAsync(
        Stream source, string path, long? total, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        long size = 0;
        await BlockPipe.RunAsync(
            source,
            block =>
            {
                RandomAccess.Write(target, block.Span, size);
                size += block.Length;
                if (size % WriteBehind == 0) DurableFile.StartWriting(target, size - WriteBehind, WriteBehind);
                progress?.Report(new TransferProgress(size, total));
            },
            block => hash.AppendData(block.Span),
            ct).ConfigureAwait(false);
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
