namespace LineaSharp.Mlflow;

/// <summary>What is logged to a run in one step: all of it is stored, or nothing.</summary>
public sealed record RunBatch
{
    /// <summary>Up to 1000 values of metrics. The default is none.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Up to 100 params, each key once. The default is none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Params { get; init; } = [];

    /// <summary>Up to 100 tags. The default is none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
}
