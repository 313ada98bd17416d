namespace LineaSharp.Formats;

/// <summary>Checked files in a new folder that only this user can enter, so that nobody swaps bytes between the check and their use.</summary>
internal static class PrivateCopy
{
    /// <summary>Copies all files; nothing stays when that fails. The folder belongs to the caller.</summary>
    public static async Task<string> OfAsync(StoredDirectory directory, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("linea-").FullName;
        try
        {
            return await directory.DownloadAsync(folder, ct).ConfigureAwait(false);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }
}
