using LineaSharp.Internal;

namespace LineaSharp;

public sealed partial class ArtifactStore
{
    /// <summary>Deletes one version. Its number is never given out again.</summary>
    /// <param name="name">The artifact's name.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="deleteFromMlflow">Whether MLflow's own copy goes too: its registered version and its logged model. The default is false.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: there is no such version.</exception>
    public Task DeleteAsync(string name, int version, bool deleteFromMlflow = false, CancellationToken cancellationToken = default) =>
        DeleteAsync(ArtifactName.Check(name), (int?)version, deleteFromMlflow, cancellationToken);

    /// <summary>Deletes one version, or all of them.</summary>
    /// <param name="name">The artifact's name.</param>
    /// <param name="version"><c>latest</c>, <c>all</c>, or a number.</param>
    /// <param name="deleteFromMlflow">Whether MLflow's own copy goes too: its registered version and its logged model. The default is false.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: there is no such version.</exception>
    public async Task DeleteAsync(string name, string version, bool deleteFromMlflow = false, CancellationToken cancellationToken = default)
    {
        name = ArtifactName.Check(name);
        ArgumentNullException.ThrowIfNull(version);
        int? number = version switch
        {
            "all" => null,
            "latest" => (await GetAsync(name, null, cancellationToken).ConfigureAwait(false)).Version,
            _ when int.TryParse(version, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => throw new ArgumentException($"'{version}' is no version to delete. Expected a number, 'latest' or 'all'.", nameof(version)),
        };
        await DeleteAsync(name, number, deleteFromMlflow, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Points an alias (<c>champion</c>) at a version, so that <c>Get("model@champion")</c> finds it; moves it when it points elsewhere.</summary>
    /// <exception cref="LineaException">NotFound: there is no such version.</exception>
    public Task SetAliasAsync(string name, string alias, int version, CancellationToken cancellationToken = default) =>
        Open().Catalog.SetAliasAsync(ArtifactName.Check(name), ArtifactAlias.Check(alias), version, cancellationToken);

    /// <summary>Removes an alias; one that is not there is no error.</summary>
    public Task DeleteAliasAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        Open().Catalog.DeleteAliasAsync(ArtifactName.Check(name), ArtifactAlias.Check(alias), cancellationToken);

    /// <summary>Removes bytes in Linea's own store that no version names, such as killed saves leave behind.</summary>
    /// <param name="gracePeriod">Younger bytes stay: a save may be about to name them. The default is one day; a half-written file stays for an hour in any case.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task CollectGarbageAsync(TimeSpan? gracePeriod = null, CancellationToken cancellationToken = default)
    {
        var opened = Open();
        var before = _clock.GetUtcNow() - (gracePeriod ?? TimeSpan.FromDays(1));
        try
        {
            opened.Places.RemoveStagedBefore(before);
            var stored = await opened.Linea.StoredBeforeAsync(before, cancellationToken).ConfigureAwait(false);
            // Saves wait while a batch is looked up and deleted, so a batch is small.
            foreach (var batch in stored.Chunk(100))
                await ReleaseAsync(opened, opened.Places.Location, batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFault.TryTranslate(e, "Collecting garbage", out var translated))
        {
            throw translated;
        }
    }

    private async Task DeleteAsync(string name, int? number, bool deleteFromMlflow, CancellationToken ct)
    {
        var opened = Open();
        var removed = await opened.Catalog.RemoveAsync(name, number, ct).ConfigureAwait(false);
        if (removed.Count == 0) throw LineaException.NoVersion(new ArtifactRef(name, number));
        try
        {
            foreach (var location in removed.Where(r => r.Entry.Placement.UsedBackend == StorageBackend.Linea).GroupBy(r => r.Entry.Location))
                await ReleaseAsync(opened, location.Key, location.SelectMany(r => r.Files.Files).Select(f => f.Sha256).Distinct().ToArray(), ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFault.TryTranslate(e, $"Deleting the bytes of '{name}'", out var translated))
        {
            throw translated;
        }
        if (!deleteFromMlflow) return;
        foreach (var (entry, _) in removed)
            if (entry.Mlflow is { } origin) await opened.Mlflow.DeleteAsync(origin, ct).ConfigureAwait(false);
    }

    private static Task ReleaseAsync(OpenedStore opened, string location, IReadOnlyCollection<string> sha256s, CancellationToken ct) =>
        opened.Catalog.ReleaseAsync(location, sha256s, orphans => opened.Linea.DeleteAsync(location, orphans, ct), ct);
}
