using System.Runtime.CompilerServices;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The Files API of a workspace, for what Unity Catalog keeps: volumes (<c>/Volumes/catalog/schema/volume</c>) and model versions (<c>/Models/…</c>).</summary>
internal static class FilesApi
{
    private const string Directories = "/api/2.0/fs/directories/";

    /// <summary>The address of a file by its path without a slash before it.</summary>
    public static string File(string path) => "/api/2.0/fs/files/" + Escape(path);

    public static string Directory(string path) => Directories + Escape(path);

    /// <summary>What lies directly below a directory, with paths from the file system's root on; nothing where there is no directory.</summary>
    public static async IAsyncEnumerable<RepositoryEntry> ListAsync(MlflowHttp workspace, string directory, [EnumeratorCancellation] CancellationToken ct)
    {
        string? token = null;
        do
        {
            var call = new MlflowCall { Method = HttpMethod.Get, Path = Directory(directory), Query = MlflowCall.Escape(("page_token", token)) };
            DirectoryAnswer answer;
            try
            {
                answer = await workspace.ReadAsync<DirectoryAnswer>(call, ct).ConfigureAwait(false);
            }
            catch (MlflowException e) when ((int?)e.Status is 404)
            {
                yield break;
            }
            var page = Answers.Page(answer.Contents, e => e, answer.NextPageToken, token, call);
            foreach (var entry in page.Items)
                yield return new RepositoryEntry((entry.Path ?? "").Trim('/'), entry.IsDirectory == true, entry.IsDirectory == true ? null : entry.FileSize ?? 0);
            token = page.NextPageToken;
        }
        while (token is not null);
    }

    private static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
