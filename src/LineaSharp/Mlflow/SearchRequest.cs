namespace LineaSharp.Mlflow;

/// <summary>What every search asks for; MLflow's language for filter and order.</summary>
internal record SearchRequest
{
    public string? Filter { get; init; }
    public IReadOnlyList<string> OrderBy { get; init; } = [];
    public required int MaxResults { get; init; }
    public string? PageToken { get; init; }
}

internal sealed record ExperimentSearch : SearchRequest
{
    public ViewType ViewType { get; init; }
}

internal sealed record RunSearch : SearchRequest
{
    public required IReadOnlyList<string> ExperimentIds { get; init; }
    public ViewType ViewType { get; init; }
}
