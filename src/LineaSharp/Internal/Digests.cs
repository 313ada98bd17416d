using System.Security.Cryptography;

namespace LineaSharp.Internal;

internal static class Digests
{
    /// <summary>SHA-256 of what a stream still holds, as 64 lower-case hexadecimal digits.</summary>
    public static async Task<string> Sha256Async(Stream stream, CancellationToken ct) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct).ConfigureAwait(false));
}
