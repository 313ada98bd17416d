namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>The run's owner, in MLflow's tags.</summary>
    private const string UserTag = "mlflow.user";

    /// <summary>Creates a run. It stays <see cref="RunStatus.Running"/> until <see cref="SetTerminatedAsync"/>.</summary>
    /// <param name="experimentId">The experiment; <c>0</c> is <c>Default</c>.</param>
    /// <param name="options">Name, start, tags. The default is a name that the store makes up, and now.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such experiment. InvalidArgument: it is deleted, or a tag cannot be used.</exception>
    public Task<Run> CreateRunAsync(string experimentId, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RunOptions();
        var run = options with
        {
            StartTime = options.StartTime ?? _options.TimeProvider.GetUtcNow(),
            UserId = options.UserId ?? options.Tags.GetValueOrDefault(UserTag, "unknown"),
        };
        return _tracking.CreateRunAsync(experimentId, run, cancellationToken);
    }

    /// <summary>Gets a run with its metrics, params, tags, inputs and outputs; deleted ones too.</summary>
    /// <exception cref="MlflowException">NotFound: no run has this id.</exception>
    public Task<Run> GetRunAsync(string runId, CancellationToken cancellationToken = default) => _tracking.GetRunAsync(runId, cancellationToken);

    /// <summary>Gets the run that a nested run is a part of; null when it is part of none.</summary>
    /// <exception cref="MlflowException">NotFound: no run has this id, or the parent is gone.</exception>
    public async Task<Run?> FindParentRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        var run = await GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        return run.Tags.TryGetValue(SystemTags.ParentRun, out var parent) ? await GetRunAsync(parent, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Changes the status or name of a run; what is null stays.</summary>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted.</exception>
    public Task<Run> UpdateRunAsync(string runId, RunStatus? status = null, string? name = null, CancellationToken cancellationToken = default) =>
        _tracking.UpdateRunAsync(runId, status, endTime: null, name, cancellationToken);

    /// <summary>Ends a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="status">How it ended. The default is <see cref="RunStatus.Finished"/>.</param>
    /// <param name="endTime">When it ended, in UTC. The default is now.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted.</exception>
    public Task<Run> SetTerminatedAsync(
        string runId, RunStatus status = RunStatus.Finished, DateTimeOffset? endTime = null, CancellationToken cancellationToken = default) =>
        _tracking.UpdateRunAsync(runId, status, endTime ?? _options.TimeProvider.GetUtcNow(), name: null, cancellationToken);

    /// <summary>Marks a run as deleted. Its artifacts stay.</summary>
    /// <exception cref="MlflowException">NotFound: no such run.</exception>
    public Task DeleteRunAsync(string runId, CancellationToken cancellationToken = default) => _tracking.DeleteRunAsync(runId, cancellationToken);

    /// <summary>Takes back the deletion of a run.</summary>
    /// <exception cref="MlflowException">NotFound: no such run.</exception>
    public Task RestoreRunAsync(string runId, CancellationToken cancellationToken = default) => _tracking.RestoreRunAsync(runId, cancellationToken);

    /// <summary>Searches runs: one page.</summary>
    /// <param name="experimentIds">The experiments to look in. In none, nothing is found.</param>
    /// <param name="filter">MLflow's filter (<c>metrics.loss &lt; 0.1 AND params.lr = '0.01'</c>). The default is none.</param>
    /// <param name="viewType">The default is runs in use.</param>
    /// <param name="maxResults">How many the page holds at most, up to 50,000. The default is 1,000.</param>
    /// <param name="orderBy">Such as <c>metrics.loss ASC</c>. The default is the last started first.</param>
    /// <param name="pageToken">The token of the page to get. The default is the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the token cannot be read.</exception>
    public Task<Page<Run>> SearchRunsAsync(
        IReadOnlyList<string> experimentIds, string? filter = null, ViewType viewType = ViewType.ActiveOnly, int maxResults = 1000,
        IReadOnlyList<string>? orderBy = null, string? pageToken = null, CancellationToken cancellationToken = default) =>
        _tracking.SearchRunsAsync(
            new RunSearch
            {
                ExperimentIds = experimentIds, Filter = filter, ViewType = viewType, MaxResults = maxResults, OrderBy = orderBy ?? [], PageToken = pageToken,
            },
            cancellationToken);

    /// <summary>Searches runs: all of them, page after page. See <see cref="SearchRunsAsync"/>.</summary>
    public IAsyncEnumerable<Run> SearchAllRunsAsync(
        IReadOnlyList<string> experimentIds, string? filter = null, ViewType viewType = ViewType.ActiveOnly,
        IReadOnlyList<string>? orderBy = null, CancellationToken cancellationToken = default) =>
        AllPages(token => SearchRunsAsync(experimentIds, filter, viewType, 1000, orderBy, token, cancellationToken), cancellationToken);

    /// <summary>Logs a param. A param is written once: the same value again is no error, another value is.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">Letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
    /// <param name="value">The value; MLflow's stores cut it at 6,000 characters.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the param has another value already, the run is deleted, or the key cannot be used.</exception>
    public Task LogParamAsync(string runId, string key, string value, CancellationToken cancellationToken = default) =>
        _tracking.LogParamAsync(runId, key, value, cancellationToken);

    /// <summary>Sets a tag; a tag of that key is replaced.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="key">Letters, digits, <c>_ - . / :</c> and space, up to 250 characters.</param>
    /// <param name="value">The value; MLflow's stores cut it at 8,000 characters.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted, or the key cannot be used.</exception>
    public Task SetTagAsync(string runId, string key, string value, CancellationToken cancellationToken = default) =>
        _tracking.SetTagAsync(runId, key, value, cancellationToken);

    /// <summary>Removes a tag.</summary>
    /// <exception cref="MlflowException">NotFound: no such run or tag. InvalidArgument: the run is deleted.</exception>
    public Task DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default) =>
        _tracking.DeleteTagAsync(runId, key, cancellationToken);

    /// <summary>Logs metrics, params and tags in one step: all of them are stored, or none.</summary>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: too many entries, a repeated or changed param, the run is deleted, or a key cannot be used.</exception>
    public Task LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _tracking.LogBatchAsync(runId, batch, cancellationToken);
    }

    /// <summary>Notes which datasets and logged models a run used.</summary>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted, or a dataset's name, digest or text is too long.</exception>
    public Task LogInputsAsync(
        string runId, IReadOnlyList<DatasetInput>? datasets = null, IReadOnlyList<LoggedModelInput>? models = null, CancellationToken cancellationToken = default) =>
        _tracking.LogInputsAsync(runId, datasets ?? [], models ?? [], cancellationToken);

    /// <summary>Notes which logged models a run made.</summary>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the run is deleted.</exception>
    public Task LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken cancellationToken = default) =>
        _tracking.LogOutputsAsync(runId, models, cancellationToken);

    /// <summary>MLflow 2's way to note a model of a run: adds its MLmodel, as JSON, to the tag <c>mlflow.log-model.history</c>.</summary>
    /// <exception cref="MlflowException">NotFound: no such run. InvalidArgument: the text is no JSON object.</exception>
    public Task RecordModelAsync(string runId, string mlmodelJson, CancellationToken cancellationToken = default) =>
        _tracking.RecordModelAsync(runId, mlmodelJson, cancellationToken);
}
