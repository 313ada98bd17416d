namespace LineaSharp.Mlflow;

/// <summary>
/// The run or logged model whose artifacts a location is part of. A server signs addresses in a bucket for the artifacts of these, not for locations;
/// and nothing is guessed from how a location looks.
/// </summary>
internal sealed record ArtifactOwner
{
    public string? ModelId { get; private init; }

    public string? RunId { get; private init; }

    /// <summary>The root of its artifacts, where that is known already.</summary>
    public string? Location { get; private init; }

    public static ArtifactOwner Of(Run run) => new() { RunId = run.Id, Location = run.ArtifactUri };

    public static ArtifactOwner Of(LoggedModel model) => new() { ModelId = model.Id, Location = model.ArtifactLocation };

    /// <summary>One of the two, or none known.</summary>
    public static ArtifactOwner? OneOf(string? modelId, string? runId) => modelId is null && runId is null ? null : new() { ModelId = modelId, RunId = runId };
}
