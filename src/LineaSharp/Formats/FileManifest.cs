using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LineaSharp.Formats;

/// <summary>One file of an artifact version.</summary>
/// <param name="Path">Relative to the artifact, separated by <c>/</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the bytes, 64 lower-case hexadecimal digits.</param>
public sealed record ArtifactFile(string Path, long Size, string Sha256);

/// <summary>The files of an artifact version, ordered by path (ordinal).</summary>
public sealed class FileManifest
{
    /// <summary>Orders the files and computes the digest of the whole.</summary>
    public FileManifest(IEnumerable<ArtifactFile> files)
    {
        Files = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToArray();
        Size = Files.Sum(f => f.Size);
        Sha256 = Digest(Files);
    }

    /// <summary>The files, ordered by path (ordinal).</summary>
    public IReadOnlyList<ArtifactFile> Files { get; }

    /// <summary>Bytes of all files together.</summary>
    public long Size { get; }

    /// <summary>
    /// The digest of the whole: of the only file when there is one; otherwise SHA-256 of the text that <c>sha256sum</c> prints for the
    /// files in this order (<c>digest, two spaces, path, line feed</c>).
    /// </summary>
    public string Sha256 { get; }

    private static string Digest(IReadOnlyList<ArtifactFile> files)
    {
        if (files.Count == 1) return files[0].Sha256;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files) hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Sha256}  {file.Path}\n")));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
