using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Models;

namespace LineaSharp.Backends;

/// <summary>Keeps directories of files, and knows nothing of values, formats or version numbers.</summary>
/// <remarks>
/// Put publishes nothing that another caller could take for a finished version, or undoes it when it fails. Reads need no check of their own:
/// the store streams every byte through the digests that Put returned. Nothing here retries; that is the business of the technology below.
/// </remarks>
internal interface IStorageBackend
{
    /// <summary>The name in <see cref="StorageBackend"/>.</summary>
    string Name { get; }

    /// <summary>Takes the files of one version.</summary>
    Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct);

    /// <summary>Makes sure, in the moment of the commit, that the files are still in place; deletes by others wait meanwhile.</summary>
    Task ConfirmAsync(StagedVersion version, StoredVersion stored, CancellationToken ct);

    /// <summary>Takes back what <see cref="PutAsync"/> made public, because the catalog did not take the version.</summary>
    /// <param name="stored">The version.</param>
    /// <param name="cause">Why it did not. What cannot be taken back is noted on it, and is not thrown.</param>
    Task UndoAsync(StoredVersion stored, Exception cause);

    /// <summary>Opens one file of a version.</summary>
    /// <exception cref="LineaException">NotFound: the file is gone.</exception>
    Task<Stream> OpenReadAsync(CatalogEntry entry, ArtifactFile file, CancellationToken ct);
}

/// <summary>A version that waits in the staging folder.</summary>
/// <param name="Name">The artifact's name.</param>
/// <param name="Directory">Its files.</param>
/// <param name="Model">How to log it, when it is a model.</param>
internal sealed record StagedVersion(string Name, StagedDirectory Directory, StagedModel? Model);

/// <summary>What a backend must know of a model to log it.</summary>
/// <param name="Directory">The staged files as a model directory.</param>
/// <param name="Flavor">The flavor that wrote it.</param>
/// <param name="Options">The arguments of log_model.</param>
internal sealed record StagedModel(ModelDirectory Directory, string Flavor, LogModelOptions Options);

/// <summary>A version that a backend has taken.</summary>
/// <param name="Location">The backend's own word for where the files are.</param>
/// <param name="Manifest">The files as stored.</param>
/// <param name="Mlflow">MLflow's addresses, when MLflow holds it.</param>
internal sealed record StoredVersion(string Location, FileManifest Manifest, MlflowOrigin? Mlflow = null)
{
    /// <summary>The run that the backend started for this version alone; null when there is none.</summary>
    public string? StartedRunId { get; init; }
}
