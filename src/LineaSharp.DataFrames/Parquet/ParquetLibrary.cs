using System.Text.RegularExpressions;
using ParquetSharp;

namespace LineaSharp.DataFrames;

/// <summary>What the native library says of a fault, told once: its exceptions are of one class, and the kind of fault is in the text.</summary>
internal static partial class ParquetLibrary
{
    /// <exception cref="InvalidDataException">The bytes are not what they should be.</exception>
    public static T Read<T>(Func<T> call) => Call(call, (what, fault) => new InvalidDataException(what, fault));

    /// <exception cref="IOException">The bytes could not be written.</exception>
    public static T Write<T>(Func<T> call) => Call(call, (what, fault) => new IOException(what, fault));

    /// <inheritdoc cref="Write{T}(Func{T})"/>
    public static void Write(Action call) => Write(() =>
    {
        call();
        return true;
    });

    private static T Call<T>(Func<T> call, Func<string, Exception, Exception> damage)
    {
        try
        {
            return call();
        }
        catch (Exception e) when ((e is TypeInitializationException { InnerException: { } inner } ? inner : e) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw FrameErrors.NotSupported(
                $"Parquet is read and written by a native library, that of the package ParquetSharp, which could not be loaded: {e.GetBaseException().Message.Split('\n')[0].TrimEnd('.')}. It is there for Linux (glibc), macOS and Windows on x64 and arm64. Use ArrowFormat elsewhere.");
        }
        catch (Exception e) when ((e is ParquetException || e.GetType() == typeof(Exception)) && Fault().Match(e.Message) is { Success: true } fault)
        {
            var what = fault.Groups["what"].Value.Trim();
            throw fault.Groups["kind"].Value switch
            {
                "Out of memory" => new InsufficientMemoryException(what, e),
                "NotImplemented" => FrameErrors.NotSupported($"Arrow's library cannot do what the Parquet file asks for: {what.TrimEnd('.')}. Leave the column out, or write it otherwise."),
                _ => damage(what, e),
            };
        }
    }

    // "IOError: …" as it is, or within "class … (message: '…')".
    [GeneratedRegex(@"(^|message: ')(?<kind>[A-Z]\w*(?: \w+)*): (?<what>[^\n]*?)('\))?\s*$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Fault();
}
