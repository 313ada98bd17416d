namespace LineaSharp.Formats;

/// <summary>An artifact of exactly one file, as the caller likes it: a stream, its bytes, or a private copy.</summary>
internal static class SingleFile
{
    public static bool CanLoadAs(Type type) =>
        type == typeof(Stream) || type == typeof(FileInfo) || type == typeof(byte[]) || type == typeof(object);

    public static async Task<object> LoadAsync(StoredDirectory directory, string found, string format, Type type, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(directory);
        if (!CanLoadAs(type)) throw LineaException.HoldsAnotherType(directory, found, type, "Stream, FileInfo or byte[]");
        if (directory.Manifest.Files is not [var file]) throw LineaException.HoldsOtherFiles(directory, format);

        if (type == typeof(byte[])) return await directory.ReadAllBytesAsync(file.Path, ct).ConfigureAwait(false);
        if (type == typeof(FileInfo)) return new FileInfo(Path.Combine(await PrivateCopy.OfAsync(directory, ct).ConfigureAwait(false), file.Path));
        return await directory.OpenReadAsync(file.Path, ct).ConfigureAwait(false);
    }
}
