using LineaSharp.Mlflow.Search;

namespace LineaSharp.Mlflow.Files;

/// <summary>Reads the tracking side of MLflow's file store, as releases 2.x and 3.x wrote it. It answers as their own reader does.</summary>
/// <remarks>
/// <code>
/// &lt;experiment id&gt;/meta.yaml, tags/&lt;key&gt;                     a deleted experiment lies below .trash/
/// &lt;experiment id&gt;/&lt;run id&gt;/meta.yaml, params/&lt;key&gt;, tags/&lt;key&gt;, metrics/&lt;key&gt;, inputs/&lt;id&gt;/meta.yaml, outputs/&lt;model id&gt;/meta.yaml
/// &lt;experiment id&gt;/datasets/&lt;id&gt;/meta.yaml
/// &lt;experiment id&gt;/models/&lt;model id&gt;/meta.yaml, params/&lt;key&gt;, tags/&lt;key&gt;, metrics/&lt;key&gt;
/// </code>
/// </remarks>
internal sealed partial class FileTrackingStore(FileStore files) : ITrackingStore
{
    private const string Trash = ".trash";
    private const string Registry = "models";
    private const string Models = "models";
    private const string Datasets = "datasets";
    private const string RunNameTag = "mlflow.runName";

    private static readonly HashSet<string> NoRuns = new(StringComparer.Ordinal) { "tags", Datasets, "traces", Models };

    public Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken ct) => files.ReadAsync(
        root => FindExperiment(root, experimentId, ViewType.All) is { } folder && ReadExperiment(folder) is { } found
            ? found
            : throw MlflowErrors.NoExperiment(experimentId),
        ct);

    public Task<Experiment?> FindExperimentByNameAsync(string name, CancellationToken ct) => files.ReadAsync(
        root => Experiments(root, ViewType.All, ct).FirstOrDefault(e => e.Name == name), ct);

    public Task<Page<Experiment>> SearchExperimentsAsync(ExperimentSearch search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults);
        var query = MemorySearch<Experiment>.Of(SearchVocabulary.Experiments, search, Values);
        return files.ReadAsync(root => query.PageOf(Experiments(root, search.ViewType, ct)), ct);
    }

    private IEnumerable<Experiment> Experiments(StoreFolder root, ViewType view, CancellationToken ct)
    {
        var all = Enumerable.Empty<Experiment>();
        foreach (var parent in Parents(root, view))
        {
            var names = parent.Entries().Where(n => n is not (Trash or Registry));
            all = all.Concat(files.Each(names, name => ReadExperiment(parent.Open(name)), ct));
        }
        return all;
    }

    private static IEnumerable<StoreFolder> Parents(StoreFolder root, ViewType view)
    {
        if (view is ViewType.ActiveOnly or ViewType.All) yield return root;
        if (view is ViewType.DeletedOnly or ViewType.All && root.Find(Trash) is { } trash) yield return trash;
    }

    private static IEnumerable<StoreFolder> ExperimentFolders(StoreFolder root) =>
        Parents(root, ViewType.All).SelectMany(p => p.OpenEntries()).Where(e => e.Name is not (Trash or Registry));

    private static StoreFolder? FindExperiment(StoreFolder root, string id, ViewType view) =>
        id is Trash or Registry ? null : Parents(root, view).Select(p => p.Find(id)).FirstOrDefault(f => f is not null);

    private static Experiment? ReadExperiment(StoreFolder folder)
    {
        if (folder.FindMeta() is not { } meta) return null;
        meta.Require("experiment_id", folder.Name);
        return new Experiment
        {
            Id = folder.Name,
            Name = meta.Text("name"),
            ArtifactLocation = meta.FindText("artifact_location") ?? "",
            LifecycleStage = meta.LifecycleStage(),
            CreationTime = Epoch.ToTime(meta.FindNumber("creation_time")),
            LastUpdateTime = Epoch.ToTime(meta.FindNumber("last_update_time")),
            Tags = folder.Texts("tags"),
        };
    }

    private static IEnumerable<object?> Values(Experiment experiment, SearchField field) => field.Source.Split('.', 2) switch
    {
        ["tags", var key] => [experiment.Tags.GetValueOrDefault(key)],
        ["name"] => [experiment.Name],
        ["experiment_id"] => [experiment.Id],
        ["creation_time"] => [experiment.CreationTime?.ToUnixTimeMilliseconds()],
        ["last_update_time"] => [experiment.LastUpdateTime?.ToUnixTimeMilliseconds()],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Source, "An experiment has no such field."),
    };
}
