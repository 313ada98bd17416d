using System.Text.RegularExpressions;
using LineaSharp.Internal.Yaml;

namespace LineaSharp.Models;

/// <summary>The files that say which Python environment a model runs in: <c>requirements.txt</c>, <c>conda.yaml</c> and <c>python_env.yaml</c>.</summary>
internal static partial class EnvironmentFiles
{
    // Any supported release of MLflow runs on it; MLflow takes the newest patch release of a version given in two parts.
    private const string PythonVersion = "3.11";

    private const string Requirements = "requirements.txt";
    private const string Conda = "conda.yaml";
    private const string PythonEnv = "python_env.yaml";

    public static async Task WriteAsync(ModelDirectory directory, LogModelOptions options, CancellationToken ct)
    {
        var pyfunc = directory.Manifest.Flavors.GetValueOrDefault("python_function");
        if (pyfunc is null && options is { PipRequirements: null, ExtraPipRequirements: null, CondaEnv: null } && directory.PipRequirements.Count == 0) return;

        var (conda, requirements, python) = options.CondaEnv is { } path
            ? ReadConda(path, await ReadAsync(path, ct).ConfigureAwait(false))
            : MakeConda(directory, options, pyfunc);
        if (pyfunc is not null) Describe(pyfunc, python);
        await File.WriteAllTextAsync(directory.File(Conda), conda, ct).ConfigureAwait(false);
        await File.WriteAllTextAsync(directory.File(Requirements), string.Concat(requirements.Select(r => r + "\n")), ct).ConfigureAwait(false);
        await File.WriteAllTextAsync(directory.File(PythonEnv), Virtualenv(python), ct).ConfigureAwait(false);
    }

    /// <exception cref="ArgumentException">It is no requirement, or an option of pip.</exception>
    public static void CheckRequirement(string requirement)
    {
        if (string.IsNullOrWhiteSpace(requirement) || requirement.Any(char.IsControl))
            throw new ArgumentException($"'{requirement}' is no Python requirement: one line of text was expected, like 'pandas==3.1.1'.");
        if (requirement.TrimStart().StartsWith('-'))
            throw new ArgumentException($"'{requirement}' is an option of pip. List the requirements themselves; files and constraints are not read.");
    }

    private static async Task<string> ReadAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new ArgumentException($"{nameof(LogModelOptions.CondaEnv)} names the file '{path}', which is not there.");
        return await File.ReadAllTextAsync(path, ct).ConfigureAwait(false);
    }

    private static (string Conda, IReadOnlyList<string> Requirements, string Python) MakeConda(ModelDirectory directory, LogModelOptions options, FlavorConfiguration? pyfunc)
    {
        var requirements = (options.PipRequirements ?? directory.PipRequirements.Concat(options.ExtraPipRequirements ?? [])).Distinct(StringComparer.Ordinal).ToList();
        if (pyfunc is not null && !requirements.Any(r => MlflowItself().IsMatch(r))) requirements.Insert(0, $"mlflow=={MLmodel.FormatVersion}");
        var python = pyfunc?.FindString("python_version") ?? PythonVersion;
        var conda = new Dictionary<string, object?>
        {
            ["channels"] = new object?[] { "conda-forge" },
            ["dependencies"] = new object?[] { $"python={python}", "pip", new Dictionary<string, object?> { ["pip"] = requirements.ToArray<object?>() } },
            ["name"] = "mlflow-env",
        };
        return (YamlWriter.Write(conda, sortKeys: false), requirements, python);
    }

    private static (string Conda, IReadOnlyList<string> Requirements, string Python) ReadConda(string path, string text)
    {
        var root = Parse(path, text);
        var dependencies = root.Map?.GetValueOrDefault("dependencies")?.List ?? throw new ArgumentException($"The file '{path}' is no conda environment: it has no list 'dependencies'.");
        var requirements = dependencies
            .Select(d => d.Map?.GetValueOrDefault("pip")?.List).Where(l => l is not null).SelectMany(l => l!)
            .Select(n => n.Value as string ?? throw new ArgumentException($"The file '{path}' should list texts under 'pip', and line {n.Line} is {n.Kind}.")).ToArray();
        var python = dependencies.Select(d => d.Value as string).Select(d => d is null ? null : PinnedPython().Match(d)).FirstOrDefault(m => m?.Success == true)?.Groups[1].Value;
        return (text, requirements, python ?? PythonVersion);
    }

    private static YamlNode Parse(string path, string text)
    {
        try
        {
            return YamlReader.Read(text, $"file '{path}'");
        }
        catch (LineaException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    private static string Virtualenv(string python) => YamlWriter.Write(
        new Dictionary<string, object?>
        {
            ["python"] = python,
            ["build_dependencies"] = new object?[] { "pip", "setuptools", "wheel" },
            ["dependencies"] = new object?[] { $"-r {Requirements}" },
        }, sortKeys: false);

    private static void Describe(FlavorConfiguration pyfunc, string python)
    {
        if (!pyfunc.ContainsKey("env")) pyfunc["env"] = new Dictionary<string, object?> { ["conda"] = Conda, ["virtualenv"] = PythonEnv };
        if (!pyfunc.ContainsKey("python_version")) pyfunc["python_version"] = python;
    }

    [GeneratedRegex("""^mlflow(-skinny)?(?![A-Za-z0-9._-])""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex MlflowItself();

    [GeneratedRegex("""^python\s*={1,2}\s*([0-9]+(\.[0-9]+)*)\z""", RegexOptions.CultureInvariant)]
    private static partial Regex PinnedPython();
}
