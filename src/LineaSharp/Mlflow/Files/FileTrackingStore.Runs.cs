using LineaSharp.Mlflow.Search;
using LineaSharp.Mlflow.Storage;

namespace LineaSharp.Mlflow.Files;

internal sealed partial class FileTrackingStore
{
    public Task<Run> GetRunAsync(string runId, CancellationToken ct) => files.ReadAsync(root => ReadRun(RunFolder(root, runId)) ?? throw MlflowErrors.NoRun(runId), ct);

    public Task<Page<Run>> SearchRunsAsync(RunSearch search, CancellationToken ct)
    {
        Limits.CheckMaxResults(search.MaxResults);
        var query = MemorySearch<Run>.Of(SearchVocabulary.Runs, search, Values);
        var stages = WireNames.Stages(search.ViewType);
        return files.ReadAsync(
            root => query.PageOf(search.ExperimentIds.Distinct().SelectMany(id => Runs(root, id, ct)).Where(r => stages.Contains(WireNames.Name(r.LifecycleStage)))), ct);
    }

    public Task<Page<Metric>> GetMetricHistoryAsync(string runId, string key, int? maxResults, string? pageToken, CancellationToken ct)
    {
        if (maxResults is { } max) Limits.CheckMaxResults(max, limit: null);
        var offset = (int)Math.Min(PageToken.Read(pageToken), int.MaxValue);
        return files.ReadAsync(
            root =>
            {
                var folder = RunFolder(root, runId);
                if (folder.FindFile("metrics", key) is not { } path) return new Page<Metric>([]);
                // In the order in which they were logged, as MLflow's own reader gives them.
                var history = MetricFile.OfRun(path, key, folder.Name).Skip(offset);
                if (maxResults is not { } size) return new Page<Metric>([.. history]);
                var page = history.Take(size + 1).ToList();
                return page.Count > size ? new Page<Metric>(page.GetRange(0, size), PageToken.Write(offset + size)) : new Page<Metric>(page);
            },
            ct);
    }

    private IEnumerable<Run> Runs(StoreFolder root, string experimentId, CancellationToken ct) =>
        FindExperiment(root, experimentId, ViewType.All) is { } experiment
            ? files.Each(experiment.Entries().Where(n => !NoRuns.Contains(n)), name => ReadRun(experiment.Open(name)), ct)
            : [];

    private static StoreFolder RunFolder(StoreFolder root, string runId)
    {
        if (NoRuns.Contains(runId)) throw MlflowErrors.NoRun(runId);
        return ExperimentFolders(root).Select(e => e.Find(runId)).FirstOrDefault(r => r is not null) ?? throw MlflowErrors.NoRun(runId);
    }

    private static Run? ReadRun(StoreFolder folder)
    {
        if (folder.FindMeta() is not { } meta) return null;
        var experiment = folder.Parent;
        meta.Require("experiment_id", experiment.Name);
        meta.Require(meta.FindText("run_id") is null ? "run_uuid" : "run_id", folder.Name);
        var tags = folder.Texts("tags");
        var inputs = Links(folder, "inputs");
        return new Run
        {
            Id = folder.Name,
            Name = Given(meta.FindText("run_name")) ?? Given(tags.GetValueOrDefault(RunNameTag)) ?? meta.FindText("name") ?? "",
            ExperimentId = experiment.Name,
            UserId = meta.FindText("user_id") ?? "",
            Status = Status(meta),
            StartTime = Epoch.ToTime(meta.FindNumber("start_time")),
            EndTime = Epoch.ToTime(meta.FindNumber("end_time")),
            ArtifactUri = meta.FindText("artifact_uri") ?? "",
            LifecycleStage = meta.LifecycleStage(),
            LatestMetrics = [.. folder.Files("metrics").Select(f => MetricFile.Last(MetricFile.OfRun(f.Path, f.Key, folder.Name)))],
            Params = folder.Texts("params"),
            Tags = tags,
            DatasetInputs = [.. inputs.Where(i => i.Text("source_type") == "DATASET").Select(i => ReadDatasetInput(experiment, i))],
            ModelInputs = [.. inputs.Where(i => i.Text("source_type") == "MODEL").Select(i => new LoggedModelInput(i.Text("source_id")))],
            ModelOutputs = [.. Links(folder, "outputs").Select(o => new LoggedModelOutput(o.Text("source_id"), o.FindNumber("step") ?? 0))],
        };
    }

    private static List<MetaFile> Links(StoreFolder run, string kind)
    {
        if (run.Find(kind) is not { } folder) return [];
        return [.. folder.Entries().Select(name => folder.Open(name).FindMeta()!)];
    }

    private static DatasetInput ReadDatasetInput(StoreFolder experiment, MetaFile input)
    {
        var id = input.Text("source_id");
        var dataset = experiment.Find(Datasets)?.Find(id)?.FindMeta()
            ?? throw LineaException.DamagedFile(Path.Combine(experiment.FullPath, Datasets), $"the dataset '{id}' of a run is not in it");
        return new DatasetInput(new Dataset
        {
            Name = dataset.Text("name"),
            Digest = dataset.Text("digest"),
            SourceType = dataset.FindText("source_type") ?? "",
            Source = dataset.FindText("source") ?? "",
            Schema = dataset.FindText("schema"),
            Profile = dataset.FindText("profile"),
        })
        {
            Tags = [.. input.Pairs("tags").Select(t => new InputTag(t.Key, t.Value))],
        };
    }

    // A number since MLflow 1.0, and a word in some older files.
    private static RunStatus Status(MetaFile meta) => meta.FindText("status") switch
    {
        null or "1" or "RUNNING" => RunStatus.Running,
        "2" or "SCHEDULED" => RunStatus.Scheduled,
        "3" or "FINISHED" => RunStatus.Finished,
        "4" or "FAILED" => RunStatus.Failed,
        "5" or "KILLED" => RunStatus.Killed,
        _ => throw meta.Unknown("status"),
    };

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IEnumerable<object?> Values(Run run, SearchField field) => field.Source.Split('.', 2) switch
    {
        ["metrics", var key] => [run.Metrics.TryGetValue(key, out var value) ? value : null],
        ["params", var key] => [run.Params.GetValueOrDefault(key)],
        ["tags", var key] => [run.Tags.GetValueOrDefault(key)],
        ["dataset", "name"] => run.DatasetInputs.Select(i => i.Dataset.Name),
        ["dataset", "digest"] => run.DatasetInputs.Select(i => i.Dataset.Digest),
        ["dataset", "context"] => run.DatasetInputs.SelectMany(i => i.Tags).Where(t => t.Key == DatasetInput.ContextTag).Select(t => t.Value),
        ["run_id"] => [run.Id],
        ["run_name"] => [run.Name],
        ["user_id"] => [run.UserId],
        ["status"] => [WireNames.Name(run.Status)],
        ["artifact_uri"] => [run.ArtifactUri],
        ["start_time"] => [run.StartTime?.ToUnixTimeMilliseconds()],
        ["end_time"] => [run.EndTime?.ToUnixTimeMilliseconds()],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Source, "A run has no such field."),
    };
}
