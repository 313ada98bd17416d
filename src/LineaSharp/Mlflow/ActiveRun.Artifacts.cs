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
    public Task LogTextAsync(string text, string path, CancellationToken cancellationToken = default) => _client.LogTextAsync(Id, text, path, cancellationToken);

    /// <summary>Stores keys and values as a file among the run's artifacts: YAML when its name ends in <c>.yaml</c> or <c>.yml</c>, else JSON; returns when it is there.</summary>
    /// <param name="values">Texts, truth values, numbers, dates, lists and maps of these.</param>
    /// <param name="path">The file it becomes, such as <c>settings.json</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">A value has no form there.</exception>
    /// <exception cref="LineaException">NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public Task LogDictAsync(IReadOnlyDictionary<string, object?> values, string path, CancellationToken cancellationToken = default) =>
        _client.LogDictAsync(Id, values, path, cancellationToken);

    /// <summary>Stores a table as a JSON file among the run's artifacts, where MLflow's pages show it as one; returns when it is there.</summary>
    /// <param name="columns">The columns' names.</param>
    /// <param name="rows">The rows, each with a value for every column.</param>
    /// <param name="path">The file it becomes, ending in <c>.json</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">A row has another number of values, a value has no form in JSON, or the file is no <c>.json</c>.</exception>
    /// <exception cref="LineaException">NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public Task LogTableAsync(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, string path, CancellationToken cancellationToken = default) =>
        _client.LogTableAsync(Id, columns, rows, path, cancellationToken);

    /// <summary>Stores what a stream gives, such as a picture or a plot, as a file among the run's artifacts; returns when it is there.</summary>
    /// <param name="content">The bytes, read from where the stream stands to its end; the caller disposes of it.</param>
    /// <param name="path">The file it becomes, such as <c>plots/roc.png</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public Task LogStreamAsync(Stream content, string path, CancellationToken cancellationToken = default) => _client.LogStreamAsync(Id, content, path, cancellationToken);

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
