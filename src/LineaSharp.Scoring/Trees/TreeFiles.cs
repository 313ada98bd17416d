using LineaSharp.Models;
using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Trees;

/// <summary>A model's file.</summary>
internal static class TreeFiles
{
    public static byte[] Read(ModelDirectory directory, string relativePath) => WholeFile.Read(directory.ExistingFile(relativePath), $"The model's file '{relativePath}'");
}
