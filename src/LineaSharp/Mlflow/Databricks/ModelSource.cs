using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Brings the files of what is to be registered: Unity Catalog keeps a copy of its own, so they go up a second time.</summary>
internal sealed class ModelSource(ITrackingStore tracking, MlflowArtifacts artifacts)
{
    /// <summary>The run and the logged model that a source comes from, where it says so.</summary>
    public async Task<(string? RunId, string? ModelId)> OriginAsync(string source, ModelVersionOptions version, CancellationToken ct)
    {
        var uri = ModelUri.IsOne(source) ? ModelUri.Parse(source) : null;
        if ((version.ModelId ?? uri?.ModelId) is not { } modelId) return (version.RunId ?? uri?.RunId, null);
        try
        {
            var model = await tracking.GetLoggedModelAsync(modelId, ct).ConfigureAwait(false);
            return (version.RunId ?? model.SourceRunId, modelId);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotFound && uri?.ModelId is null)
        {
            return (version.RunId, null); // a model of another workspace: the catalog could not look it up either
        }
    }

    /// <summary>Downloads the model's directory.</summary>
    /// <exception cref="LineaException">NotFound: the source has no files.</exception>
    public async Task DownloadAsync(string source, string folder, CancellationToken ct)
    {
        var location = await LocationAsync(source, ct).ConfigureAwait(false);
        if (await artifacts.Transfer(artifacts.Open(location, owner: null)).DownloadFolderAsync("", folder, null, ct).ConfigureAwait(false) == 0)
            throw LineaException.NoModelFiles(source, location);
    }

    private async Task<string> LocationAsync(string source, CancellationToken ct)
    {
        if (!ModelUri.IsOne(source)) return source;
        switch (ModelUri.Parse(source))
        {
            case { ModelId: { } id }:
                return (await tracking.GetLoggedModelAsync(id, ct).ConfigureAwait(false)).ArtifactLocation;
            case { RunId: { } runId } uri:
                return ArtifactLocations.Append((await tracking.GetRunAsync(runId, ct).ConfigureAwait(false)).ArtifactUri, RelativePath.Check(uri.Path, "a model URI"));
            case { RegisteredName: { } name, Version: { } number }:
                return UnityCatalogFiles.Location(UnityCatalogStore.FullName(name), number);
            default:
                throw MlflowErrors.CatalogSource(source);
        }
    }
}
