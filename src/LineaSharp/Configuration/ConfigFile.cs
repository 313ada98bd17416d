namespace LineaSharp.Configuration;

/// <summary>The file <c>linea_config.json</c>: one JSON object whose keys are the options' keys.</summary>
internal static class ConfigFile
{
    public const string Name = "linea_config.json";

    /// <summary>Reads the file of the first folder that has one; null where none has.</summary>
    /// <remarks>A relative path in the file starts from the file's own folder, so that it means the same from everywhere.</remarks>
    public static OptionLayer? Find(IEnumerable<string> directories, string userFolder)
    {
        foreach (var directory in directories)
        {
            var path = Path.Combine(directory, Name);
            if (Bytes(path) is { } bytes) return OptionLayer.File(path, Parse(path, bytes), new Folders(directory, userFolder));
        }
        return null;
    }

    private static byte[]? Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw LineaException.ConfigFileUnreadable(path, e);
        }
    }

    private static Dictionary<string, string?> Parse(string path, byte[] bytes)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        try
        {
            foreach (var member in OptionsJson.Read(bytes))
            {
                if (!OptionKeys.Has(member.Key)) throw new OptionsJsonException(member.Position, OptionKeys.Unknown(member.Key));
                values[member.Key] = Value(member);
            }
        }
        catch (OptionsJsonException e)
        {
            throw LineaException.MalformedConfigFile(path, e);
        }
        return values;
    }

    // null in the file reads as if the key were not there.
    private static string? Value(OptionsJsonMember member)
    {
        if (member.Object is null) return member.Text;
        if (member.Key != OptionKeys.StorageOptions) throw member.Fault("a string in double quotes");
        return StorageOptionsText.Write(member.Object.ToDictionary(m => m.Key, m => m.Text ?? throw m.Fault("a string in double quotes")));
    }
}
