using System.Buffers;
using System.Security.Cryptography;

namespace LineaSharp.Internal;

/// <summary>Copies a stream into a new file and hashes it on the way, the hash of one block beside the write of it.</summary>
internal static class HashingCopy
{
    private const int BlockSize = 1 << 20;

    public static async Task<(long Size, string Sha256)> ToNewFileAsync(
        Stream source, string path, long? total, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var (front, back) = (ArrayPool<byte>.Shared.Rent(BlockSize), ArrayPool<byte>.Shared.Rent(BlockSize));
        long size = 0;
        try
        {
            var count = await source.ReadAtLeastAsync(front.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, ct).ConfigureAwait(false);
            while (count > 0)
            {
                var (block, length) = (front, count);
                var hashing = length < BlockSize ? null : Task.Run(() => hash.AppendData(block, 0, length), CancellationToken.None);
                if (hashing is null) hash.AppendData(block, 0, length);
                try
                {
                    await target.WriteAsync(block.AsMemory(0, length), ct).ConfigureAwait(false);
                    size += length;
                    progress?.Report(new TransferProgress(size, total));
                    count = length < BlockSize ? 0 : await source.ReadAtLeastAsync(back.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, ct).ConfigureAwait(false);
                }
                finally
                {
                    // The buffer goes back to the pool only when nobody reads it any more.
                    if (hashing is not null) await hashing.ConfigureAwait(false);
                }
                (front, back) = (back, front);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(front);
            ArrayPool<byte>.Shared.Return(back);
        }
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
