namespace LineaSharp.Formats;

/// <summary>A file of the caller's that is about to be copied.</summary>
internal static class SourceFile
{
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (UnauthorizedAccessException e)
        {
            throw LineaException.SourceIsRefused(path, e);
        }
    }
}
