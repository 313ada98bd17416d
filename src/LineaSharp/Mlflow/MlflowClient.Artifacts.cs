using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>What lies directly below a directory of a run's artifacts.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The directory. The default is the root. A file or nothing there gives an empty list.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task<IReadOnlyList<RepositoryEntry>> ListArtifactsAsync(string runId, string path = "", CancellationToken cancellationToken = default) =>
        await ListAsync(await OfRunAsync(runId, cancellationToken).ConfigureAwait(false), path, cancellationToken).ConfigureAwait(false);

    /// <summary>What lies directly below a directory of a logged model.</summary>
    /// <exception cref="LineaException">NotFound: no such logged model. NotConfigured: nothing is registered that opens the model's artifact location.</exception>
    public async Task<IReadOnlyList<RepositoryEntry>> ListLoggedModelArtifactsAsync(string modelId, string path = "", CancellationToken cancellationToken = default) =>
        await ListAsync(await OfModelAsync(modelId, cancellationToken).ConfigureAwait(false), path, cancellationToken).ConfigureAwait(false);

    /// <summary>Stores a local file among a run's artifacts.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="localFile">The file.</param>
    /// <param name="directory">The directory it goes to, keeping its name. The default is the root.</param>
    /// <param name="progress">Told the bytes that have gone. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogArtifactAsync(
        string runId, string localFile, string directory = "", IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localFile);
        if (!File.Exists(localFile)) throw new FileNotFoundException($"There is no file '{localFile}'.", localFile);
        var repository = await OfRunAsync(runId, cancellationToken).ConfigureAwait(false);
        var name = Path.GetFileName(localFile);
        await repository.PutFileAsync(
            directory.Length == 0 ? name : $"{directory}/{name}", localFile, new PutOptions { Progress = progress }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what lies in a local folder among a run's artifacts. Links in it are refused.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="localFolder">The folder.</param>
    /// <param name="directory">The directory its contents go to. The default is the root.</param>
    /// <param name="progress">Told the bytes that have gone. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogArtifactsAsync(
        string runId, string localFolder, string directory = "", IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var repository = await OfRunAsync(runId, cancellationToken).ConfigureAwait(false);
        await Transfer(repository).UploadFolderAsync(localFolder, directory, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what lies in a local folder as files of a logged model. Links in it are refused.</summary>
    /// <param name="modelId">The logged model.</param>
    /// <param name="localFolder">The folder.</param>
    /// <param name="progress">Told the bytes that have gone. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such logged model. NotConfigured: nothing is registered that opens the model's artifact location.</exception>
    public async Task LogLoggedModelArtifactsAsync(
        string modelId, string localFolder, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var repository = await OfModelAsync(modelId, cancellationToken).ConfigureAwait(false);
        await Transfer(repository).UploadFolderAsync(localFolder, "", progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Downloads a file or directory of a run's artifacts.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The file or directory; empty for all.</param>
    /// <param name="folder">The local folder it is put into, under its path; it is created, and files in it are replaced.</param>
    /// <param name="progress">Told the bytes that have come. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The absolute local path of the file or directory.</returns>
    /// <exception cref="LineaException">NotFound: no such run or artifact. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task<string> DownloadArtifactsAsync(
        string runId, string path, string folder, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var repository = await OfRunAsync(runId, cancellationToken).ConfigureAwait(false);
        var target = path.Length == 0 ? Path.GetFullPath(folder) : RelativePath.Resolve(folder, path, "the call");
        if (path.Length > 0 && await repository.FindSizeAsync(path, cancellationToken).ConfigureAwait(false) is { } size)
            await Transfer(repository).DownloadFileAsync(path, size, folder, target, progress, cancellationToken).ConfigureAwait(false);
        else if (await Transfer(repository).DownloadFolderAsync(path, target, progress, cancellationToken).ConfigureAwait(false) == 0)
            throw LineaException.NoArtifact(path, repository.Root);
        return target;
    }

    /// <summary>Deletes a file or directory of a run's artifacts, where the store allows it.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The file or directory. What is not there is no error.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such run. NotSupported: the server does not delete artifacts.</exception>
    public async Task DeleteArtifactsAsync(string runId, string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        await (await OfRunAsync(runId, cancellationToken).ConfigureAwait(false)).DeleteAsync(path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens an artifact location that this client's store holds.</summary>
    /// <param name="location">The location.</param>
    /// <param name="owner">Whose artifacts it is part of, where that is known. A bucket that only the server has the keys of is not reached without.</param>
    internal IArtifactRepository ArtifactRepository(string location, ArtifactOwner? owner = null) => _artifacts.Open(location, owner);

    /// <summary>Moves files to and from a repository as the client's options say.</summary>
    internal ArtifactTransfer Transfer(IArtifactRepository repository) => _artifacts.Transfer(repository);

    private async Task<IArtifactRepository> OfRunAsync(string runId, CancellationToken ct)
    {
        var run = await GetRunAsync(runId, ct).ConfigureAwait(false);
        return ArtifactRepository(run.ArtifactUri, ArtifactOwner.Of(run));
    }

    private async Task<IArtifactRepository> OfModelAsync(string modelId, CancellationToken ct)
    {
        var model = await GetLoggedModelAsync(modelId, ct).ConfigureAwait(false);
        return ArtifactRepository(model.ArtifactLocation, ArtifactOwner.Of(model));
    }

    private static async Task<List<RepositoryEntry>> ListAsync(IArtifactRepository repository, string path, CancellationToken ct)
    {
        var entries = new List<RepositoryEntry>();
        await foreach (var entry in repository.ListAsync(path, ct).ConfigureAwait(false)) entries.Add(entry);
        return entries;
    }
}
