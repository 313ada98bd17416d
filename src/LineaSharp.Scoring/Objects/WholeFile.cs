namespace LineaSharp.Scoring.Objects;

/// <summary>A model's file in memory, of which what is read becomes parts: members of a zip and arrays lie in places that are jumped between.</summary>
internal static class WholeFile
{
    /// <param name="path">The file.</param>
    /// <param name="name">What messages begin with.</param>
    /// <exception cref="LineaException">NotSupported: it is larger than an array can be.</exception>
    public static byte[] Read(string path, string name)
    {
        var length = new FileInfo(path).Length;
        if (length > Array.MaxLength) throw ScoringErrors.TooLarge(name, $"has {length} bytes");
        return File.ReadAllBytes(path);
    }
}
