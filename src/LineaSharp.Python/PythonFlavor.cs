using System.Text.Json;
using LineaSharp.Models;

namespace LineaSharp.Python;

/// <summary>Models of Python's libraries in the layouts of MLflow's flavors, saved from and loaded into a Python session; and any model with the flavor <c>python_function</c> as one that predicts.</summary>
/// <remarks>
/// <para>Where the interpreter has <c>mlflow</c>, that saves models of every flavor it has. Where it has not, scikit-learn, XGBoost, statsmodels and Prophet models are written without it, in the same
/// layouts, with the versions of the packages there. scikit-learn models are saved as skops where the interpreter has skops, otherwise by cloudpickle.</para>
/// <para>A pickle, and everything else that runs code of the model's files, is loaded only when <see cref="ModelDirectory.IsTrusted"/>: from a store whose digests were recorded at save, or when the
/// caller says so. XGBoost, Prophet, CatBoost, skops files of scikit-learn's own types and LightGBM's text files run none and are always loaded.</para>
/// </remarks>
public sealed class PythonFlavor : IModelFlavor, IPyFuncEngine, IAsyncDisposable
{
    private const string EnvironmentFiles = "conda.yaml python_env.yaml requirements.txt";

    private readonly PythonSession? _given;
    private readonly PythonSessionOptions? _options;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private PythonSession? _own;

    /// <summary>Loads models into this session; saves them from whichever session they live in.</summary>
    public PythonFlavor(PythonSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _given = session;
    }

    /// <summary>Starts a session of its own when a model is first loaded, and a new one when that has ended. Disposing the flavor ends it.</summary>
    /// <param name="options">The interpreter and its bounds. The default is <see cref="PythonSessionOptions"/>'s.</param>
    public PythonFlavor(PythonSessionOptions? options = null) => _options = options;

    /// <inheritdoc/>
    public string Name => "python";

    /// <inheritdoc/>
    public bool IsNative => false;

    /// <summary>The session that models are loaded into.</summary>
    /// <exception cref="LineaException">NotConfigured, Unavailable: it cannot be started.</exception>
    public async Task<PythonSession> GetSessionAsync(CancellationToken cancellationToken = default)
    {
        if (_given is not null) return _given;
        await _starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_own is { IsAlive: true }) return _own;
            if (_own is not null) await _own.DisposeAsync().ConfigureAwait(false);
            return _own = await PythonSession.StartAsync(_options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>The flavor of the model's library: <c>sklearn</c>, <c>xgboost</c> …</summary>
    public string FlavorOf(object model) => (model as PythonObject)?.ModelFlavor ?? Name;

    /// <summary>Any: which library can load it shows when it is loaded.</summary>
    public bool Reads(string flavor) => true;

    /// <inheritdoc/>
    public bool CanSave(object model) => model is PythonObject { ModelFlavor: not null };

    /// <inheritdoc/>
    public bool CanLoadAs(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.IsAssignableFrom(typeof(PythonObject));
    }

    /// <inheritdoc/>
    public string? FindObstacle(MLmodel manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Flavors.ContainsKey("python_function") ? null : "the model has no flavor python_function";
    }

    /// <inheritdoc/>
    public async Task SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var value = (PythonObject)model;
        var answer = await value.Session.SendAsync("save", (command, values) =>
        {
            command["target"] = values.Write(value);
            command["folder"] = directory.Path;
            command["arguments"] = values.Write(value.SaveArguments);
        }, cancellationToken).ConfigureAwait(false);
        var saved = answer.Json.GetProperty("result");
        foreach (var requirement in saved.GetProperty("requirements").EnumerateArray()) directory.PipRequirements.Add(requirement.GetString()!);
        if (saved.GetProperty("flavors").ValueKind == JsonValueKind.Null) TakeManifest(directory);
        else foreach (var flavor in saved.GetProperty("flavors").EnumerateObject()) directory.Manifest.AddFlavor(flavor.Name, Configuration(flavor.Value));
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var session = await GetSessionAsync(cancellationToken).ConfigureAwait(false);
        var load = PythonLoad.OfModel(directory, session);
        if (load.Kind == "flavor") return await session.ObjectAsync("load", load.Fill, cancellationToken).ConfigureAwait(false);
        var opened = await session.SendAsync("open", load.Fill, cancellationToken).ConfigureAwait(false);
        return session.Object(opened.Json.GetProperty("result").GetProperty("ref"));
    }

    /// <summary>Ends the session that the flavor started; one that was given stays.</summary>
    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;

    async Task<IPyFuncPredictor> IPyFuncEngine.LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var session = await GetSessionAsync(cancellationToken).ConfigureAwait(false);
        return await PythonPredictor.OpenAsync(directory, session, cancellationToken).ConfigureAwait(false);
    }

    // MLflow wrote the whole directory; what belongs to every model is written again by the store.
    private static void TakeManifest(ModelDirectory directory)
    {
        var written = ModelDirectory.Open(directory.Path, isTrusted: true).Manifest;
        foreach (var (name, configuration) in written.Flavors) directory.Manifest.AddFlavor(name, configuration);
        directory.Manifest.Signature = written.Signature;
        directory.Manifest.Metadata = written.Metadata;
        directory.Manifest.SavedInputExampleInfo = written.SavedInputExampleInfo;
        foreach (var file in EnvironmentFiles.Split(' ').Append(ModelDirectory.ManifestFile)) File.Delete(directory.File(file));
    }

    private static FlavorConfiguration Configuration(JsonElement json)
    {
        var configuration = new FlavorConfiguration();
        foreach (var entry in json.EnumerateObject())
            configuration[entry.Name] = entry.Value.ValueKind == JsonValueKind.Array ? entry.Value.EnumerateArray().Select(v => v.GetString()).ToArray() : entry.Value.ValueKind == JsonValueKind.Null ? null : entry.Value.GetString();
        return configuration;
    }
}
