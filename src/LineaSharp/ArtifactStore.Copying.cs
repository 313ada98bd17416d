using LineaSharp.Backends;
using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Models;

namespace LineaSharp;

public sealed partial class ArtifactStore
{
    internal async Task<Artifact> CopyAsync(CatalogEntry entry, string storageBackend, string? registeredModelName, SaveOptions? options, CancellationToken ct)
    {
        var target = StorageBackend.Parse(storageBackend);
        options ??= new SaveOptions();
        SaveTags.Check(options.Tags);
        var logModel = options.LogModel ?? new LogModelOptions();
        if (registeredModelName is not null) logModel = logModel with { RegisteredModelName = registeredModelName };
        logModel.Check();
        if (target == StorageBackend.Mlflow && Options.MlflowTrackingUri is null) throw LineaException.MlflowNotConfigured();

        try
        {
            var opened = Open();
            var backend = opened.Backend(target);
            if (target == StorageBackend.Mlflow) MlflowBackend.CheckNames(entry.Name, logModel);
            var source = await StoredAsync(entry, null, ct).ConfigureAwait(false);
            using var staged = opened.Places.Stage(options.Progress);
            var model = await CopyFilesAsync(entry, source, staged, logModel, ct).ConfigureAwait(false);
            if (target == StorageBackend.Mlflow && model is null) throw LineaException.OnlyModelsLiveInMlflow(entry.Reference, entry.Format);
            var version = new StagedVersion(entry.Name, staged, model);
            var stored = await backend.PutAsync(version, ct).ConfigureAwait(false);
            return new Artifact(this, await CommitAsync(opened.Catalog, backend, version, stored, new NewVersion
            {
                Name = entry.Name, CreatedAt = _clock.GetUtcNow(), Format = entry.Format, ValueType = entry.ValueType, Manifest = stored.Manifest, Location = stored.Location,
                Placement = new Placement(target, target, $"It was copied from {entry.Reference}."), Description = options.Description ?? entry.Description,
                Mlflow = stored.Mlflow, Tags = options.Tags ?? entry.Tags,
            }, ct).ConfigureAwait(false));
        }
        catch (Exception e) when (DiskFault.TryTranslate(e, $"Copying '{entry.Reference}' to {target}", out var translated))
        {
            throw translated;
        }
    }

    // The value is not loaded: the files go as they are, and a model's manifest is left to be hashed anew, because MLflow writes the new identity into it.
    private async Task<StagedModel?> CopyFilesAsync(CatalogEntry entry, StoredDirectory source, StagedDirectory staged, LogModelOptions options, CancellationToken ct)
    {
        foreach (var file in source.Manifest.Files)
        {
            using var stream = await source.OpenReadAsync(file.Path, ct).ConfigureAwait(false);
            if (file.Path == ModelDirectory.ManifestFile) await VerifiedCopy.ToNewFileAsync(stream, staged.File(file.Path), null, ct).ConfigureAwait(false);
            else await staged.CopyFileAsync(file.Path, stream, source.Manifest.Size, ct).ConfigureAwait(false);
        }
        var isModel = _parts.Formats.All(f => f.Name != entry.Format) && source.Manifest.Files.Any(f => f.Path == ModelDirectory.ManifestFile);
        return isModel ? new StagedModel(ModelDirectory.Open(staged.Path, isTrusted: true), entry.Format, options) : null;
    }
}
