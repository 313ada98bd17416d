using LineaSharp.Models;

namespace LineaSharp.Scoring.Trees;

/// <summary>A model's file.</summary>
internal static class TreeFiles
{
    public static byte[] Read(ModelDirectory directory, string relativePath)
    {
        var path = directory.ExistingFile(relativePath);
        var length = new FileInfo(path).Length;
        if (length > Array.MaxLength) throw new LineaException(ErrorCode.NotSupported, $"The model's file '{relativePath}' has {length} bytes; at most {Array.MaxLength} are read.");
        return File.ReadAllBytes(path);
    }
}
