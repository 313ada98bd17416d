using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Models;

namespace LineaSharp;

public sealed partial class ArtifactStore
{
    internal async Task<object> LoadAsync(CatalogEntry entry, Type? type, CancellationToken ct)
    {
        var parts = _parts;
        if (parts.Formats.FirstOrDefault(f => f.Name == entry.Format) is { } format)
        {
            var asked = type ?? format.UntypedAs;
            if (!format.CanLoadAs(asked)) throw LineaException.WrongType(entry.Reference, entry.ValueType, entry.Format, asked);
            return await format.LoadAsync(await StoredAsync(entry, null, ct).ConfigureAwait(false), asked, ct).ConfigureAwait(false);
        }
        var asModel = type ?? typeof(object);
        if (parts.ChooseReader(entry.Format, asModel) is { } flavor) return await LoadModelAsync(flavor, entry, asModel, ct).ConfigureAwait(false);
        throw LineaException.NoFormat(entry.Reference, entry.Format, KnownPackages.Find(entry.Format));
    }

    internal async Task<string> DownloadAsync(CatalogEntry entry, string folder, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        try
        {
            var stored = await StoredAsync(entry, progress, ct).ConfigureAwait(false);
            return await stored.DownloadAsync(folder, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (DiskFault.TryTranslate(e, $"Downloading '{entry.Reference}' to '{folder}'", out var translated))
        {
            throw translated;
        }
    }

    internal Task<FileManifest> FilesAsync(CatalogEntry entry, CancellationToken ct) => Open().Catalog.FilesAsync(entry.Id, ct);

    private async Task<object> LoadModelAsync(IModelFlavor flavor, CatalogEntry entry, Type type, CancellationToken ct)
    {
        if (!flavor.CanLoadAs(type)) throw LineaException.WrongType(entry.Reference, entry.ValueType, entry.Format, type);
        var stored = await StoredAsync(entry, null, ct).ConfigureAwait(false);
        using var folder = new PrivateFolder();
        await stored.DownloadAsync(folder.Path, ct).ConfigureAwait(false);
        // These are the bytes whose digests were recorded at save.
        return await flavor.LoadAsync(ModelDirectory.Open(folder.Path, isTrusted: true), type, ct).ConfigureAwait(false);
    }

    private async Task<StoredDirectory> StoredAsync(CatalogEntry entry, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var opened = Open();
        var manifest = await opened.Catalog.FilesAsync(entry.Id, ct).ConfigureAwait(false);
        // The version may have been deleted since the caller got hold of it.
        if (manifest.Files.Count == 0 && entry.Size > 0) throw LineaException.NoVersion(new ArtifactRef(entry.Name, entry.Version));
        var backend = opened.Backend(entry.Placement.UsedBackend);
        return new StoredDirectory(entry.Reference, manifest, (file, token) => backend.OpenReadAsync(entry, file, token), progress) { TypeLabel = entry.ValueType };
    }
}
