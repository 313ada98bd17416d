using System.Globalization;

namespace LineaSharp.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Names">The benchmarks to run; none means all.</param>
/// <param name="Folder">Where the benchmarks keep their files: the disk that is measured.</param>
/// <param name="FileSize">Bytes of the large file.</param>
/// <param name="MlflowUri">The MLflow database to fill and measure; null for new SQLite files.</param>
internal sealed record Settings(IReadOnlyList<string> Names, string Folder, long FileSize, string? MlflowUri = null)
{
    public bool Includes(string name) => Names.Count == 0 || Names.Contains(name);

    public static bool TryParse(string[] args, IEnumerable<string> known, out Settings settings, out string complaint)
    {
        settings = new Settings([], Path.GetTempPath(), 1L << 30);
        for (var rest = args; rest.Length > 0;)
        {
            switch (rest)
            {
                case ["--folder", var folder, .. var after]:
                    (settings, rest) = (settings with { Folder = Path.GetFullPath(folder) }, after);
                    break;
                case ["--mebibytes", var text, .. var after] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes):
                    (settings, rest) = (settings with { FileSize = (long)mebibytes << 20 }, after);
                    break;
                case ["--mlflow", var uri, .. var after]:
                    (settings, rest) = (settings with { MlflowUri = uri }, after);
                    break;
                case [var name, .. var after] when known.Contains(name):
                    (settings, rest) = (settings with { Names = [.. settings.Names, name] }, after);
                    break;
                default:
                    complaint = $"'{rest[0]}' is not understood. Benchmarks: {string.Join(", ", known)}. Options: --folder DIR, --mebibytes N, --mlflow URI.";
                    return false;
            }
        }
        complaint = "";
        return true;
    }
}
