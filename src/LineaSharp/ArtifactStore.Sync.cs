using LineaSharp.Internal;

namespace LineaSharp;

// The blocking twins: the same parameters without the token.
public sealed partial class ArtifactStore
{
    /// <inheritdoc cref="SaveAsync"/>
    public Artifact Save(object value, string name, string? storageBackend = null, string? registeredModelName = null, SaveOptions? options = null) =>
        Blocking.Run(() => SaveAsync(value, name, storageBackend, registeredModelName, options));

    /// <inheritdoc cref="GetAsync"/>
    public Artifact Get(string name, int? version = null) => Blocking.Run(() => GetAsync(name, version));

    /// <inheritdoc cref="FindAsync(string, int?, CancellationToken)"/>
    public Artifact? Find(string name, int? version = null) => Blocking.Run(() => FindAsync(name, version));

    /// <inheritdoc cref="ListAsync"/>
    public IReadOnlyList<Artifact> List(string? name = null, bool allVersions = false, ArtifactFilter? filter = null) =>
        Blocking.Run(async () =>
        {
            var all = new List<Artifact>();
            await foreach (var artifact in ListAsync(name, allVersions, filter).ConfigureAwait(false)) all.Add(artifact);
            return all;
        });

    /// <inheritdoc cref="ListPageAsync"/>
    public Page<Artifact> ListPage(string? name = null, bool allVersions = false, ArtifactFilter? filter = null, string? pageToken = null) =>
        Blocking.Run(() => ListPageAsync(name, allVersions, filter, pageToken));

    /// <inheritdoc cref="DeleteAsync(string, int, bool, CancellationToken)"/>
    public void Delete(string name, int version, bool deleteFromMlflow = false) => Blocking.Run(() => DeleteAsync(name, version, deleteFromMlflow));

    /// <inheritdoc cref="DeleteAsync(string, string, bool, CancellationToken)"/>
    public void Delete(string name, string version, bool deleteFromMlflow = false) => Blocking.Run(() => DeleteAsync(name, version, deleteFromMlflow));

    /// <inheritdoc cref="SetAliasAsync"/>
    public void SetAlias(string name, string alias, int version) => Blocking.Run(() => SetAliasAsync(name, alias, version));

    /// <inheritdoc cref="DeleteAliasAsync"/>
    public void DeleteAlias(string name, string alias) => Blocking.Run(() => DeleteAliasAsync(name, alias));

    /// <inheritdoc cref="CollectGarbageAsync"/>
    public void CollectGarbage(TimeSpan? gracePeriod = null) => Blocking.Run(() => CollectGarbageAsync(gracePeriod));
}
