namespace LineaSharp;

/// <summary>Which versions a listing gives. Every property that is set must hold.</summary>
public sealed record ArtifactFilter
{
    /// <summary>Only artifacts whose name begins so (ordinal). The default is all.</summary>
    public string? NamePrefix { get; init; }

    /// <summary>Only versions with all of these tags. The default is none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Only versions in this storage backend. The default is all.</summary>
    public string? StorageBackend { get; init; }

    /// <summary>Only versions of this format or flavor (<c>json</c>, <c>mlnet</c>). The default is all.</summary>
    public string? Format { get; init; }

    /// <summary>Only versions saved at this time or later. The default is all.</summary>
    public DateTimeOffset? CreatedSince { get; init; }

    /// <summary>Only versions saved before this time. The default is all.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>Versions on a page, 1 to 10,000. The default is 50.</summary>
    public int PageSize { get; init; } = 50;
}
