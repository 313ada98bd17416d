using LineaSharp.Configuration;

namespace LineaSharp.Tests.Configuration;

/// <summary>A home folder and an environment of a test's own, in place of the process's.</summary>
internal sealed class Machine : IDisposable
{
    public Machine()
    {
        Home = Directory.CreateTempSubdirectory("linea-options-").FullName;
        Environment["HOME"] = Home;
    }

    public string Home { get; }

    public string DefaultHomeDir => Path.Combine(Home, ".linea");

    public Dictionary<string, string?> Environment { get; } = [];

    public Dictionary<string, string?> CommandLine { get; } = [];

    public LineaOptions Options() => new(CommandLine, Environment.GetValueOrDefault);

    public string WriteConfig(string json, string? directory = null)
    {
        Directory.CreateDirectory(directory ?? Home);
        var path = Path.Combine(directory ?? Home, ConfigFile.Name);
        File.WriteAllText(path, json);
        return path;
    }

    public IEnumerable<string> Everything() => Directory.EnumerateFileSystemEntries(Home, "*", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(Home, recursive: true);
}
