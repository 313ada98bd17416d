namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Registers a model as the next version of a registered model, which must exist, and waits until it is ready.</summary>
    /// <param name="name">The registered model.</param>
    /// <param name="source">Where the files are: a URI, <c>models:/m-…</c> for a logged model, or <c>models:/name/1</c> to copy a version.</param>
    /// <param name="options">Run, description, tags and the like. The default is none of them.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such registered model. InvalidArgument: the source or a tag cannot be used.</exception>
    /// <exception cref="LineaException">Unavailable: the version was not ready in time. InvalidState: the registry could not register it.</exception>
    public async Task<ModelVersion> CreateModelVersionAsync(
        string name, string source, ModelVersionOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new ModelVersionOptions();
        var created = await _registry.CreateModelVersionAsync(name, source, options, cancellationToken).ConfigureAwait(false);
        return await AwaitReadyAsync(created, options.AwaitReadyFor, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Registers a version of one model as the next version of another, which is made if there is none. The files are not copied.</summary>
    /// <param name="name">The model to copy from.</param>
    /// <param name="version">Its version.</param>
    /// <param name="toName">The model to copy to.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such model or version.</exception>
    public async Task<ModelVersion> CopyModelVersionAsync(string name, int version, string toName, CancellationToken cancellationToken = default)
    {
        var source = await GetModelVersionAsync(name, version, cancellationToken).ConfigureAwait(false);
        if (await FindRegisteredModelAsync(toName, cancellationToken).ConfigureAwait(false) is null)
            await CreateRegisteredModelAsync(toName, cancellationToken: cancellationToken).ConfigureAwait(false);
        return await CreateModelVersionAsync(
            toName, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"models:/{name}/{version}"),
            new ModelVersionOptions { RunId = source.RunId, RunLink = source.RunLink }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until a version that is being registered is ready.</summary>
    internal async Task<ModelVersion> AwaitReadyAsync(ModelVersion version, TimeSpan patience, CancellationToken ct)
    {
        var clock = _options.TimeProvider;
        var start = clock.GetTimestamp();
        while (version.Status == ModelVersionStatus.PendingRegistration && patience > TimeSpan.Zero)
        {
            if (clock.GetElapsedTime(start) > patience) throw LineaException.NotReadyInTime(version, patience);
            await Task.Delay(TimeSpan.FromSeconds(1), clock, ct).ConfigureAwait(false);
            version = await GetModelVersionAsync(version.Name, version.Version, ct).ConfigureAwait(false);
        }
        return version.Status == ModelVersionStatus.FailedRegistration ? throw LineaException.NotRegistered(version) : version;
    }

    /// <summary>Gets a model version.</summary>
    /// <exception cref="MlflowException">NotFound: no such model or version.</exception>
    public Task<ModelVersion> GetModelVersionAsync(string name, int version, CancellationToken cancellationToken = default) =>
        _registry.GetModelVersionAsync(name, version, cancellationToken);

    /// <summary>Gets the version that an alias points to.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model. InvalidArgument: it has no such alias.</exception>
    public Task<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        _registry.GetModelVersionByAliasAsync(name, alias, cancellationToken);

    /// <summary>The highest version of every stage, or of the given stages. The stage of a version that was never moved is <c>None</c>.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model. InvalidArgument: no such stage.</exception>
    public Task<IReadOnlyList<ModelVersion>> GetLatestVersionsAsync(
        string name, IReadOnlyList<string>? stages = null, CancellationToken cancellationToken = default) =>
        _registry.GetLatestVersionsAsync(name, stages ?? [], cancellationToken);

    /// <summary>Changes the description of a model version.</summary>
    /// <exception cref="MlflowException">NotFound: no such model or version.</exception>
    public Task<ModelVersion> UpdateModelVersionAsync(string name, int version, string? description, CancellationToken cancellationToken = default) =>
        _registry.UpdateModelVersionAsync(name, version, description, cancellationToken);

    /// <summary>Moves a version to a stage. MLflow advises aliases instead.</summary>
    /// <param name="name">The registered model.</param>
    /// <param name="version">The version.</param>
    /// <param name="stage"><c>None</c>, <c>Staging</c>, <c>Production</c> or <c>Archived</c>, in any case.</param>
    /// <param name="archiveExistingVersions">Whether the versions that are in that stage now move to <c>Archived</c>. The default is false.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such model or version. InvalidArgument: no such stage.</exception>
    public Task<ModelVersion> TransitionModelVersionStageAsync(
        string name, int version, string stage, bool archiveExistingVersions = false, CancellationToken cancellationToken = default) =>
        _registry.TransitionStageAsync(name, version, stage, archiveExistingVersions, cancellationToken);

    /// <summary>Removes a model version for good. The model's files stay, and its number is never given out again.</summary>
    /// <exception cref="MlflowException">NotFound: no such model or version.</exception>
    public Task DeleteModelVersionAsync(string name, int version, CancellationToken cancellationToken = default) =>
        _registry.DeleteModelVersionAsync(name, version, cancellationToken);

    /// <summary>Searches model versions: one page. The first is the last <em>updated</em> one, which need not have the highest number.</summary>
    /// <param name="filter">MLflow's filter (<c>name = 'clf' AND run_id = '…'</c>). The default is none.</param>
    /// <param name="maxResults">How many the page holds at most, 1 to 200,000. The default is 10,000.</param>
    /// <param name="orderBy">Such as <c>version_number DESC</c>. The default is the last updated first.</param>
    /// <param name="pageToken">The token of the page to get. The default is the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the token cannot be read.</exception>
    public Task<Page<ModelVersion>> SearchModelVersionsAsync(
        string? filter = null, int maxResults = 10_000, IReadOnlyList<string>? orderBy = null, string? pageToken = null, CancellationToken cancellationToken = default) =>
        _registry.SearchModelVersionsAsync(
            new SearchRequest { Filter = filter, MaxResults = maxResults, OrderBy = orderBy ?? [], PageToken = pageToken }, cancellationToken);

    /// <summary>Searches model versions: all of them, page after page. See <see cref="SearchModelVersionsAsync"/>.</summary>
    public IAsyncEnumerable<ModelVersion> SearchAllModelVersionsAsync(
        string? filter = null, IReadOnlyList<string>? orderBy = null, CancellationToken cancellationToken = default) =>
        AllPages(token => SearchModelVersionsAsync(filter, 10_000, orderBy, token, cancellationToken), cancellationToken);

    /// <summary>Sets a tag of a model version; a tag of that key is replaced.</summary>
    /// <exception cref="MlflowException">NotFound: no such model or version. InvalidArgument: the key or value cannot be used.</exception>
    public Task SetModelVersionTagAsync(string name, int version, string key, string value, CancellationToken cancellationToken = default) =>
        _registry.SetModelVersionTagAsync(name, version, key, value, cancellationToken);

    /// <summary>Removes a tag of a model version; that there is none is no error.</summary>
    /// <exception cref="MlflowException">NotFound: no such model or version.</exception>
    public Task DeleteModelVersionTagAsync(string name, int version, string key, CancellationToken cancellationToken = default) =>
        _registry.DeleteModelVersionTagAsync(name, version, key, cancellationToken);

    /// <summary>Where the files of a model version are: a URI or a local path.</summary>
    /// <exception cref="MlflowException">NotFound: no such model or version.</exception>
    public Task<string> GetModelVersionDownloadUriAsync(string name, int version, CancellationToken cancellationToken = default) =>
        _registry.GetDownloadUriAsync(name, version, cancellationToken);
}
