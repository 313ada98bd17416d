using System.Text.Json.Nodes;
using LineaSharp.Models;

namespace LineaSharp.Python;

/// <summary>How a model directory is loaded: decided here by fixed tables, before any byte of the model is read, and not by what the directory says.</summary>
/// <remarks>
/// What an MLmodel file names (a class, a method, a module, a path) is looked up in tables; a name that is not there is an error. Loading that runs code of the directory (pickles,
/// <c>code/</c>, a loader module, a model's own script) is refused unless the directory is trusted.
/// </remarks>
internal sealed record PythonLoad(string Kind, string? Flavor, string Folder)
{
    private const string PyFunc = "python_function";

    // In the order in which they are tried: what brings the most of the model comes first.
    private static readonly Dictionary<string, string> DataKeys = new(StringComparer.Ordinal)
    {
        ["prophet"] = "data", ["xgboost"] = "data", ["lightgbm"] = "data", ["catboost"] = "data", ["statsmodels"] = "data", ["sklearn"] = "pickled_model",
    };

    // Those that MLflow itself loads, where the interpreter has it.
    private static readonly string[] ByMlflow =
        ["pytorch", "tensorflow", "keras", "transformers", "sentence_transformers", "spacy", "onnx", "h2o", "paddle", "spark", "pmdarima", "diviner", "langchain", "llama_index", "dspy", "openai"];

    /// <summary>The model's own file, for the kinds that have one.</summary>
    public string? File { get; private init; }

    public string? Data { get; private init; }

    public string? Code { get; private init; }

    public string? LoaderModule { get; private init; }

    public IReadOnlyDictionary<string, object?> Artifacts { get; private init; } = new Dictionary<string, object?>();

    public FlavorConfiguration Configuration { get; private init; } = [];

    public FlavorConfiguration PyFuncConfiguration { get; private init; } = [];

    public object? ModelConfig { get; private init; }

    public bool IsTrusted { get; private init; }

    /// <summary>Whether files are needed after loading.</summary>
    public bool NeedsFiles => Kind != "flavor" || Code is not null;

    /// <summary>The way to the model itself, as <c>mlflow.&lt;flavor&gt;.load_model</c> gives it.</summary>
    public static PythonLoad OfModel(ModelDirectory directory, PythonSession session)
    {
        CheckLinks(directory.Path);
        var manifest = directory.Manifest;
        if (DataKeys.Keys.FirstOrDefault(manifest.Flavors.ContainsKey) is { } flavor) return OfFlavor(directory, flavor);
        if (ByMlflow.FirstOrDefault(manifest.Flavors.ContainsKey) is { } other)
        {
            RequireTrust(directory, $"a model of the flavor {other} is loaded by code that its files choose");
            if (!session.HasMlflow) throw PythonErrors.NeedsMlflow($"A model of the flavor {other}", session.Interpreter);
            return new("flavor", other, directory.Path);
        }
        return manifest.Flavors.ContainsKey(PyFunc) ? OfPyFunc(directory, session) : throw PythonErrors.NoLoader(manifest.Flavors.Keys);
    }

    /// <summary>The way to predictions, as <c>mlflow.pyfunc.load_model</c> gives them.</summary>
    public static PythonLoad OfPyFunc(ModelDirectory directory, PythonSession session)
    {
        CheckLinks(directory.Path);
        var pyfunc = directory.Manifest.Flavor(PyFunc);
        // MLflow runs what it finds in the directory.
        if (session.HasMlflow && directory.IsTrusted) return new("mlflow", null, directory.Path) { IsTrusted = true };
        var module = pyfunc.GetString("loader_module");
        if (module.StartsWith("mlflow.", StringComparison.Ordinal) && DataKeys.ContainsKey(module[7..])) return OfFlavor(directory, module[7..]);
        return module switch
        {
            "mlflow.pyfunc.model" => OwnCode(directory, "python_model", module) with { File = Existing(directory, pyfunc.GetString("python_model")) },
            "mlflow.pyfunc.loaders.code_model" => OwnCode(directory, "code_model", module) with { File = Existing(directory, FileName(pyfunc.GetString("model_code_path"))) },
            _ when module == "mlflow" || module.StartsWith("mlflow.", StringComparison.Ordinal) => throw PythonErrors.NeedsMlflow($"A model with the loader {module}", session.Interpreter),
            _ => OwnCode(directory, "loader_module", module),
        };
    }

