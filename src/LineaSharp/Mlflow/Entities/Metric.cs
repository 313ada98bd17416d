namespace LineaSharp.Mlflow;

/// <summary>One measured value.</summary>
/// <param name="Key">The metric's name: letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
/// <param name="Value">The value. NaN is kept; MLflow's stores keep ±infinity as the greatest and least double.</param>
/// <param name="Timestamp">When it was measured, in UTC; kept to the millisecond, not before 1970.</param>
/// <param name="Step">Whole number in whatever the caller counts (epochs, batches). The default is 0.</param>
public sealed record Metric(string Key, double Value, DateTimeOffset Timestamp, long Step = 0)
{
    /// <summary>The logged model that the value belongs to; null when it belongs to the run alone.</summary>
    public string? ModelId { get; init; }

    /// <summary>The name of the dataset it was measured on; null when not told.</summary>
    public string? DatasetName { get; init; }

    /// <summary>The digest of the dataset it was measured on; null when not told.</summary>
    public string? DatasetDigest { get; init; }

    /// <summary>The run that measured it; null where the context says which run it is.</summary>
    public string? RunId { get; init; }
}
