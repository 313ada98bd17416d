using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>Stores a table as a JSON file among a run's artifacts, where MLflow's pages show it as one. A file that is there is replaced.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="rows">The rows, each with a value for every column: texts, truth values, numbers, dates, null.</param>
    /// <param name="path">The file it becomes, ending in <c>.json</c>, such as <c>answers.json</c>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="ArgumentException">A row has another number of values, a value has no form in JSON, or the file is no <c>.json</c>.</exception>
    /// <exception cref="LineaException">NotFound: no such run. NotConfigured: nothing is registered that opens the run's artifact location.</exception>
    public async Task LogTableAsync(
        string runId, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"A table becomes a .json file, not '{path}'.", nameof(path));
        var data = rows.Select((row, at) => row.Count == columns.Count ? row : throw new ArgumentException($"Row {at} has {row.Count} values for {columns.Count} columns.", nameof(rows))).ToList();
        var table = ManifestValue.Normalize(new OrderedDictionary<string, object?> { ["columns"] = columns, ["data"] = data });
        await LogTextAsync(runId, PythonJson.Write(table), path, cancellationToken).ConfigureAwait(false);
        await NoteTableAsync(runId, path, cancellationToken).ConfigureAwait(false);
    }

    // MLflow's pages look for tables in this tag of the run.
    private async Task NoteTableAsync(string runId, string path, CancellationToken ct)
    {
        var tags = (await GetRunAsync(runId, ct).ConfigureAwait(false)).Tags;
        var noted = tags.TryGetValue(SystemTags.LoggedArtifacts, out var text) ? Listed(text) : [];
        if (noted.Any(entry => entry is JsonObject known && known["path"] is JsonValue value && value.TryGetValue(out string? there) && there == path)) return;
        noted.Add((JsonNode)new JsonObject { ["path"] = path, ["type"] = "table" });
        await SetTagAsync(runId, SystemTags.LoggedArtifacts, noted.ToJsonString(), ct).ConfigureAwait(false);
    }

    // What is no list, MLflow's pages cannot read either.
    private static JsonArray Listed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonArray ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // An upload may be sent twice and in parts, so it is a file first.
    private async Task PutAsync(string runId, string path, Func<string, Task> write, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var folder = new PrivateFolder();
        var file = Path.Combine(folder.Path, "artifact");
        await write(file).ConfigureAwait(false);
        var repository = await OfRunAsync(runId, ct).ConfigureAwait(false);
        await repository.PutFileAsync(path, file, new PutOptions(), ct).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Stream content, string file, CancellationToken ct)
    {
        using var target = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await content.CopyToAsync(target, ct).ConfigureAwait(false);
    }
}
