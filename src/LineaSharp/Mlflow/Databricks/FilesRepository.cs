using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>A folder that Unity Catalog keeps, through the Files API: <c>dbfs:/Volumes/catalog/schema/volume/folder</c>.</summary>
internal sealed class FilesRepository(string root, MlflowHttp workspace, string folder) : IArtifactRepository
{
    private const long MostAtOnce = 5L << 30; // the API takes no more in one file

    public string Root => root;

    public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken)
    {
        var target = Whole(path);
        using var file = new LocalFile(sourceFile, options.Progress);
        if (file.Length > MostAtOnce) throw LineaException.TooLargeForOnePut(path, file.Length, MostAtOnce);
        var call = new MlflowCall
        {
            Method = HttpMethod.Put,
            Path = FilesApi.File(target),
            Query = options.Mode == PutMode.Create ? "overwrite=false" : "overwrite=true",
            Body = timer => new FilePart(file, 0, file.Length, timer) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        };
        try
        {
            await workspace.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (options.Mode == PutMode.Create && (int?)e.Status is 409 && !e.MayBeDoneAlready)
        {
            return false;
        }
        return true;
    }

    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken) =>
        DownloadStream.OpenAsync(workspace, new MlflowCall { Method = HttpMethod.Get, Path = FilesApi.File(Whole(path)) }, path, root, cancellationToken);

    public async IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = directory.Length == 0 ? folder : Whole(directory);
        var entries = new List<RepositoryEntry>();
        await foreach (var entry in FilesApi.ListAsync(workspace, whole, cancellationToken).ConfigureAwait(false)) entries.Add(Listing.Below(entry, whole, folder));
        foreach (var entry in entries.OrderBy(e => e.Path, StringComparer.Ordinal)) yield return entry;
    }

    public async Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {root}");
        await foreach (var entry in ListAsync(Listing.Parent(path), cancellationToken).ConfigureAwait(false))
            if (entry.Path == path) return entry.Size;
        return null;
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        // The API removes files and empty directories only.
        var isDirectory = false;
        await foreach (var entry in ListAsync(path, cancellationToken).ConfigureAwait(false))
        {
            isDirectory = true;
            await DeleteAsync(entry.Path, cancellationToken).ConfigureAwait(false);
        }
        if (!isDirectory && await TryDeleteAsync(FilesApi.File(Whole(path)), cancellationToken).ConfigureAwait(false)) return;
        await TryDeleteAsync(FilesApi.Directory(Whole(path)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryDeleteAsync(string address, CancellationToken ct)
    {
        try
        {
            await workspace.SendAsync(new MlflowCall { Method = HttpMethod.Delete, Path = address }, ct).ConfigureAwait(false);
            return true;
        }
        catch (MlflowException e) when ((int?)e.Status is 404)
        {
            return false; // nothing there, or gone already
        }
    }

    private string Whole(string path)
    {
        RelativePath.Check(path, $"the repository {root}");
        return $"{folder}/{path}";
    }
}
