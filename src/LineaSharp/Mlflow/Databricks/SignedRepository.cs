using System.Runtime.CompilerServices;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Artifacts that go straight to the cloud's storage and back, by the URLs that a workspace signs.</summary>
/// <param name="root">The location, as MLflow names it.</param>
/// <param name="files">Gives the signed URLs.</param>
/// <param name="below">The directory below the root of the files that the location stands for; empty for all.</param>
/// <param name="transfer">Moves the bytes.</param>
internal sealed class SignedRepository(string root, SignedFiles files, string below, SignedTransfer transfer) : IArtifactRepository
{
    public string Root => root;

    public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken)
    {
        var target = Whole(path);
        if (options.Mode == PutMode.Create) throw LineaException.CreateOnlyIsNotOffered(path);
        using var file = new LocalFile(sourceFile, options.Progress);
        await transfer.PutAsync(files, target, file, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        var url = await files.ForReadAsync(Whole(path), cancellationToken).ConfigureAwait(false);
        try
        {
            return await transfer.OpenReadAsync(url, path, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when ((int?)e.Status is 404)
        {
            throw LineaException.NoArtifact(path, root, e);
        }
    }

    public async IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = directory.Length == 0 ? below : Whole(directory);
        var entries = new List<RepositoryEntry>();
        await foreach (var entry in files.ListAsync(whole, cancellationToken).ConfigureAwait(false)) entries.Add(Listing.Below(entry, whole, below));
        foreach (var entry in entries.OrderBy(e => e.Path, StringComparer.Ordinal)) yield return entry;
    }

    public async Task<long?> FindSizeAsync(string path, CancellationToken cancellationToken)
    {
        RelativePath.Check(path, $"the repository {root}");
        await foreach (var entry in ListAsync(Listing.Parent(path), cancellationToken).ConfigureAwait(false))
            if (entry.Path == path) return entry.Size;
        return null;
    }

    public Task DeleteAsync(string path, CancellationToken cancellationToken) => throw LineaException.DatabricksDeletesNoArtifacts(root);

    private string Whole(string path)
    {
        RelativePath.Check(path, $"the repository {root}");
        return below.Length == 0 ? path : $"{below}/{path}";
    }
}