    /// <summary>The command for the worker.</summary>
    public void Fill(JsonObject command, ValueWriter values)
    {
        (command["kind"], command["flavor"], command["folder"], command["file"]) = (Kind, Flavor, Folder, File);
        (command["data"], command["code"], command["loader_module"], command["is_trusted"]) = (Data, Code, LoaderModule, IsTrusted);
        command["configuration"] = values.Write(Configuration);
        command["pyfunc"] = values.Write(PyFuncConfiguration);
        command["artifacts"] = values.Write(Artifacts);
        command["config"] = values.Write(ModelConfig);
    }

    private static PythonLoad OfFlavor(ModelDirectory directory, string flavor)
    {
        var configuration = directory.Manifest.Flavor(flavor);
        var name = configuration.GetString(DataKeys[flavor]);
        var file = Existing(directory, name);
        if (IsPickled(flavor, configuration) && !directory.IsTrusted) throw PythonErrors.IsPickle(name);
        return new("flavor", flavor, directory.Path)
        {
            File = file, Configuration = configuration, PyFuncConfiguration = directory.Manifest.Flavors.GetValueOrDefault(PyFunc) ?? [], IsTrusted = directory.IsTrusted,
            Code = directory.IsTrusted ? CodeOf(directory, configuration) : null,
        };
    }

    private static bool IsPickled(string flavor, FlavorConfiguration configuration) => flavor switch
    {
        "statsmodels" => true,
        "sklearn" => configuration.FindString("serialization_format") != "skops",
        "lightgbm" => configuration.FindString("serialization_format") != "skops" && configuration.FindString("model_class") is not (null or "lightgbm.basic.Booster"),
        _ => false,
    };

    private static PythonLoad OwnCode(ModelDirectory directory, string kind, string module)
    {
        RequireTrust(directory, kind switch
        {
            "python_model" => "it is a pickled PythonModel",
            "code_model" => "it is a Python script of its own",
            _ => $"it is loaded by its own module '{module}'",
        });
        var pyfunc = directory.Manifest.Flavor(PyFunc);
        var config = pyfunc.GetValueOrDefault("config");
        if (config is string file) throw PythonErrors.ConfigIsFile(file);
        return new(kind, null, directory.Path)
        {
            LoaderModule = module, IsTrusted = true, ModelConfig = config, Code = CodeOf(directory, pyfunc), PyFuncConfiguration = pyfunc,
            Data = pyfunc.FindString("data") is { } data ? Existing(directory, data) : directory.Path,
            Artifacts = ArtifactsOf(directory, pyfunc),
        };
    }

    private static Dictionary<string, object?> ArtifactsOf(ModelDirectory directory, FlavorConfiguration pyfunc)
    {
        var paths = new Dictionary<string, object?>();
        foreach (var (name, entry) in pyfunc.GetValueOrDefault("artifacts") as IReadOnlyDictionary<string, object?> ?? new Dictionary<string, object?>())
            if ((entry as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault("path") is string path) paths[name] = Existing(directory, path);
        return paths;
    }

    private static string? CodeOf(ModelDirectory directory, FlavorConfiguration configuration) => configuration.FindString("code") is { } code ? Existing(directory, code) : null;

    private static string Existing(ModelDirectory directory, string relativePath)
    {
        var path = directory.File(relativePath);
        return System.IO.File.Exists(path) || Directory.Exists(path) ? path : throw PythonErrors.Missing(relativePath);
    }

    // MLflow keeps the path that the script had where the model was made; the script lies at the root of the directory.
    private static string FileName(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static void RequireTrust(ModelDirectory directory, string what)
    {
        if (!directory.IsTrusted) throw PythonErrors.RunsItsOwnCode(what);
    }

    private static void CheckLinks(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null) throw PythonErrors.IsLink(entry.Name);
            if (entry is DirectoryInfo child) CheckLinks(child.FullName);
        }
    }
}
