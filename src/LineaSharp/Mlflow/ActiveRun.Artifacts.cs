using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

public sealed partial class ActiveRun
{
    /// <summary>Stores a local file among the run's artifacts; returns when it is there.</summary>
    /// <param name="localFile">The file.</param>
    /// <param name="directory">The directory it goes to, keeping its name. The default is the root.</param>
    /// <param name="progress">Told the bytes that have gone. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="LineaException">NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public Task LogArtifactAsync(
        string localFile, string directory = "", IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _client.LogArtifactAsync(Id, localFile, directory, progress, cancellationToken);

    /// <summary>Stores what lies in a local folder among the run's artifacts; returns when it is there. Links in it are refused.</summary>
    /// <param name="localFolder">The folder.</param>
    /// <param name="directory">The directory its contents go to. The default is the root.</param>
    /// <param name="progress">Told the bytes that have gone. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="LineaException">NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public Task LogArtifactsAsync(
        string localFolder, string directory = "", IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _client.LogArtifactsAsync(Id, localFolder, directory, progress, cancellationToken);

    /// <summary>Stores a text as a file among the run's artifacts, in UTF-8; returns when it is there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file it becomes, such as <c>notes/readme.md</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogTextAsync(string text, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Directory.CreateTempSubdirectory("linea-text-");
        try
        {
            var file = Path.Combine(folder.FullName, "text");
            await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
            await _client.ArtifactRepository(Run.ArtifactUri, ArtifactOwner.Of(Run)).PutFileAsync(path, file, new PutOptions(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Notes a dataset that the run uses; returns when that is stored.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="context">What it is used for, such as <c>train</c> or <c>eval</c>. The default is not told.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">InvalidArgument: the run is deleted, or the dataset's name, digest or text is too long.</exception>
    public Task LogInputAsync(Dataset dataset, string? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var input = new DatasetInput(dataset) { Tags = context is null ? [] : [new InputTag(DatasetInput.ContextTag, context)] };
        return _client.LogInputsAsync(Id, [input], cancellationToken: cancellationToken);
    }
}
