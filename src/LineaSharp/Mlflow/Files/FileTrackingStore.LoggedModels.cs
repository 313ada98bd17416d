using LineaSharp.Mlflow.Search;
using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow.Files;

internal sealed partial class FileTrackingStore
{
    public Task<bool> HasLoggedModelsAsync(CancellationToken ct) => Task.FromResult(true);

    public Task<LoggedModel> GetLoggedModelAsync(string modelId, CancellationToken ct) => files.ReadAsync(
        root => ModelFolder(root, modelId) is { } folder && ReadModel(folder) is { } model ? model : throw MlflowErrors.NoLoggedModel(modelId), ct);

    public Task<Page<LoggedModel>> SearchLoggedModelsAsync(LoggedModelSearch search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults);
        var query = MemorySearch<LoggedModel>.Of(search, (model, field) => Values(model, field, search));
        // Datasets without a condition on a metric ask for any metric that was measured on them.
        var needsMeasure = search.Datasets.Count > 0 && !SearchParser.Filter(search.Filter).Any(c => c.Field.Prefix == "metrics");
        return files.ReadAsync(
            root =>
            {
                var models = search.ExperimentIds.Distinct().SelectMany(id => LoggedModels(root, id, ct));
                return query.PageOf(models.Where(m => !needsMeasure || m.Metrics.Any(x => IsOn(x, search.Datasets))));
            },
            ct);
    }

    private IEnumerable<LoggedModel> LoggedModels(StoreFolder root, string experimentId, CancellationToken ct) =>
        FindExperiment(root, experimentId, ViewType.All)?.Find(Models) is { } models ? files.Each(models.Entries(), name => ReadModel(models.Open(name)), ct) : [];

    private static StoreFolder? ModelFolder(StoreFolder root, string modelId) =>
        ExperimentFolders(root).Select(e => e.Find(Models)?.Find(modelId)).FirstOrDefault(m => m is not null);

    // A deleted model stays as a folder, and is not there for readers.
    private static LoggedModel? ReadModel(StoreFolder folder)
    {
        if (folder.FindMeta() is not { } meta || meta.LifecycleStage() == LifecycleStage.Deleted) return null;
        var experiment = folder.Parent.Parent.Name;
        meta.Require("experiment_id", experiment);
        meta.Require("model_id", folder.Name);
        return new LoggedModel
        {
            Id = folder.Name,
            ExperimentId = experiment,
            Name = meta.Text("name"),
            ArtifactLocation = meta.FindText("artifact_location") ?? "",
            CreationTime = Epoch.ToTime(meta.Number("creation_timestamp")),
            LastUpdateTime = Epoch.ToTime(meta.Number("last_updated_timestamp")),
            Status = WireNames.LoggedModelStatus(meta.FindNumber("status") ?? 0),
            StatusMessage = meta.FindText("status_message"),
            ModelType = meta.FindText("model_type") ?? "",
            SourceRunId = Given(meta.FindText("source_run_id")),
            Params = folder.Texts("params"),
            Tags = folder.Texts("tags"),
            Metrics = [.. folder.Files("metrics").SelectMany(f => LastByDataset(MetricFile.OfModel(f.Path, f.Key, folder.Name)))],
        };
    }

    // The last value on every dataset, in the order in which the datasets were first measured on.
    private static IEnumerable<Metric> LastByDataset(IEnumerable<Metric> metrics) =>
        metrics.GroupBy(m => (m.DatasetName, m.DatasetDigest)).Select(MetricFile.Last);

    private static bool IsOn(Metric metric, IReadOnlyList<LoggedModelDataset> datasets) =>
        datasets.Any(d => metric.DatasetName == d.Name && (d.Digest is null || metric.DatasetDigest == d.Digest));

    private static IEnumerable<object?> Values(LoggedModel model, SearchField field, LoggedModelSearch search) => field.Source.Split('.', 2) switch
    {
        ["metrics", var key] => Measured(model, key, field, search),
        ["params", var key] => [model.Params.GetValueOrDefault(key)],
        ["tags", var key] => [model.Tags.GetValueOrDefault(key)],
        ["name"] => [model.Name],
        ["model_id"] => [model.Id],
        ["model_type"] => [Given(model.ModelType)],
        ["source_run_id"] => [model.SourceRunId],
        ["artifact_location"] => [model.ArtifactLocation],
        ["status_message"] => [model.StatusMessage],
        ["lifecycle_stage"] => [WireNames.Active],
        ["status"] => [StatusWord(model.Status)],
        ["experiment_id"] => [model.ExperimentId],
        ["creation_timestamp"] => [model.CreationTime.ToUnixTimeMilliseconds()],
        ["last_updated_timestamp"] => [model.LastUpdateTime.ToUnixTimeMilliseconds()],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Source, "A logged model has no such field."),
    };

    // A condition goes by the first value, an order by the newest, as in MLflow's file store.
    private static IEnumerable<object?> Measured(LoggedModel model, string key, SearchField field, LoggedModelSearch search)
    {
        var values = model.Metrics.Where(m => m.Key == key);
        if (field.Comparators != 0) return values.Where(m => search.Datasets.Count == 0 || IsOn(m, search.Datasets)).Take(1).Select(m => (object?)m.Value);
        return values.Where(m => field.OnDataset is not { } on || IsOn(m, [on])).OrderByDescending(m => m.Timestamp).Take(1).Select(m => (object?)m.Value);
    }

    // The words of MLflow's client, which the file store compares; its databases compare the number.
    private static string StatusWord(LoggedModelStatus status) => status switch
    {
        LoggedModelStatus.Pending => "PENDING",
        LoggedModelStatus.Ready => "READY",
        LoggedModelStatus.UploadFailed => "FAILED",
        _ => "UNSPECIFIED",
    };
}
