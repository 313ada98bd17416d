using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow;

/// <summary>A repository that may bring the parts of a large file at the same time.</summary>
internal interface IPartwiseRepository
{
    /// <summary>Writes a file of <paramref name="size"/> bytes into <paramref name="target"/>.</summary>
    /// <returns>False, and nothing is written that counts, when the file must come as a whole.</returns>
    Task<bool> TryDownloadAsync(string path, long size, SafeFileHandle target, IProgress<TransferProgress>? progress, CancellationToken ct);
}
