namespace LineaSharp.Models;

/// <summary>The manifest of a model directory: MLflow's file <c>MLmodel</c>, which says what kinds of model the directory is and where its files are.</summary>
/// <remarks>
/// <para>Values that the file holds freely (a flavor's keys, the metadata) are plain .NET values: null, <see cref="bool"/>, <see cref="long"/>,
/// <see cref="System.Numerics.BigInteger"/> (whole numbers beyond 64 bits), <see cref="double"/>, <see cref="string"/>, <see cref="DateTime"/> and
/// <see cref="DateTimeOffset"/> (a time without and with an offset), <see cref="DateOnly"/>, <c>IReadOnlyList&lt;object?&gt;</c> and
/// <c>IReadOnlyDictionary&lt;string, object?&gt;</c>.</para>
/// <para>Keys that this class does not know are kept and written back. Not thread-safe.</para>
/// </remarks>
public sealed partial class MLmodel
{
    /// <summary>The release of MLflow whose model format this library writes, as <see cref="MlflowVersion"/> of new manifests.</summary>
    public const string FormatVersion = "3.17.2";

    internal const int MaxDepth = 100;

    // Every key of the file, with plain values; the properties below are views of it.
    private readonly OrderedDictionary<string, object?> _entries = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, FlavorConfiguration> _flavors = new(StringComparer.Ordinal);

    /// <summary>Where the model's files are, as MLflow recorded it: the URI of the logged model's files (3.x), or the path below the run's artifacts (2.x).</summary>
    public string? ArtifactPath { get; set; }

    /// <summary>The run that the model was logged in; null when it was logged outside any run.</summary>
    public string? RunId { get; set; }

    /// <summary>The id of the logged model (<c>m-</c> and 32 hexadecimal digits); null before it is logged, and in MLflow 2.</summary>
    public string? ModelId { get; set; }

    /// <summary>The id of this saving of the model: the <see cref="ModelId"/> once there is one, otherwise 32 hexadecimal digits.</summary>
    public string? ModelUuid { get; set; }

    /// <summary>The version of MLflow whose format this is. The default is <see cref="FormatVersion"/>.</summary>
    public string? MlflowVersion { get; set; }

    /// <summary>When the model was saved, in UTC, to the microsecond.</summary>
    public DateTimeOffset? UtcTimeCreated { get; set; }

    /// <summary>Bytes of the model directory's files without the MLmodel file.</summary>
    public long? ModelSizeBytes { get; set; }

    /// <summary>The typed inputs, outputs and parameters; null when none were given.</summary>
    public ModelSignature? Signature { get; set; }

    /// <summary>Whether the signature came from a Python type hint. Written only beside a signature.</summary>
    public bool IsSignatureFromTypeHint { get; set; }

    /// <summary>Whether the type hint came from the input example. Written only beside a signature.</summary>
    public bool TypeHintFromExample { get; set; }

    /// <summary>Where the input example is and what form it has, as MLflow wrote it; null when there is none.</summary>
    public IReadOnlyDictionary<string, object?>? SavedInputExampleInfo { get; set; }

    /// <summary>The caller's own keys and values; null when none were given.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; set; }

    /// <summary>URIs of the prompts that belong to the model; null when there are none.</summary>
    public IReadOnlyList<string>? Prompts { get; set; }

    /// <summary>The flavors by name, in the order they were added or read.</summary>
    public IReadOnlyDictionary<string, FlavorConfiguration> Flavors => _flavors;

    /// <summary>Reads the text of an MLmodel file.</summary>
    /// <exception cref="LineaException">CorruptArtifact: the text is no valid MLmodel file; the message names the line and what was expected there.</exception>
    public static MLmodel Parse(string yaml) => throw new NotImplementedException(yaml);

    /// <summary>The text of the MLmodel file, as MLflow's Python reads it.</summary>
    public string ToYaml() => throw new NotImplementedException();

    /// <summary>Adds a flavor.</summary>
    /// <exception cref="ArgumentException">There is one of that name already.</exception>
    public void AddFlavor(string name, FlavorConfiguration configuration)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configuration);
        if (!_flavors.TryAdd(name, configuration)) throw new ArgumentException($"The model has a flavor '{name}' already.", nameof(name));
    }

    /// <summary>The configuration of one flavor.</summary>
    /// <exception cref="LineaException">NotFound: the model has no such flavor; the message lists those it has.</exception>
    public FlavorConfiguration Flavor(string name) =>
        _flavors.TryGetValue(name, out var found) ? found : throw LineaException.ModelHasNoFlavor(name, _flavors.Keys);

    /// <summary>Says which logged model and run this is; MLflow's backend does so before it uploads the files.</summary>
    /// <param name="modelId">The logged model's id, which becomes the <see cref="ModelUuid"/> too; null with servers of MLflow 2.</param>
    /// <param name="runId">The run, or null outside any run.</param>
    /// <param name="artifactPath">The URI of the logged model's files, or with MLflow 2 the path below the run's artifacts.</param>
    public void SetIdentity(string? modelId, string? runId, string? artifactPath)
    {
        ModelId = modelId;
        ModelUuid = modelId ?? ModelUuid;
        RunId = runId;
        ArtifactPath = artifactPath;
    }
}
