using LineaSharp.Formats;

namespace LineaSharp.DataFrames;

/// <summary>What the formats of this package share: an artifact of one file, which is copied and verified before it is read.</summary>
/// <remarks>Readers jump about in such files, and a decoder should see no byte that was not checked; the copy lies in a private folder that is removed at once.</remarks>
internal static class TableFile
{
    public static async Task<object> LoadAsync(StoredDirectory directory, Type type, string format, Func<string, CancellationToken, Task<ArrowBatches>> decode, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(type);
        if (!TableValues.CanLoadAs(type)) throw FrameErrors.HoldsAnotherType(directory.Artifact, format, type.FullName ?? type.Name);
        if (directory.Manifest.Files is not [var file]) throw FrameErrors.HoldsOtherFiles(directory.Artifact, directory.Manifest.Files.Count, format);
        var folder = Directory.CreateTempSubdirectory("linea-");
        try
        {
            await directory.DownloadAsync(folder.FullName, ct).ConfigureAwait(false);
            // Decoding is work for a processor; it does not hold the caller's thread.
            return await Task.Run(async () =>
            {
                var read = await FileFaults.TranslateAsync(directory.Artifact, file.Path, format, () => decode(Path.Combine(folder.FullName, file.Path), ct)).ConfigureAwait(false);
                return TableValues.FromArrow(read, type);
            }, ct).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
