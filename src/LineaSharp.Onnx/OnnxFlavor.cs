using LineaSharp.Models;
using Microsoft.ML.OnnxRuntime;

namespace LineaSharp.Onnx;

/// <summary>ONNX models in the layout of MLflow's <c>onnx</c> flavor: Python's <c>mlflow.onnx.load_model</c> and <c>mlflow.pyfunc.load_model</c> read them.</summary>
/// <remarks>The signature is read from the graph. Files that tensors lie in travel along; one that is missing, too short, a link or outside the folder is refused.</remarks>
/// <param name="sessionOptions">Makes the options of the sessions of loaded models, such as execution providers and threads. The default is ONNX Runtime's.</param>
public sealed class OnnxFlavor(Func<SessionOptions>? sessionOptions = null) : ModelFlavor<OnnxModel>, IPyFuncEngine
{
    private const string ModelFile = "model.onnx";

    // The newest package that MLflow's recorded models name; the file's own version is in the file.
    private const string OnnxVersion = "1.23.2";

    /// <inheritdoc/>
    public override string Name => "onnx";

    /// <inheritdoc/>
    public bool IsNative => true;

    /// <inheritdoc/>
    public string? FindObstacle(MLmodel manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Flavors.ContainsKey(Name) ? null : "the model has no flavor onnx";
    }

    async Task<IPyFuncPredictor> IPyFuncEngine.LoadAsync(ModelDirectory directory, CancellationToken cancellationToken) =>
        new OnnxPredictor(await LoadAsync(directory, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    protected override async Task SaveAsync(OnnxModel model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(directory);
        cancellationToken.ThrowIfCancellationRequested();
        await model.WriteAsync(directory.File(ModelFile), cancellationToken).ConfigureAwait(false);
        directory.Manifest.AddFlavor(Name, new FlavorConfiguration
        {
            ["onnx_version"] = OnnxVersion, ["data"] = ModelFile, ["providers"] = new[] { "CUDAExecutionProvider", "CPUExecutionProvider" },
            ["onnx_session_options"] = null, ["code"] = null,
        });
        directory.Manifest.AddFlavor("python_function", new FlavorConfiguration { ["loader_module"] = "mlflow.onnx", ["data"] = ModelFile });
        directory.Manifest.Signature = model.InferSignature();
        directory.PipRequirements.Add($"onnx=={OnnxVersion}");
        directory.PipRequirements.Add("onnxruntime");
    }

    /// <inheritdoc/>
    protected override Task<OnnxModel> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var path = directory.ExistingFile(directory.Manifest.Flavor(Name).GetString("data"));
        return Task.Run(() => OnnxModel.FromFile(path, sessionOptions), cancellationToken);
    }

    private sealed class OnnxPredictor(OnnxModel model) : IPyFuncPredictor
    {
        public string Engine => $"ONNX Runtime {OnnxModel.RuntimeVersion}";

        public Task<ModelData> PredictAsync(ModelData input, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
            Task.Run(() => Predict(input), cancellationToken);

        public ValueTask DisposeAsync()
        {
            model.Dispose();
            return ValueTask.CompletedTask;
        }

        private ModelData Predict(ModelData input)
        {
            if (input.Table is { } table) return model.Predict(table);
            if (input.Tensors is { } tensors) return ModelData.OfTensors(model.Predict(tensors));
            if (input.Tensor is not { } tensor) throw new ArgumentException($"An ONNX model predicts on a table or tensors; {input} was given.", nameof(input));
            if (model.Inputs is not [var only]) throw new ArgumentException($"The ONNX model has {model.Inputs.Count} inputs ({string.Join(", ", model.Inputs.Select(i => i.Name))}); give them by name.", nameof(input));
            return ModelData.OfTensors(model.Predict(new Dictionary<string, Array> { [only.Name] = tensor }));
        }
    }
}
