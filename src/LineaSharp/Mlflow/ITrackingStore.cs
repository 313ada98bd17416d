namespace LineaSharp.Mlflow;

/// <summary>
/// The tracking side of MLflow: experiments, runs and what they log, logged models. Implementations answer as MLflow's own server does,
/// its errors included (<see cref="MlflowException"/> with MLflow's code). Defaults that MLflow's client fills in (the time, the user)
/// are filled in by <see cref="MlflowClient"/> already; what its server fills in (ids, names, locations) is the store's.
/// </summary>
internal interface ITrackingStore
{
    Task<string> CreateExperimentAsync(string name, string? artifactLocation, IReadOnlyDictionary<string, string> tags, CancellationToken ct);
    Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken ct);
    Task<Experiment?> FindExperimentByNameAsync(string name, CancellationToken ct);
    Task<Page<Experiment>> SearchExperimentsAsync(ExperimentSearch search, CancellationToken ct);
    Task RenameExperimentAsync(string experimentId, string newName, CancellationToken ct);
    Task DeleteExperimentAsync(string experimentId, CancellationToken ct);
    Task RestoreExperimentAsync(string experimentId, CancellationToken ct);
    Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken ct);
    Task DeleteExperimentTagAsync(string experimentId, string key, CancellationToken ct);

    Task<Run> CreateRunAsync(string experimentId, RunOptions run, CancellationToken ct);
    Task<Run> GetRunAsync(string runId, CancellationToken ct);
    Task<Run> UpdateRunAsync(string runId, RunStatus? status, DateTimeOffset? endTime, string? name, CancellationToken ct);
    Task DeleteRunAsync(string runId, CancellationToken ct);
    Task RestoreRunAsync(string runId, CancellationToken ct);
    Task<Page<Run>> SearchRunsAsync(RunSearch search, CancellationToken ct);

    Task LogMetricAsync(string runId, Metric metric, CancellationToken ct);
    Task LogParamAsync(string runId, string key, string value, CancellationToken ct);
    Task SetTagAsync(string runId, string key, string value, CancellationToken ct);
    Task DeleteTagAsync(string runId, string key, CancellationToken ct);
    Task LogBatchAsync(string runId, RunBatch batch, CancellationToken ct);

    /// <summary>Does all of <see cref="LogBatchAsync"/> that needs no store, and gives back the rest: so one batch is made ready while another is on its way.</summary>
    Func<CancellationToken, Task> PrepareBatch(string runId, RunBatch batch) => ct => LogBatchAsync(runId, batch, ct);

    Task<Page<Metric>> GetMetricHistoryAsync(string runId, string key, int? maxResults, string? pageToken, CancellationToken ct);
    Task LogInputsAsync(string runId, IReadOnlyList<DatasetInput> datasets, IReadOnlyList<LoggedModelInput> models, CancellationToken ct);
    Task LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken ct);

    /// <summary>MLflow 2's log_model: adds an MLmodel, as JSON, to the run's tag <c>mlflow.log-model.history</c>.</summary>
    Task RecordModelAsync(string runId, string mlmodelJson, CancellationToken ct);

    /// <summary>Whether there are logged models: not on servers of the 2.x line.</summary>
    Task<bool> HasLoggedModelsAsync(CancellationToken ct);

    Task<LoggedModel> CreateLoggedModelAsync(string experimentId, LoggedModelOptions model, CancellationToken ct);
    Task<LoggedModel> GetLoggedModelAsync(string modelId, CancellationToken ct);
    Task<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken ct);
    Task DeleteLoggedModelAsync(string modelId, CancellationToken ct);
    Task LogLoggedModelParamsAsync(string modelId, IReadOnlyDictionary<string, string> parameters, CancellationToken ct);
    Task SetLoggedModelTagsAsync(string modelId, IReadOnlyDictionary<string, string> tags, CancellationToken ct);
    Task DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken ct);
    Task<Page<LoggedModel>> SearchLoggedModelsAsync(LoggedModelSearch search, CancellationToken ct);
}
