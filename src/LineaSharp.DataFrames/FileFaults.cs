using Snappier;
using ZstdSharp;

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

    // The file is a verified copy in a private folder: whatever these complain of is in its bytes.
    private static bool IsDamage(Exception e) => e is InvalidDataException or EndOfStreamException or ZstdException or OverflowException or FormatException
        or ArgumentException or IndexOutOfRangeException or InvalidOperationException or NullReferenceException or InvalidCastException or NotImplementedException or NotSupportedException or IOException;
}
