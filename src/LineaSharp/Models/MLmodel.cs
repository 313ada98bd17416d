using System.Globalization;

namespace LineaSharp.Models;

/// <summary>The manifest of a model directory: MLflow's file <c>MLmodel</c>, which says what kinds of model the directory is and where its files are.</summary>
/// <remarks>
/// <para>Values that the file holds freely (a flavor's keys, the metadata) are plain .NET values: null, <see cref="bool"/>, <see cref="long"/>,
/// <see cref="System.Numerics.BigInteger"/> (whole numbers beyond 64 bits), <see cref="double"/>, <see cref="string"/>, <see cref="DateTime"/> and
/// <see cref="DateTimeOffset"/> (a time without and with an offset), <see cref="DateOnly"/>, <c>IReadOnlyList&lt;object?&gt;</c> and
/// <c>IReadOnlyDictionary&lt;string, object?&gt;</c>. Values given in other number types, arrays and dictionaries are converted when they are set.</para>
/// <para>Keys that this class does not know are kept and written back. Not thread-safe.</para>
/// </remarks>
public sealed partial class MLmodel
{
    /// <summary>The release of MLflow whose model format this library writes, as <see cref="MlflowVersion"/> of new manifests.</summary>
    public const string FormatVersion = "3.17.2";

    internal const int MaxDepth = 100;

    // Every key of the file but flavors and signature, as plain values; the properties are views of it.
    private readonly OrderedDictionary<string, object?> _entries = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, FlavorConfiguration> _flavors = new(StringComparer.Ordinal);
    private ModelSignature? _signature;

    /// <summary>Starts the manifest of a new model: with a fresh <see cref="ModelUuid"/>, and without flavors.</summary>
    public MLmodel()
    {
        ModelUuid = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        MlflowVersion = FormatVersion;
        // MLflow 3 writes these two even when they are empty.
        _entries["model_id"] = null;
        _entries["prompts"] = null;
    }

    /// <summary>Where the model's files are, as MLflow recorded it: the URI of the logged model's files (3.x), or the path below the run's artifacts (2.x).</summary>
    public string? ArtifactPath { get => Get<string>("artifact_path"); set => Set("artifact_path", value); }

    /// <summary>The run that the model was logged in; null when it was logged outside any run.</summary>
    public string? RunId { get => Get<string>("run_id"); set => Set("run_id", value); }

    /// <summary>The id of the logged model (<c>m-</c> and 32 hexadecimal digits); null before it is logged, and in MLflow 2.</summary>
    public string? ModelId { get => Get<string>("model_id"); set => _entries["model_id"] = value; }

    /// <summary>The id of this saving of the model: the <see cref="ModelId"/> once there is one, otherwise 32 hexadecimal digits.</summary>
    public string? ModelUuid { get => Get<string>("model_uuid"); set => Set("model_uuid", value); }

    /// <summary>The version of MLflow whose format this is. The default is <see cref="FormatVersion"/>.</summary>
    public string? MlflowVersion { get => Get<string>("mlflow_version"); set => Set("mlflow_version", value); }

    /// <summary>When the model was saved, in UTC, to the microsecond; null when the file does not say it.</summary>
    public DateTimeOffset? UtcTimeCreated
    {
        get => Get<string>("utc_time_created") is { } text ? ParseTime(text) : null;
        set => Set("utc_time_created", value?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
    }

    /// <summary>Bytes of the flavor's own files and of the input example.</summary>
    public long? ModelSizeBytes { get => _entries.GetValueOrDefault("model_size_bytes") as long?; set => Set("model_size_bytes", value); }

    /// <summary>The typed inputs, outputs and parameters; null when none were given.</summary>
    /// <exception cref="ArgumentException">Set to a signature that MLflow would refuse; the message says why.</exception>
    public ModelSignature? Signature
    {
        get => _signature;
        set
        {
            value?.Check();
            _signature = value;
        }
    }

    /// <summary>Whether the signature came from a Python type hint.</summary>
    public bool IsSignatureFromTypeHint { get => _entries.GetValueOrDefault("is_signature_from_type_hint") is true; set => Set("is_signature_from_type_hint", value); }

    /// <summary>Whether the type hint came from the input example.</summary>
    public bool TypeHintFromExample { get => _entries.GetValueOrDefault("type_hint_from_example") is true; set => Set("type_hint_from_example", value); }

    /// <summary>Where the input example is and what form it has, as MLflow wrote it; null when there is none.</summary>
    public IReadOnlyDictionary<string, object?>? SavedInputExampleInfo
    {
        get => Get<IReadOnlyDictionary<string, object?>>("saved_input_example_info");
        set => Set("saved_input_example_info", value);
    }

    /// <summary>The caller's own keys and values; null when none were given.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get => Get<IReadOnlyDictionary<string, object?>>("metadata"); set => Set("metadata", value); }

    /// <summary>URIs of the prompts that belong to the model; null when there are none.</summary>
    public IReadOnlyList<string>? Prompts
    {
        get => Get<IReadOnlyList<object?>>("prompts")?.Cast<string>().ToArray();
        set => _entries["prompts"] = ManifestValue.Normalize(value);
    }

    /// <summary>The flavors by name, in the order they were added or read.</summary>
    public IReadOnlyDictionary<string, FlavorConfiguration> Flavors => _flavors;

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

    private T? Get<T>(string key) where T : class => (T?)_entries.GetValueOrDefault(key);

    private void Set(string key, object? value)
    {
        if (value is null) _entries.Remove(key);
        else _entries[key] = ManifestValue.Normalize(value);
    }

    // Python writes no fraction when it is zero.
    private static DateTimeOffset? ParseTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
