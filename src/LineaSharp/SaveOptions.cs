using LineaSharp.Models;

namespace LineaSharp;

/// <summary>What a save may be told beyond the value, its name and its storage backend.</summary>
public sealed record SaveOptions
{
    /// <summary>Labels of this version: keys of 1 to 250 characters, values of up to 8,000. The default is none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Free text about this version. The default is none.</summary>
    public string? Description { get; init; }

    /// <summary>The arguments of MLflow's log_model, for a model. What describes the model itself (signature, example, metadata, requirements) also counts in Linea's own store. The default is <c>new()</c>.</summary>
    public LogModelOptions? LogModel { get; init; }

    /// <summary>Told the bytes as they go. The default is none.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }
}
