namespace LineaSharp.XGBoost.Files;

/// <summary>The bytes of a model, seen before native code sees them.</summary>
internal static class ModelFile
{
    // The release that dropped the old binary format.
    private static readonly Version WithoutBinary = new(3, 1);

    /// <summary>Checks that the library reads the model rightly, and that nothing in it leads astray. Gives the version that wrote it.</summary>
    /// <exception cref="LineaException">NotSupported: it is newer than the library. CorruptArtifact: it is no valid model, or does not say its version.</exception>
    public static Version Check(ReadOnlySpan<byte> bytes, Version library)
    {
        if (bytes.IsEmpty) throw XGBoostErrors.Damaged("it is empty");
        if (bytes[0] != '{') return CheckBinary(bytes, library);
        var document = bytes.Length > 1 && bytes[1] == 'L' ? UbjModelReader.Read(bytes) : JsonModelReader.Read(bytes);
        var version = DocumentCheck.ReadVersion(document);
        RefuseNewer(version, library);
        DocumentCheck.Check(document, version);
        return version;
    }

    private static Version CheckBinary(ReadOnlySpan<byte> bytes, Version library)
    {
        var version = BinaryModelReader.ReadVersion(bytes);
        RefuseNewer(version, library);
        BinaryModelReader.Check(bytes);
        return library >= WithoutBinary ? throw XGBoostErrors.IsOldBinary(library) : version;
    }

    // A patch release changes no format.
    private static void RefuseNewer(Version written, Version library)
    {
        if (new Version(written.Major, written.Minor) > new Version(library.Major, library.Minor)) throw XGBoostErrors.IsNewer(written, library);
    }
}
