using System.Reflection;
using LineaSharp.Models;
using Microsoft.ML.OnnxRuntime;

namespace LineaSharp.Onnx;

/// <summary>An ONNX model: its bytes, what its graph takes and gives, and predictions by ONNX Runtime.</summary>
/// <remarks>
/// The runtime's session is made at the first prediction and kept. Safe to use from many threads. A model whose tensors lie in other files holds copies of those in a
/// private temporary folder until it is disposed.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    private readonly Lazy<InferenceSession> _session;
    private readonly OnnxFiles _files;
    private readonly OnnxGraph _graph;

    private OnnxModel(OnnxFiles files, Func<SessionOptions>? sessionOptions)
    {
        _files = files;
        _graph = files.Graph;
        _session = new(() => Open(files, sessionOptions));
    }

    /// <summary>The version of ONNX Runtime that runs here.</summary>
    public static string RuntimeVersion { get; } =
        typeof(InferenceSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? OrtEnv.Instance().GetVersionString();

    /// <summary>What the model takes.</summary>
    public IReadOnlyList<OnnxTensorInfo> Inputs => _graph.Inputs;

    /// <summary>What the model gives.</summary>
    public IReadOnlyList<OnnxTensorInfo> Outputs => _graph.Outputs;

    /// <summary>The version of the file format (<c>ir_version</c>).</summary>
    public long IrVersion => _graph.IrVersion;

    /// <summary>The program that made the model, in its own words.</summary>
    public string Producer => _graph.Producer;

    /// <summary>Whether tensors lie in other files than the model's own.</summary>
    public bool HasExternalData => _graph.ExternalTensors.Count > 0;

    /// <summary>The session behind the predictions, for what this class does not offer; it belongs to the model.</summary>
    /// <exception cref="LineaException">NotSupported: ONNX Runtime cannot open the model.</exception>
    public InferenceSession Session => _session.Value;

    /// <summary>Makes a model of its bytes.</summary>
    /// <param name="bytes">The content of an <c>.onnx</c> file; copied.</param>
    /// <param name="sessionOptions">Makes the options of the session. The default is ONNX Runtime's.</param>
    /// <exception cref="LineaException">CorruptArtifact: they are no ONNX model, or its tensors lie in other files.</exception>
    public static OnnxModel FromBytes(ReadOnlySpan<byte> bytes, Func<SessionOptions>? sessionOptions = null) => new(OnnxFiles.OfBytes(bytes.ToArray()), sessionOptions);

    /// <summary>Makes a model of a file, and of the files beside it that its tensors lie in.</summary>
    /// <param name="path">A local <c>.onnx</c> file. It may be gone afterwards.</param>
    /// <param name="sessionOptions">Makes the options of the session. The default is ONNX Runtime's.</param>
    /// <exception cref="LineaException">CorruptArtifact: it is no ONNX model, or names a file that is missing, too short, a link, or outside its folder.</exception>
    public static OnnxModel FromFile(string path, Func<SessionOptions>? sessionOptions = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(OnnxFiles.OfFile(path), sessionOptions);
    }

    /// <summary>Predicts on named tensors.</summary>
    /// <param name="inputs">An array for every input, of its rank. Where the model takes float32, float64 is converted, as MLflow does.</param>
    /// <returns>An array for every output. A sequence of maps, which classifiers made by converters may give, is an array of dictionaries.</returns>
    /// <exception cref="ArgumentException">An input is missing, unknown, or of another type; the message says which.</exception>
    /// <exception cref="LineaException">NotSupported: ONNX Runtime cannot open the model. InvalidArgument: it refuses the input, as for its shape.</exception>
    public IReadOnlyDictionary<string, Array> Predict(IReadOnlyDictionary<string, Array> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return OnnxRun.Run(Session, _graph, inputs);
    }

    /// <summary>Predicts on a table: all columns together are the model's only input, or each is the input of its name.</summary>
    /// <returns>The outputs as columns where each has one value a row, else as tensors.</returns>
    /// <inheritdoc cref="Predict(IReadOnlyDictionary{string, Array})"/>
    public ModelData Predict(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var outputs = ModelData.OfTensors(Predict(OnnxRun.Feeds(_graph, table)));
        return outputs.Tensors!.Values.All(t => t.GetLength(0) == table.RowCount && (t.Rank == 1 || (t.Rank == 2 && t.GetLength(1) == 1))) ? outputs.AsTable() : outputs;
    }

    /// <summary>The signature that the graph has, or null when it has an input that is no tensor.</summary>
    /// <remarks>An output that is no tensor leaves the outputs unsaid. A first axis of fixed size stays fixed.</remarks>
    public ModelSignature? InferSignature() => Inputs.Count == 0 || Inputs.Any(i => i.DType is null) ? null : new ModelSignature
    {
        Inputs = Inputs.Select(Spec).ToArray(),
        Outputs = Outputs.Any(o => o.DType is null || o.Shape is null) ? null : Outputs.Select(Spec).ToArray(),
    };

    /// <summary>Writes the model and the files of its tensors into a folder.</summary>
    internal Task WriteAsync(string modelPath, CancellationToken ct) => _files.WriteAsync(modelPath, ct);

    /// <summary>Lets go of the session and of the copies of files.</summary>
    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
        _files.Dispose();
    }

    private static TensorSpec Spec(OnnxTensorInfo info) => new(info.Name, info.DType!, info.Shape ?? []);

    private static InferenceSession Open(OnnxFiles files, Func<SessionOptions>? sessionOptions)
    {
        try
        {
            using var options = sessionOptions?.Invoke() ?? new SessionOptions();
            return files.Path is { } path ? new InferenceSession(path, options) : new InferenceSession(files.Bytes!, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw OnnxErrors.CannotOpen(e);
        }
    }
}
