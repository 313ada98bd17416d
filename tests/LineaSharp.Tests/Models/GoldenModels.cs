namespace LineaSharp.Tests.Models;

/// <summary>MLmodel files that MLflow 2.17, 3.11 and 3.17 wrote, named by version and model.</summary>
internal static class GoldenModels
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden", "models");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.MLmodel").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".MLmodel"));
}
