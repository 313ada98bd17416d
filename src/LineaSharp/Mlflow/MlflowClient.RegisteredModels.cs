namespace LineaSharp.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Creates a registered model: a name, still without a version.</summary>
    /// <param name="name">The name: not empty, without <c>/</c> and <c>:</c>.</param>
    /// <param name="tags">Its tags. The default is none.</param>
    /// <param name="description">What it is, in words. The default is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">AlreadyExists: the name is taken. InvalidArgument: the name or a tag cannot be used.</exception>
    public Task<RegisteredModel> CreateRegisteredModelAsync(
        string name, IReadOnlyDictionary<string, string>? tags = null, string? description = null, CancellationToken cancellationToken = default) =>
        _registry.CreateRegisteredModelAsync(name, tags ?? Empty.Tags, description, cancellationToken);

    /// <summary>Gets a registered model.</summary>
    /// <exception cref="MlflowException">NotFound: no registered model has this name.</exception>
    public Task<RegisteredModel> GetRegisteredModelAsync(string name, CancellationToken cancellationToken = default) =>
        _registry.GetRegisteredModelAsync(name, cancellationToken);

    /// <summary>Looks a registered model up; null when there is none of that name.</summary>
    public async Task<RegisteredModel?> FindRegisteredModelAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetRegisteredModelAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Gives a registered model a new name; its versions, tags and aliases go with it.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model. AlreadyExists: the new name is taken.</exception>
    public Task<RegisteredModel> RenameRegisteredModelAsync(string name, string newName, CancellationToken cancellationToken = default) =>
        _registry.RenameRegisteredModelAsync(name, newName, cancellationToken);

    /// <summary>Changes the description of a registered model.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model.</exception>
    public Task<RegisteredModel> UpdateRegisteredModelAsync(string name, string? description, CancellationToken cancellationToken = default) =>
        _registry.UpdateRegisteredModelAsync(name, description, cancellationToken);

    /// <summary>Removes a registered model with all its versions, for good. The models' files stay.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model.</exception>
    public Task DeleteRegisteredModelAsync(string name, CancellationToken cancellationToken = default) =>
        _registry.DeleteRegisteredModelAsync(name, cancellationToken);

    /// <summary>Searches registered models: one page.</summary>
    /// <param name="filter">MLflow's filter (<c>name LIKE 'churn%' AND tags.team = 'a'</c>). The default is none.</param>
    /// <param name="maxResults">How many the page holds at most, 1 to 1,000. The default is 100.</param>
    /// <param name="orderBy">By <c>name</c> or <c>timestamp</c>. The default is by name.</param>
    /// <param name="pageToken">The token of the page to get. The default is the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">InvalidArgument: the filter, the order or the token cannot be read.</exception>
    public Task<Page<RegisteredModel>> SearchRegisteredModelsAsync(
        string? filter = null, int maxResults = 100, IReadOnlyList<string>? orderBy = null, string? pageToken = null, CancellationToken cancellationToken = default) =>
        _registry.SearchRegisteredModelsAsync(
            new SearchRequest { Filter = filter, MaxResults = maxResults, OrderBy = orderBy ?? [], PageToken = pageToken }, cancellationToken);

    /// <summary>Searches registered models: all of them, page after page. See <see cref="SearchRegisteredModelsAsync"/>.</summary>
    public IAsyncEnumerable<RegisteredModel> SearchAllRegisteredModelsAsync(
        string? filter = null, IReadOnlyList<string>? orderBy = null, CancellationToken cancellationToken = default) =>
        AllPages(token => SearchRegisteredModelsAsync(filter, 1000, orderBy, token, cancellationToken), cancellationToken);

    /// <summary>Sets a tag of a registered model; a tag of that key is replaced.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model. InvalidArgument: the key or value cannot be used.</exception>
    public Task SetRegisteredModelTagAsync(string name, string key, string value, CancellationToken cancellationToken = default) =>
        _registry.SetRegisteredModelTagAsync(name, key, value, cancellationToken);

    /// <summary>Removes a tag of a registered model; that there is none is no error.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model.</exception>
    public Task DeleteRegisteredModelTagAsync(string name, string key, CancellationToken cancellationToken = default) =>
        _registry.DeleteRegisteredModelTagAsync(name, key, cancellationToken);

    /// <summary>Points an alias to a version; it may have pointed to another before.</summary>
    /// <param name="name">The registered model.</param>
    /// <param name="alias">Letters, digits, <c>_</c> and <c>-</c>; not <c>latest</c> and not <c>v1</c>, <c>v2</c> ….</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="MlflowException">NotFound: no such model or version. InvalidArgument: the alias cannot be used.</exception>
    public Task SetRegisteredModelAliasAsync(string name, string alias, int version, CancellationToken cancellationToken = default) =>
        _registry.SetAliasAsync(name, alias, version, cancellationToken);

    /// <summary>Removes an alias; that there is none is no error.</summary>
    /// <exception cref="MlflowException">NotFound: no such registered model.</exception>
    public Task DeleteRegisteredModelAliasAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        _registry.DeleteAliasAsync(name, alias, cancellationToken);
}
