using System.Security.Cryptography;

namespace LineaSharp.Internal;

internal static class Digests
{
    private const int Small = 1 << 16;

    /// <summary>SHA-256 of what a stream still holds, as 64 lower-case hexadecimal digits.</summary>
    public static async Task<string> Sha256Async(Stream stream, CancellationToken ct) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct).ConfigureAwait(false));

    /// <summary>SHA-256 of a local file, and its size.</summary>
    public static async Task<(long Size, string Sha256)> OfFileAsync(string path, CancellationToken ct)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        // Most files are small: they are done with before another thread has woken.
        var sha256 = stream.Length <= Small ? Convert.ToHexStringLower(SHA256.HashData(stream)) : await Sha256Async(stream, ct).ConfigureAwait(false);
        return (stream.Length, sha256);
    }
}
