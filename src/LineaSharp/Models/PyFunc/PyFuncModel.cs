using LineaSharp.Internal;
using LineaSharp.Mlflow;

namespace LineaSharp.Models;

/// <summary>Any model that MLflow's <c>mlflow.pyfunc</c> could load: it predicts on a table or tensors, natively where an engine can, else in a Python process.</summary>
/// <example><code>
/// await using var model = await PyFuncModel.LoadAsync("models:/churn@champion", [new OnnxFlavor(), new PythonFlavor(session)]);
/// var answer = model.Predict(Table.OfColumns(new Dictionary&lt;string, Array&gt; { ["age"] = new[] { 41.0 } }));
/// </code></example>
public sealed class PyFuncModel : IAsyncDisposable
{
    private readonly IPyFuncPredictor _predictor;

    private PyFuncModel(MLmodel manifest, IPyFuncPredictor predictor, string reason)
    {
        Manifest = manifest;
        _predictor = predictor;
        EngineReason = reason;
    }

    /// <summary>What the MLmodel file says.</summary>
    public MLmodel Manifest { get; }

    /// <summary>The typed inputs, outputs and parameters; null when the model has none.</summary>
    public ModelSignature? Signature => Manifest.Signature;

    /// <summary>What computes the predictions, with its version.</summary>
    public string Engine => _predictor.Engine;

    /// <summary>Why this engine was taken, and what stood in the way of those before it.</summary>
    public string EngineReason { get; }

    /// <summary>Downloads a model from MLflow and loads it.</summary>
    /// <param name="modelUri"><c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/m-…</c> or <c>runs:/id/path</c>.</param>
    /// <param name="engines">Those that may be used; native ones come first, else in the order given.</param>
    /// <param name="options">Which kind of engine, and whether the files are trusted. The default is <see cref="PyFuncOptions"/>'s.</param>
    /// <param name="client">The MLflow to ask. The default is a new client of the configured one.</param>
    /// <param name="cancellationToken">Stops the download and the loading.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">NotFound: there is no such model. NoFlavor: no engine can make it predict; the message says why for each. PermissionDenied: its files would run code, and are not trusted.</exception>
    public static async Task<PyFuncModel> LoadAsync(
        string modelUri, IReadOnlyList<IPyFuncEngine> engines, PyFuncOptions? options = null, MlflowClient? client = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engines);
        client ??= new MlflowClient();
        options ??= new PyFuncOptions();
        return await client.WithModelDirectoryAsync(modelUri, options.TrustFiles, directory => OpenAsync(directory, engines, options, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads a model from a directory.</summary>
    /// <param name="directory">It; whether its files are trusted is said there.</param>
    /// <param name="engines">Those that may be used; native ones come first, else in the order given.</param>
    /// <param name="options">Which kind of engine. The default is <see cref="PyFuncOptions"/>'s.</param>
    /// <param name="cancellationToken">Stops the loading.</param>
    /// <exception cref="LineaException">As <see cref="LoadAsync"/>.</exception>
    public static async Task<PyFuncModel> OpenAsync(ModelDirectory directory, IReadOnlyList<IPyFuncEngine> engines, PyFuncOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(engines);
        var allowed = (options ?? new PyFuncOptions()).Engines;
        if (!directory.Manifest.Flavors.ContainsKey("python_function")) throw LineaException.ModelHasNoFlavor("python_function", directory.Manifest.Flavors.Keys);

        var obstacles = new List<string>();
        LineaException? refusal = null;
        foreach (var engine in engines.OrderBy(e => e.IsNative ? 0 : 1))
        {
            var obstacle = allowed == PyFuncEngines.Native && !engine.IsNative ? "it needs Python, and only native engines were allowed"
                : allowed == PyFuncEngines.Python && engine.IsNative ? "it is native, and only Python was allowed"
                : engine.FindObstacle(directory.Manifest);
            if (obstacle is not null)
            {
                obstacles.Add($"{engine.Name}: {obstacle}");
                continue;
            }
            try
            {
                var predictor = await engine.LoadAsync(directory, cancellationToken).ConfigureAwait(false);
                return new PyFuncModel(directory.Manifest, predictor, obstacles.Count == 0 ? $"{engine.Name} was asked first" : $"{engine.Name} was asked after {string.Join("; ", obstacles)}");
            }
            catch (LineaException e) when (e.Code == ErrorCode.NotSupported)
            {
                // Some things only the model's files show: another engine may do what this one cannot.
                refusal = e;
                obstacles.Add($"{engine.Name}: {e.Message.TrimEnd('.')}");
            }
        }
        throw refusal is not null && obstacles.Count == 1 ? refusal : LineaException.NoEngine(directory.Manifest.Flavors.Keys, obstacles, refusal);
    }

    /// <summary>Predicts, after holding the input against the signature.</summary>
    /// <param name="input">A table or tensor; a <see cref="Table"/> and an array become one by themselves. Columns that the signature does not name are left out.</param>
    /// <param name="parameters">Parameters of the prediction that the signature names; those not given have its defaults. The default is none.</param>
    /// <param name="cancellationToken">Stops waiting for the prediction.</param>
    /// <exception cref="ArgumentException">The input does not fit the signature; the message says which column.</exception>
    /// <exception cref="LineaException">The engine failed; a Python error keeps its message.</exception>
    public Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _predictor.PredictAsync(SignatureCheck.Input(Signature, input), SignatureCheck.Params(Signature, parameters), cancellationToken);
    }

    /// <inheritdoc cref="PredictAsync"/>
    public ModelData Predict(ModelData input, IReadOnlyDictionary<string, object?>? parameters = null) => Blocking.Run(() => PredictAsync(input, parameters));

    /// <summary>Lets go of the engine's model.</summary>
    public ValueTask DisposeAsync() => _predictor.DisposeAsync();
}
