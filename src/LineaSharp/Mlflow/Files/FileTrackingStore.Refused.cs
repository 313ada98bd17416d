namespace LineaSharp.Mlflow.Files;

/// <summary>What would write.</summary>
internal sealed partial class FileTrackingStore
{
    public Task<string> CreateExperimentAsync(string name, string? artifactLocation, IReadOnlyDictionary<string, string> tags, CancellationToken ct) => files.RefuseAsync<string>();

    public Task RenameExperimentAsync(string experimentId, string newName, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteExperimentAsync(string experimentId, CancellationToken ct) => files.RefuseAsync();

    public Task RestoreExperimentAsync(string experimentId, CancellationToken ct) => files.RefuseAsync();

    public Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteExperimentTagAsync(string experimentId, string key, CancellationToken ct) => files.RefuseAsync();

    public Task<Run> CreateRunAsync(string experimentId, RunOptions run, CancellationToken ct) => files.RefuseAsync<Run>();

    public Task<Run> UpdateRunAsync(string runId, RunStatus? status, DateTimeOffset? endTime, string? name, CancellationToken ct) => files.RefuseAsync<Run>();

    public Task DeleteRunAsync(string runId, CancellationToken ct) => files.RefuseAsync();

    public Task RestoreRunAsync(string runId, CancellationToken ct) => files.RefuseAsync();

    public Task LogMetricAsync(string runId, Metric metric, CancellationToken ct) => files.RefuseAsync();

    public Task LogParamAsync(string runId, string key, string value, CancellationToken ct) => files.RefuseAsync();

    public Task SetTagAsync(string runId, string key, string value, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteTagAsync(string runId, string key, CancellationToken ct) => files.RefuseAsync();

    public Task LogBatchAsync(string runId, RunBatch batch, CancellationToken ct) => files.RefuseAsync();

    public Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<LoggedModelInput> models, CancellationToken ct) => files.RefuseAsync();

    public Task LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken ct) => files.RefuseAsync();

    public Task RecordModelAsync(string runId, string mlmodelJson, CancellationToken ct) => files.RefuseAsync();

    public Task<LoggedModel> CreateLoggedModelAsync(string experimentId, LoggedModelOptions model, CancellationToken ct) => files.RefuseAsync<LoggedModel>();

    public Task<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken ct) => files.RefuseAsync<LoggedModel>();

    public Task DeleteLoggedModelAsync(string modelId, CancellationToken ct) => files.RefuseAsync();

    public Task LogLoggedModelParamsAsync(string modelId, IReadOnlyDictionary<string, string> parameters, CancellationToken ct) => files.RefuseAsync();

    public Task SetLoggedModelTagsAsync(string modelId, IReadOnlyDictionary<string, string> tags, CancellationToken ct) => files.RefuseAsync();

    public Task DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken ct) => files.RefuseAsync();
}
