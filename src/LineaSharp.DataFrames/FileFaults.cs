namespace LineaSharp.DataFrames;

/// <summary>What reading a damaged file throws, here and in the libraries that decode it, told once as what it is.</summary>
internal static class FileFaults
{
    public static async Task<T> TranslateAsync<T>(string artifact, string file, string format, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw FrameErrors.Damaged($"The file '{file}' of '{artifact}'", format, e);
        }
    }

    // What the libraries throw for bytes that they cannot read has no common class, and is at times a bare Exception. The file is a verified copy on the local disk, so
    // whatever is none of these few is a complaint about its bytes.
    private static bool IsDamage(Exception e) =>
        e is not (OperationCanceledException or LineaException or OutOfMemoryException or UnauthorizedAccessException) && (e is not IOException || e is EndOfStreamException);
}
