namespace LineaSharp.XGBoost.Native;

/// <summary>Where libxgboost may be: what <c>LINEA_XGBOOST</c> names and nothing else, or the known places in order.</summary>
/// <param name="environment">Gives an environment variable, or null.</param>
internal sealed class NativeLibraryPlaces(Func<string, string?> environment)
{
    public const string Variable = "LINEA_XGBOOST";

    /// <summary>Names that the system's loader may know. Debian's package has the one with the number.</summary>
    public static IReadOnlyList<string> Names { get; } =
        OperatingSystem.IsWindows() ? ["xgboost.dll"] : OperatingSystem.IsMacOS() ? ["libxgboost.dylib"] : ["libxgboost.so", "libxgboost.so.0"];

    /// <summary>Names for the loader, and existing files, in order.</summary>
    public IEnumerable<string> Candidates() => environment(Variable) is { Length: > 0 } given ? Given(given) : Names.Concat(InPython());

    private static IEnumerable<string> Given(string path) => Directory.Exists(path) ? Names.Select(name => Path.Combine(path, name)).Where(File.Exists) : [path];

    private IEnumerable<string> InPython()
    {
        string?[] prefixes = [environment("VIRTUAL_ENV"), environment("CONDA_PREFIX"), .. OperatingSystem.IsWindows() ? (string[])[] : ["/usr/local", "/usr"]];
        return from prefix in prefixes
               where prefix is { Length: > 0 }
               from packages in PackageFolders(prefix)
               from name in Names
               let file = Path.Combine(packages, "xgboost", "lib", name)
               where File.Exists(file)
               select file;
    }

    // <prefix>/lib/python3.11/site-packages, Debian's <prefix>/lib/python3/dist-packages, on Windows <prefix>\Lib\site-packages.
    private static IEnumerable<string> PackageFolders(string prefix)
    {
        var library = Path.Combine(prefix, "lib");
        if (!Directory.Exists(library)) return [];
        return Directory.EnumerateDirectories(library, "python3*").OrderDescending(StringComparer.Ordinal).Prepend(library)
            .SelectMany(folder => (string[])[Path.Combine(folder, "site-packages"), Path.Combine(folder, "dist-packages")]).Where(Directory.Exists);
    }
}
