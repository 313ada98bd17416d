namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    private const string ServersDefaultExperimentId = "0";

    /// <summary>Creates an experiment.</summary>
    /// <param name="name">Its name, unique in the store; up to 500 characters.</param>
    /// <param name="artifactLocation">Where its runs put their artifacts. The default is the store's.</param>
    /// <param name="tags">Its tags. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The experiment's id.</returns>
    /// <exception cref="MlflowException">AlreadyExists: the name is taken, perhaps by a deleted experiment. InvalidArgument: the name is empty or too long.</exception>
    public Task<string> CreateExperimentAsync(
        string name, string? artifactLocation = null, IReadOnlyDictionary<string, string>? tags = null, CancellationToken cancellationToken = default) =>
        _tracking.CreateExperimentAsync(name, artifactLocation, tags ?? Empty.Tags, cancellationToken);

    /// <summary>Gets an experiment, deleted ones too.</summary>
    /// <exception cref="MlflowException">NotFound: no experiment has this id.</exception>
    public Task<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default) =>
        _tracking.GetExperimentAsync(experimentId, cancellationToken);

    /// <summary>Gets an experiment by its name, deleted ones too.</summary>
    /// <exception cref="MlflowException">NotFound: no experiment has this name.</exception>
    public async Task<Experiment> GetExperimentByNameAsync(string name, CancellationToken cancellationToken = default) =>
        await FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false) ?? throw MlflowErrors.NoExperimentNamed(name);

    /// <summary>Looks an experiment up by its name, deleted ones too; null when there is none.</summary>
    public Task<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default) =>
        _tracking.FindExperimentByNameAsync(name, cancellationToken);

    /// <summary>Gets the experiment of a name, and makes it when there is none; deleted ones come as they are.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the name is empty or too long.</exception>
    public async Task<Experiment> GetOrCreateExperimentAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false) is { } found) return found;
        try
        {
            return await GetExperimentAsync(await CreateExperimentAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.AlreadyExists)
        {
            // Somebody else was faster.
            return await GetExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where runs and models go whose caller names no experiment.</summary>
    /// <exception cref="LineaException">NotConfigured: a Databricks workspace has no default experiment, and none is named; or two are.</exception>
    internal async Task<string> DefaultExperimentIdAsync(CancellationToken ct)
    {
        if (_options.Experiment is { } named) return (await GetOrCreateExperimentAsync(named, ct).ConfigureAwait(false)).Id;
        var environment = new Rest.Variables(_options.Http.Environment);
        var (id, name) = (environment.Text("MLFLOW_EXPERIMENT_ID"), environment.Text("MLFLOW_EXPERIMENT_NAME"));
        if (name is not null)
        {
            var experiment = await GetOrCreateExperimentAsync(name, ct).ConfigureAwait(false);
            return id is null || id == experiment.Id ? experiment.Id : throw LineaException.TwoExperiments(id, name, experiment.Id);
        }
        if (id is not null) return id;
        return _tracking is Rest.RestTrackingStore { IsDatabricks: true } ? throw LineaException.NoExperimentNamed() : ServersDefaultExperimentId;
    }

    /// <summary>Searches experiments: one page.</summary>
    /// <param name="filter">MLflow's filter (<c>name LIKE 'churn%' AND tags.team = 'a'</c>). The default is none.</param>
    /// <param name="viewType">The default is experiments in use.</param>
    /// <param name="maxResults">How many the page holds at most, 1 to 50,000. The default is 1,000.</param>
    /// <param name="orderBy">Such as <c>name ASC</c>. The default is the newest first.</param>
    /// <param name="pageToken">The token of the page to get. The default is the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the token cannot be read.</exception>
    public Task<Page<Experiment>> SearchExperimentsAsync(
        string? filter = null, ViewType viewType = ViewType.ActiveOnly, int maxResults = 1000, IReadOnlyList<string>? orderBy = null,
        string? pageToken = null, CancellationToken cancellationToken = default) =>
        _tracking.SearchExperimentsAsync(
            new ExperimentSearch { Filter = filter, ViewType = viewType, MaxResults = maxResults, OrderBy = orderBy ?? [], PageToken = pageToken },
            cancellationToken);

    /// <summary>Searches experiments: all of them, page after page. See <see cref="SearchExperimentsAsync"/>.</summary>
    public IAsyncEnumerable<Experiment> SearchAllExperimentsAsync(
        string? filter = null, ViewType viewType = ViewType.ActiveOnly, IReadOnlyList<string>? orderBy = null,
        CancellationToken cancellationToken = default) =>
        AllPages(token => SearchExperimentsAsync(filter, viewType, 1000, orderBy, token, cancellationToken), cancellationToken);

    /// <summary>Gives an experiment a new name.</summary>
    /// <exception cref="MlflowException">NotFound: no such experiment. AlreadyExists: the name is taken. InvalidState: the experiment is deleted.</exception>
    public Task RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default) =>
        _tracking.RenameExperimentAsync(experimentId, newName, cancellationToken);

    /// <summary>Marks an experiment and its runs as deleted. Its artifacts stay, and its name stays taken.</summary>
    /// <exception cref="MlflowException">NotFound: no such experiment is in use.</exception>
    public Task DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default) =>
        _tracking.DeleteExperimentAsync(experimentId, cancellationToken);

    /// <summary>Takes back the deletion of an experiment and its runs.</summary>
    /// <exception cref="MlflowException">NotFound: no such experiment is deleted.</exception>
    public Task RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default) =>
        _tracking.RestoreExperimentAsync(experimentId, cancellationToken);

    /// <summary>Sets a tag of an experiment; a tag of that key is replaced.</summary>
    /// <exception cref="MlflowException">NotFound: no such experiment. InvalidArgument: the experiment is deleted, or the key cannot be used.</exception>
    public Task SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default) =>
        _tracking.SetExperimentTagAsync(experimentId, key, value, cancellationToken);

    /// <summary>Removes a tag of an experiment.</summary>
    /// <exception cref="MlflowException">NotFound: no such experiment or tag. InvalidArgument: the experiment is deleted.</exception>
    public Task DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default) =>
        _tracking.DeleteExperimentTagAsync(experimentId, key, cancellationToken);
}
