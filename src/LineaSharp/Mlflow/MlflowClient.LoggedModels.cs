namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Whether models are logged on their own, as MLflow 3 does it; on servers of the 2.x line a model is a folder among a run's artifacts.</summary>
    internal Task<bool> HasLoggedModelsAsync(CancellationToken ct) => _tracking.HasLoggedModelsAsync(ct);

    /// <summary>Creates a logged model. It stays <see cref="LoggedModelStatus.Pending"/> until its files are there and <see cref="FinalizeLoggedModelAsync"/> is called.</summary>
    /// <exception cref="MlflowException">NotFound: no such experiment. InvalidArgument: the experiment is deleted, or the name cannot be used.</exception>
    public Task<LoggedModel> CreateLoggedModelAsync(
        string experimentId, LoggedModelOptions? options = null, CancellationToken cancellationToken = default) =>
        _tracking.CreateLoggedModelAsync(experimentId, options ?? new LoggedModelOptions(), cancellationToken);

    /// <summary>Gets a logged model.</summary>
    /// <exception cref="MlflowException">NotFound: no logged model has this id, or it is deleted.</exception>
    public Task<LoggedModel> GetLoggedModelAsync(string modelId, CancellationToken cancellationToken = default) =>
        _tracking.GetLoggedModelAsync(modelId, cancellationToken);

    /// <summary>Says that a logged model's files are complete, or that they will never be.</summary>
    /// <param name="modelId">The model.</param>
    /// <param name="status"><see cref="LoggedModelStatus.Ready"/> or <see cref="LoggedModelStatus.UploadFailed"/>.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such logged model.</exception>
    public Task<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken cancellationToken = default)
    {
        // MLflow's servers take an unknown status and store it; so it is checked here.
        if (!Enum.IsDefined(status)) throw new ArgumentOutOfRangeException(nameof(status), status, "No such status.");
        return _tracking.FinalizeLoggedModelAsync(modelId, status, cancellationToken);
    }

    /// <summary>Marks a logged model as deleted. Its files stay.</summary>
    /// <exception cref="MlflowException">NotFound: no such logged model.</exception>
    public Task DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default) =>
        _tracking.DeleteLoggedModelAsync(modelId, cancellationToken);

    /// <summary>Adds params to a logged model.</summary>
    /// <exception cref="MlflowException">NotFound: no such logged model. InvalidArgument: a param of that key is there already, or a key cannot be used.</exception>
    public Task LogLoggedModelParamsAsync(string modelId, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken = default) =>
        _tracking.LogLoggedModelParamsAsync(modelId, parameters, cancellationToken);

    /// <summary>Sets tags of a logged model; tags of those keys are replaced.</summary>
    /// <exception cref="MlflowException">NotFound: no such logged model.</exception>
    public Task SetLoggedModelTagsAsync(string modelId, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken = default) =>
        _tracking.SetLoggedModelTagsAsync(modelId, tags, cancellationToken);

    /// <summary>Removes a tag of a logged model.</summary>
    /// <exception cref="MlflowException">NotFound: no such logged model or tag.</exception>
    public Task DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default) =>
        _tracking.DeleteLoggedModelTagAsync(modelId, key, cancellationToken);

    /// <summary>Searches logged models: one page.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the token cannot be read.</exception>
    public Task<Page<LoggedModel>> SearchLoggedModelsAsync(LoggedModelSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        return _tracking.SearchLoggedModelsAsync(search, cancellationToken);
    }

    /// <summary>Searches logged models: all of them, page after page.</summary>
    public IAsyncEnumerable<LoggedModel> SearchAllLoggedModelsAsync(LoggedModelSearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        return AllPages(token => SearchLoggedModelsAsync(search with { PageToken = token ?? search.PageToken }, cancellationToken), cancellationToken);
    }
}
