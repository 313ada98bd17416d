namespace LineaSharp.Mlflow;

/// <summary>A dataset as MLflow records it: a name and a digest, where it came from, and what it looks like.</summary>
public sealed record Dataset
{
    /// <summary>The name, up to 500 characters.</summary>
    public required string Name { get; init; }

    /// <summary>A short digest of the contents, up to 36 characters. Name and digest together say which dataset it is.</summary>
    public required string Digest { get; init; }

    /// <summary>What kind of source it is (<c>local</c>, <c>http</c>, <c>delta_table</c> …).</summary>
    public required string SourceType { get; init; }

    /// <summary>The source, in a form that <see cref="SourceType"/> defines; mostly JSON.</summary>
    public required string Source { get; init; }

    /// <summary>The schema as JSON; null when not recorded.</summary>
    public string? Schema { get; init; }

    /// <summary>Counts and the like as JSON; null when not recorded.</summary>
    public string? Profile { get; init; }
}

/// <summary>A dataset that a run used.</summary>
/// <param name="Dataset">The dataset.</param>
public sealed record DatasetInput(Dataset Dataset)
{
    /// <summary>The tag that says what a dataset was used for (<c>train</c>, <c>eval</c>).</summary>
    public const string ContextTag = "mlflow.data.context";

    /// <summary>What the run used it for and the like.</summary>
    public IReadOnlyList<InputTag> Tags { get; init; } = [];
}

/// <summary>A tag of a dataset input.</summary>
/// <param name="Key">Up to 255 characters.</param>
/// <param name="Value">Up to 500 characters.</param>
public sealed record InputTag(string Key, string Value);
