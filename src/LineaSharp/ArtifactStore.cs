using System.Runtime.CompilerServices;
using LineaSharp.Backends;
using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Models;
using Microsoft.Extensions.Logging;

namespace LineaSharp;

/// <summary>Saves values under names, every save a new version, and gets them back.</summary>
/// <remarks>
/// A store is safe to use from many threads and processes at once, and any number of stores work side by side. <see cref="Linea"/> is a
/// front over one of them. The members here are asynchronous; the blocking twins are in the second part of this class.
/// </remarks>
public sealed partial class ArtifactStore
{
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private volatile StoreParts _parts;
    private OpenedStore? _opened;

    /// <summary>Composes a store. Nothing is opened, created or contacted before its first use.</summary>
    public ArtifactStore(ArtifactStoreOptions? options = null)
    {
        options ??= new ArtifactStoreOptions();
        Options = options.Options ?? new LineaOptions();
        _parts = StoreParts.Of(options);
        _clock = options.TimeProvider;
        _logger = options.Logger ?? new LineaLogger(Options);
    }

    /// <summary>Where the store lives and which MLflow it knows; a change counts from the next call on.</summary>
    public LineaOptions Options { get; }

    /// <summary>Registers flavors, formats and artifact repositories. A later one comes before the earlier ones, and replaces one of its kind and name.</summary>
    public void Use(params ReadOnlySpan<IStorePart> parts)
    {
        foreach (var part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
            lock (_lock)
            {
                _parts = _parts.With(part);
                _opened = null;
            }
        }
    }

    /// <summary>Saves a value as the next version of an artifact.</summary>
    /// <param name="value">
    /// What to save: a model of a registered flavor, a value of a registered format, or a <see cref="ModelDirectory"/> that is there already, such as one that Python made.
    /// Saved, its files are those that this store recorded, and count as trusted.
    /// </param>
    /// <param name="name">The artifact's name; see <see cref="ArtifactName"/> for what a name may be.</param>
    /// <param name="storageBackend"><c>linea</c> or <c>mlflow</c>. The default is decided by the options; <see cref="Artifact.Placement"/> tells where it went and why.</param>
    /// <param name="registeredModelName">The name in MLflow's registry. The default is the artifact's name.</param>
    /// <param name="options">Tags, a description, the arguments of log_model. The default is none of them.</param>
    /// <param name="cancellationToken">Stops the save; no version is left behind then.</param>
    /// <exception cref="ArgumentException">The name, backend or an option cannot be used. Nothing was done.</exception>
    /// <exception cref="LineaException">NoFlavor: no registered part can save the value. NotConfigured: MLflow was asked for and is not configured. Unavailable, PermissionDenied: the disk or server. No version is left behind.</exception>
    public async Task<Artifact> SaveAsync(
        object value, string name, string? storageBackend = null, string? registeredModelName = null, SaveOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        name = ArtifactName.Check(name);
        options ??= new SaveOptions();
        SaveTags.Check(options.Tags);
        var logModel = (options.LogModel ?? new LogModelOptions()) is var given && registeredModelName is not null
            ? given with { RegisteredModelName = registeredModelName }
            : given;
        logModel.Check();

        var parts = _parts;
        var writer = parts.ChooseWriter(value);
        var placement = Routing.Choose(storageBackend, writer is not IArtifactFormat, Options);
        if (placement.RequestedBackend is not null && placement.RequestedBackend != placement.UsedBackend)
            _logger.LogWarning("'{Name}' was saved to {Used} and not to {Requested}: {Reason}", name, placement.UsedBackend, placement.RequestedBackend, placement.Reason);

        try
        {
            var opened = Open();
            var backend = opened.Backend(placement.UsedBackend);
            if (backend is MlflowBackend) MlflowBackend.CheckNames(name, logModel);

            using var staged = opened.Places.Stage(options.Progress);
            var model = await WriteAsync(writer, value, staged, logModel, cancellationToken).ConfigureAwait(false);
            var version = new StagedVersion(name, staged, model);
            var stored = await backend.PutAsync(version, cancellationToken).ConfigureAwait(false);
            return new Artifact(this, await CommitAsync(opened.Catalog, backend, version, stored, new NewVersion
            {
                Name = name, CreatedAt = _clock.GetUtcNow(), Format = model?.Flavor ?? writer.Name, ValueType = TypeName.Of(value.GetType()), Manifest = stored.Manifest,
                Location = stored.Location, Placement = placement, Description = options.Description, Mlflow = stored.Mlflow,
                Tags = options.Tags ?? new Dictionary<string, string>(),
            }, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (DiskFault.TryTranslate(e, $"Saving '{name}'", out var translated))
        {
            throw translated;
        }
    }

    /// <summary>Gets an artifact; its bytes stay where they are until <see cref="Artifact.GetValueAsync{T}"/>.</summary>
    /// <param name="name"><c>model</c> (the latest version), <c>model:3</c>, or <c>model@alias</c>.</param>
    /// <param name="version">The version's number, when <paramref name="name"/> has none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="LineaException">NotFound: there is no such artifact, version or alias.</exception>
    public async Task<Artifact> GetAsync(string name, int? version = null, CancellationToken cancellationToken = default)
    {
        var reference = Reference(name, version);
        return await FindAsync(reference, cancellationToken).ConfigureAwait(false) ?? throw LineaException.NoVersion(reference);
    }

    /// <summary>As <see cref="GetAsync"/>, but null when there is no such artifact, version or alias.</summary>
    public Task<Artifact?> FindAsync(string name, int? version = null, CancellationToken cancellationToken = default) =>
        FindAsync(Reference(name, version), cancellationToken);

    /// <summary>Lists artifacts, the newest first, page after page.</summary>
    /// <param name="name">One artifact's name. The default is all.</param>
    /// <param name="allVersions">Whether to list every version, and not only the latest of each artifact. The default is false.</param>
    /// <param name="filter">What else must hold. The default is nothing.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async IAsyncEnumerable<Artifact> ListAsync(
        string? name = null, bool allVersions = false, ArtifactFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? token = null;
        do
        {
            var page = await ListPageAsync(name, allVersions, filter, token, cancellationToken).ConfigureAwait(false);
            foreach (var artifact in page) yield return artifact;
            token = page.NextPageToken;
        }
        while (token is not null);
    }

    /// <summary>Lists one page of artifacts, the newest first.</summary>
    /// <param name="name">One artifact's name. The default is all.</param>
    /// <param name="allVersions">Whether to list every version, and not only the latest of each artifact. The default is false.</param>
    /// <param name="filter">What else must hold, and how many versions a page has. The default is 50 on a page.</param>
    /// <param name="pageToken">The token of the page before. The default is the first page.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<Page<Artifact>> ListPageAsync(
        string? name = null, bool allVersions = false, ArtifactFilter? filter = null, string? pageToken = null, CancellationToken cancellationToken = default)
    {
        filter ??= new ArtifactFilter();
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.PageSize, 10_000);
        var page = await Open().Catalog.PageAsync(name is null ? null : ArtifactName.Check(name), allVersions, filter, pageToken, cancellationToken).ConfigureAwait(false);
        return new Page<Artifact>(page.Select(e => new Artifact(this, e)).ToArray(), page.NextPageToken);
    }

