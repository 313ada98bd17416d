using LineaSharp.Internal;
using LineaSharp.Internal.Yaml;
using LineaSharp.Models;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Stores a text as a file among a run's artifacts, in UTF-8.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="text">The text.</param>
    /// <param name="path">The file it becomes, such as <c>notes/readme.md</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogTextAsync(string runId, string text, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        await PutAsync(runId, path, file => File.WriteAllTextAsync(file, text, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores keys and values as a file among a run's artifacts: YAML when its name ends in <c>.yaml</c> or <c>.yml</c>, else JSON.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="values">Texts, truth values, numbers, dates, lists and maps of these; as <see cref="MLmodel"/> lists them.</param>
    /// <param name="path">The file it becomes, such as <c>settings.json</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">A value has no form there.</exception>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogDictAsync(string runId, IReadOnlyDictionary<string, object?> values, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var plain = ManifestValue.Normalize(values);
        var text = Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" ? YamlWriter.Write(plain, sortKeys: false) : PythonJson.Write(plain, indent: 2);
        await LogTextAsync(runId, text, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what a stream gives, such as a picture or a plot, as a file among a run's artifacts.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="content">The bytes, read from where the stream stands to its end; the caller disposes of it.</param>
    /// <param name="path">The file it becomes, such as <c>plots/roc.png</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogStreamAsync(string runId, Stream content, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await PutAsync(runId, path, file => CopyAsync(content, file, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    // An upload may be sent twice and in parts, so it is a file first.
    private async Task PutAsync(string runId, string path, Func<string, Task> write, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Directory.CreateTempSubdirectory("linea-mlflow-");
        try
        {
            var file = Path.Combine(folder.FullName, "artifact");
            await write(file).ConfigureAwait(false);
            var repository = await OfRunAsync(runId, ct).ConfigureAwait(false);
            await repository.PutFileAsync(path, file, new PutOptions(), ct).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task CopyAsync(Stream content, string file, CancellationToken ct)
    {
        using var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await content.CopyToAsync(target, ct).ConfigureAwait(false);
    }
}
