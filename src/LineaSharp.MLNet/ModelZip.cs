using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LineaSharp.Repositories;

namespace LineaSharp.MLNet;

/// <summary>Looks a model's zip file over before ML.NET reads it, which trusts what it is given.</summary>
/// <remarks>
/// ML.NET does not compare the entries with their checksums: a changed byte would change predictions without an error. It creates the
/// components that an entry <c>Model.key</c> names, from the assembly that it names, and goes down nested components without a limit.
/// </remarks>
internal static class ModelZip
{
    private const int MaxDepth = 64;
    private const int MaxEntries = 100_000;

    // A real model's parameters never shrink like this; a bomb's zeros do.
    private const long FreeSize = 256L << 20;
    private const int MaxRatio = 100;

    /// <exception cref="LineaException">CorruptArtifact: the file is no whole zip file of a model. NotSupported: it names an assembly that must not be loaded for it.</exception>
    public static void Check(string path, CancellationToken ct)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var zip = new ZipArchive(file, ZipArchiveMode.Read);
            Check(zip, file.Length, ct);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw MLNetErrors.Damaged(e.Message.TrimEnd('.'), e);
        }
    }

    private static void Check(ZipArchive zip, long fileSize, CancellationToken ct)
    {
        if (zip.Entries.Count == 0) throw MLNetErrors.Damaged("it is empty");
        if (zip.Entries.Count > MaxEntries) throw MLNetErrors.Damaged($"it has more than {MaxEntries} entries");
        var allowed = Math.Max(FreeSize, fileSize * MaxRatio);
        foreach (var entry in zip.Entries)
        {
            ct.ThrowIfCancellationRequested();
            CheckName(entry.FullName);
            allowed -= entry.Length;
            if (entry.Length < 0 || allowed < 0) throw MLNetErrors.Damaged($"its entries are more than {MaxRatio} times as large as the file");
            CheckContent(entry, ct);
            if (entry.Name == "Model.key") CheckComponent(entry);
        }
        if (!zip.Entries.Any(e => e.Name == "Model.key")) throw MLNetErrors.Damaged("it holds no ML.NET model");
    }

    private static void CheckName(string name)
    {
        // ML.NET on Windows writes backslashes; a folder's entry ends in a slash.
        var normalized = name.Replace('\\', '/').TrimEnd('/');
        RelativePath.Check(normalized, "the model's zip file");
        if (normalized.Count(c => c == '/') >= MaxDepth) throw MLNetErrors.Damaged($"its components are nested deeper than {MaxDepth} levels");
    }

    private static void CheckContent(ZipArchiveEntry entry, CancellationToken ct)
    {
        using var content = entry.Open();
        var block = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var (crc, size) = (Crc32.Start, 0L);
            while (content.Read(block) is > 0 and var count)
            {
                ct.ThrowIfCancellationRequested();
                size += count;
                if (size > entry.Length) break;
                crc = Crc32.Append(crc, block.AsSpan(0, count));
            }
            if (size != entry.Length || Crc32.Finish(crc) != entry.Crc32) throw MLNetErrors.Damaged($"its entry '{entry.FullName}' is not what was written");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // The header of Model.key, little-endian: at 0 the mark "ML\0MODEL", at 144 where the assembly's name stands (8 bytes) and how many bytes of
    // UTF-16 it has (4 bytes). Older files end before that and name none.
    private static void CheckComponent(ZipArchiveEntry entry)
    {
        const int NameField = 144;
        if (entry.Length > 1 << 30) throw MLNetErrors.Damaged($"its entry '{entry.FullName}' is larger than any component's");
        using var content = entry.Open();
        var bytes = new byte[entry.Length];
        content.ReadExactly(bytes);
        if (!bytes.AsSpan().StartsWith("ML\0MODEL"u8)) throw MLNetErrors.Damaged($"its entry '{entry.FullName}' is no component of ML.NET");
        if (bytes.Length < NameField + 12) return;
        var at = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(NameField));
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(NameField + 8));
        if (at == 0 || length == 0) return;
        if (at < 0 || length < 0 || at > bytes.Length - length) throw MLNetErrors.Damaged($"its entry '{entry.FullName}' names an assembly outside itself");
        CheckAssembly(Encoding.Unicode.GetString(bytes, (int)at, length).Split(',')[0].Trim());
    }

    private static void CheckAssembly(string name)
    {
        if (name.StartsWith("Microsoft.ML.", StringComparison.Ordinal) || name == "Microsoft.ML") return;
        if (!AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name == name)) throw MLNetErrors.ForeignAssembly(name);
    }
}
