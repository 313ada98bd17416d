using LineaSharp.Formats;

namespace LineaSharp.Catalog;

/// <summary>What a save knows of a version before the catalog numbers it.</summary>
internal sealed record NewVersion
{
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Format { get; init; }
    public required string ValueType { get; init; }
    public required FileManifest Manifest { get; init; }
    public required string Location { get; init; }
    public required Placement Placement { get; init; }
    public string? Description { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    public MlflowOrigin? Mlflow { get; init; }
}

/// <summary>One version as the catalog remembers it; its files are looked up when they are needed.</summary>
internal sealed record CatalogEntry
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Format { get; init; }
    public required string ValueType { get; init; }
    public required long Size { get; init; }
    public required string Sha256 { get; init; }
    public required string Location { get; init; }
    public required Placement Placement { get; init; }
    public string? Description { get; init; }
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    public MlflowOrigin? Mlflow { get; init; }

    public string Reference => new ArtifactRef(Name, Version).ToString();
}
