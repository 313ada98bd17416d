using LineaSharp.Internal;
using LineaSharp.Models;

namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Finds out which model a model URI stands for right now, and where its files are.</summary>
    /// <param name="modelUri">
    /// <c>models:/name/3</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, <c>models:/name/Production</c>, <c>models:/m-…</c> or
    /// <c>runs:/id/path</c>. For the last, a logged model of the run that has the path as its name comes first, as in MLflow 3.
    /// Or the plain URI of a model's directory (<c>mlflow-artifacts:/1/…</c>, <c>s3://…</c>), which is taken as it is.
    /// </param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">NotFound: there is no such model, version, alias or run.</exception>
    public async Task<ResolvedModel> ResolveModelUriAsync(string modelUri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(modelUri);
        if (ArtifactLocations.HasScheme(modelUri) && !ModelUri.HasScheme(modelUri)) return new ResolvedModel { ModelUri = modelUri, ArtifactUri = modelUri };
        var uri = ModelUri.Parse(modelUri);
        var resolved = uri switch
        {
            { ModelId: { } id } => await ResolveLoggedModelAsync(modelUri, id, cancellationToken).ConfigureAwait(false),
            { RunId: { } runId } => await ResolveRunPathAsync(modelUri, runId, uri.Path, cancellationToken).ConfigureAwait(false),
            _ => await ResolveVersionAsync(modelUri, await FindVersionAsync(uri, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
        };
        return resolved;
    }

    /// <summary>Downloads the directory of a model.</summary>
    /// <param name="modelUri">As for <see cref="ResolveModelUriAsync"/>.</param>
    /// <param name="folder">The local folder that becomes the model directory; it is created, and files in it are replaced.</param>
    /// <param name="progress">Told the bytes that have come. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>What was downloaded.</returns>
    /// <exception cref="ArgumentException">The text is no model URI.</exception>
    /// <exception cref="LineaException">NotFound: there is no such model, or it has no files.</exception>
    public async Task<ResolvedModel> DownloadModelAsync(
        string modelUri, string folder, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var model = await ResolveModelUriAsync(modelUri, cancellationToken).ConfigureAwait(false);
        var repository = ArtifactRepository(model.ArtifactUri, ArtifactOwner.OneOf(model.ModelId, model.RunId));
        var files = await Transfer(repository).DownloadFolderAsync("", folder, progress, cancellationToken).ConfigureAwait(false);
        return files > 0 ? model : throw LineaException.NoModelFiles(modelUri, model.ArtifactUri);
    }

    /// <summary>Downloads a model into a private folder and loads it, as <c>mlflow.&lt;flavor&gt;.load_model</c> does in Python.</summary>
    /// <typeparam name="T">The type of model; the flavor must be able to load it.</typeparam>
    /// <param name="modelUri">As for <see cref="ResolveModelUriAsync"/>.</param>
    /// <param name="flavor">The flavor that loads it.</param>
    /// <param name="trustFiles">Whether files may be loaded in ways that run code in them, such as Python's pickles. The default is false.</param>
    /// <param name="cancellationToken">Stops the download and the loading.</param>
    /// <exception cref="ArgumentException">The text is no model URI, or the flavor has no such type.</exception>
    /// <exception cref="LineaException">NotFound: there is no such model, or it lacks the flavor. CorruptArtifact, NotSupported: what the flavor says of its files.</exception>
    public async Task<T> LoadModelAsync<T>(string modelUri, IModelFlavor flavor, bool trustFiles = false, CancellationToken cancellationToken = default) where T : class
    {
        ArgumentNullException.ThrowIfNull(flavor);
        if (!flavor.CanLoadAs(typeof(T))) throw new ArgumentException($"The flavor '{flavor.Name}' does not load models as {TypeName.Of(typeof(T))}.", nameof(flavor));
        return await WithModelDirectoryAsync(
            modelUri, trustFiles, async directory => (T)await flavor.LoadAsync(directory, typeof(T), cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Downloads a model into a private folder, which is gone when the work is done.</summary>
    internal async Task<T> WithModelDirectoryAsync<T>(string modelUri, bool isTrusted, Func<ModelDirectory, Task<T>> work, CancellationToken ct)
    {
        using var folder = new PrivateFolder();
        await DownloadModelAsync(modelUri, folder.Path, cancellationToken: ct).ConfigureAwait(false);
        return await work(ModelDirectory.Open(folder.Path, isTrusted)).ConfigureAwait(false);
    }

    private async Task<ResolvedModel> ResolveLoggedModelAsync(string modelUri, string modelId, CancellationToken ct)
    {
        var model = await GetLoggedModelAsync(modelId, ct).ConfigureAwait(false);
        return new ResolvedModel { ModelUri = modelUri, ArtifactUri = model.ArtifactLocation, ModelId = model.Id, RunId = model.SourceRunId };
    }

    private async Task<ResolvedModel> ResolveRunPathAsync(string modelUri, string runId, string path, CancellationToken ct)
    {
        var run = await GetRunAsync(runId, ct).ConfigureAwait(false);
        var (name, rest) = path.Split('/', 2) is [var first, var below] ? (first, below) : (path, "");
        if (await FindModelOfRunAsync(run, name, ct).ConfigureAwait(false) is { } model)
        {
            var location = rest.Length == 0 ? model.ArtifactLocation : ArtifactLocations.Append(model.ArtifactLocation, CheckedPath(rest));
            return new ResolvedModel { ModelUri = modelUri, ArtifactUri = location, ModelId = model.Id, RunId = runId };
        }
        return new ResolvedModel { ModelUri = modelUri, ArtifactUri = ArtifactLocations.Append(run.ArtifactUri, CheckedPath(path)), RunId = runId };
    }

    private async Task<LoggedModel?> FindModelOfRunAsync(Run run, string name, CancellationToken ct)
    {
        // A name with one of these cannot be in the filter, nor be a logged model's.
        if (name.Contains('\'', StringComparison.Ordinal) || name.Contains('"', StringComparison.Ordinal)) return null;
        var search = new LoggedModelSearch { ExperimentIds = [run.ExperimentId], Filter = $"name = '{name}'" };
        try
        {
            await foreach (var model in SearchAllLoggedModelsAsync(search, ct).ConfigureAwait(false))
                if (model.SourceRunId == run.Id) return model;
        }
        catch (MlflowException e) when (e.MlflowErrorCode == MlflowErrorCodes.EndpointNotFound)
        {
            // A server of the 2.x line has no logged models.
        }
        return null;
    }

    private async Task<ModelVersion> FindVersionAsync(ModelUri uri, CancellationToken ct)
    {
        var name = uri.RegisteredName!;
        if (uri.Version is { } version) return await GetModelVersionAsync(name, version, ct).ConfigureAwait(false);
        if (uri.Alias is { } alias) return await GetModelVersionByAliasAsync(name, alias, ct).ConfigureAwait(false);
        var latest = await GetLatestVersionsAsync(name, uri.Stage is { } stage ? [stage] : null, ct).ConfigureAwait(false);
        return latest.MaxBy(v => v.Version) ?? throw LineaException.NoModelVersion(name, uri.Stage);
    }

    private async Task<ResolvedModel> ResolveVersionAsync(string modelUri, ModelVersion version, CancellationToken ct)
    {
        var location = await GetModelVersionDownloadUriAsync(version.Name, version.Version, ct).ConfigureAwait(false);
        // A registry apart from the tracking store may know only the name that the model has there.
        var source = ModelUri.IsOne(location) ? await ResolveModelUriAsync(location, ct).ConfigureAwait(false) : null;
        return new ResolvedModel
        {
            ModelUri = modelUri,
            ArtifactUri = source?.ArtifactUri ?? location,
            ModelId = version.ModelId ?? source?.ModelId,
            RunId = version.RunId ?? source?.RunId,
            RegisteredModelName = version.Name,
            RegisteredModelVersion = version.Version,
        };
    }

    private static string CheckedPath(string path) => Repositories.RelativePath.Check(path, "a model URI");
}
