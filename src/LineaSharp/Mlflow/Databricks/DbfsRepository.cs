using System.Runtime.CompilerServices;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Files of a workspace's file system, through its REST API: <c>dbfs:/folder/below</c>.</summary>
internal sealed class DbfsRepository(string root, MlflowHttp workspace, string folder) : IArtifactRepository
{
    private const string Api = "/api/2.0/dbfs/";

    public string Root => root;

    public async Task<bool> PutFileAsync(string path, string sourceFile, PutOptions options, CancellationToken cancellationToken)
    {
        var target = Address(path);
        if (options.Mode == PutMode.Create) throw LineaException.CreateOnlyIsNotOffered(path);
        using var file = new LocalFile(sourceFile, options.Progress);
        await workspace.SendAsync(new MlflowCall { Method = HttpMethod.Post, Path = target, Body = timer => new FilePart(file, 0, file.Length, timer) }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken) =>
        DownloadStream.OpenAsync(workspace, new MlflowCall { Method = HttpMethod.Get, Path = Address(path) }, path, root, cancellationToken);

    public async IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = directory.Length == 0 ? folder : Whole(directory);
        var call = new MlflowCall { Method = HttpMethod.Get, Path = Api + "list", Query = MlflowCall.Escape(("path", "/" + whole)) };
        DbfsListAnswer answer;
        try
        {
            answer = await workspace.ReadAsync<DbfsListAnswer>(call, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotFound)
        {
            yield break;
        }
        var entries = (answer.Files ?? [])
            .Select(f => new RepositoryEntry((f.Path ?? "").TrimStart('/'), f.IsDir == true, f.IsDir == true ? null : f.FileSize ?? 0))
            .Where(e => e.IsDirectory || e.Path != whole) // a file is listed as itself
            .Select(e => Listing.Below(e, whole, folder));
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
        var call = Rest.Api.Post("", new DbfsDelete("/" + Whole(path), Recursive: true)) with { Path = Api + "delete" };
        try
        {
            await workspace.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.NotFound)
        {
            // Gone already.
        }
    }

    private string Address(string path) => "/dbfs/" + string.Join('/', Whole(path).Split('/').Select(Uri.EscapeDataString));

    private string Whole(string path)
    {
        RelativePath.Check(path, $"the repository {root}");
        return folder.Length == 0 ? path : $"{folder}/{path}";
    }
}