    private async Task<Artifact?> FindAsync(ArtifactRef reference, CancellationToken ct) =>
        await Open().Catalog.FindAsync(reference, ct).ConfigureAwait(false) is { } entry ? new Artifact(this, entry) : null;

    private static ArtifactRef Reference(string name, int? version)
    {
        var reference = ArtifactRef.Parse(name);
        if (version is null) return reference;
        if (reference.Version is not null || reference.Alias is not null)
            throw new ArgumentException($"'{name}' names a version already; leave out the argument {version}.", nameof(version));
        return new ArtifactRef(reference.Name, version);
    }

    private async Task<StagedModel?> WriteAsync(IStorePart writer, object value, StagedDirectory staged, LogModelOptions options, CancellationToken ct)
    {
        if (writer is IArtifactFormat format)
        {
            await format.SaveAsync(value, staged, ct).ConfigureAwait(false);
            return null;
        }
        if (writer is MadeModel)
        {
            var (copy, name) = await MadeModel.CopyAsync((ModelDirectory)value, staged.Path, options, ct).ConfigureAwait(false);
            return new StagedModel(copy, name, options);
        }
        var (flavor, directory) = ((IModelFlavor)writer, ModelDirectory.Create(staged.Path, _clock));
        await flavor.SaveAsync(value, directory, ct).ConfigureAwait(false);
        await directory.CompleteAsync(options, ct).ConfigureAwait(false);
        return new StagedModel(directory, flavor.FlavorOf(value), options);
    }

    private static async Task<CatalogEntry> CommitAsync(
        ArtifactCatalog catalog, IStorageBackend backend, StagedVersion version, StoredVersion stored, NewVersion row, CancellationToken ct)
    {
        try
        {
            return await catalog.AddAsync(row, confirm => backend.ConfirmAsync(version, stored, confirm), ct).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await backend.UndoAsync(stored, e).ConfigureAwait(false);
            throw;
        }
    }

    private OpenedStore Open()
    {
        lock (_lock) return _opened = OpenedStore.For(_opened, Options, _parts, _clock);
    }
}
