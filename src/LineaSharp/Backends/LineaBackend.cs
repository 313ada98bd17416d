using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>Linea's own store: every file once, under the name of its SHA-256, in an artifact repository.</summary>
/// <remarks>Layout below the root: <c>sha256/&lt;two digits&gt;/&lt;64 digits&gt;</c>.</remarks>
internal sealed class LineaBackend(ArtifactPlaces places) : IStorageBackend
{
    // The disk makes several files safe in little more time than one.
    private const int FilesAtOnce = 4;

    public string Name => StorageBackend.Linea;

    public async Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct)
    {
        var manifest = await version.Directory.SealAsync(ct).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            manifest.Files.DistinctBy(f => f.Sha256),
            new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = ct },
            async (file, token) => await PutAsync(version.Directory, file, token).ConfigureAwait(false)).ConfigureAwait(false);
        return new StoredVersion(places.Location, manifest);
    }

    public async Task ConfirmAsync(StagedVersion version, StoredVersion stored, CancellationToken ct)
    {
        // A delete of the last version that shared a file may have taken it between our put and the commit.
        foreach (var file in stored.Manifest.Files)
            if (await places.Repository.FindSizeAsync(Path(file.Sha256), ct).ConfigureAwait(false) != file.Size)
                await PutAsync(version.Directory, file, ct).ConfigureAwait(false);
    }

    // What was stored has no name that anybody could find; gc collects it.
    public Task UndoAsync(StoredVersion stored, Exception cause) => Task.CompletedTask;

    public Task<Stream> OpenReadAsync(CatalogEntry entry, ArtifactFile file, CancellationToken ct) =>
        places.RepositoryAt(entry.Location).OpenReadAsync(Path(file.Sha256), ct);

    public async Task DeleteAsync(string location, IEnumerable<string> sha256s, CancellationToken ct)
    {
        var repository = places.RepositoryAt(location);
        foreach (var sha256 in sha256s) await repository.DeleteAsync(Path(sha256), ct).ConfigureAwait(false);
    }

    /// <summary>The digests of all stored files that were written before a time.</summary>
    public async Task<IReadOnlyList<string>> StoredBeforeAsync(DateTimeOffset time, CancellationToken ct)
    {
        var found = new List<string>();
        await foreach (var folder in places.Repository.ListAsync("sha256", ct).ConfigureAwait(false))
            await foreach (var file in places.Repository.ListAsync(folder.Path, ct).ConfigureAwait(false))
                if (file.ModifiedAt < time) found.Add(System.IO.Path.GetFileName(file.Path));
        return found;
    }

    private async Task PutAsync(StagedDirectory directory, ArtifactFile file, CancellationToken ct)
    {
        var (source, path) = (directory.File(file.Path), Path(file.Sha256));
        if (await places.Repository.PutFileAsync(path, source, new PutOptions { Mode = PutMode.Create, SourceIsStaged = true }, ct).ConfigureAwait(false)) return;
        // Equal bytes are there already, or so their name says: a version must not rest on a file that has rotted since.
        if (!await IsSoundAsync(path, file, ct).ConfigureAwait(false))
            await places.Repository.PutFileAsync(path, source, new PutOptions { Mode = PutMode.Overwrite, SourceIsStaged = true }, ct).ConfigureAwait(false);
    }

    private async Task<bool> IsSoundAsync(string path, ArtifactFile file, CancellationToken ct)
    {
        try
        {
            using var stream = await places.Repository.OpenReadAsync(path, ct).ConfigureAwait(false);
            return await Digests.Sha256Async(stream, ct).ConfigureAwait(false) == file.Sha256;
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotFound)
        {
            return false;
        }
    }

    private static string Path(string sha256) => $"sha256/{sha256[..2]}/{sha256}";
}
