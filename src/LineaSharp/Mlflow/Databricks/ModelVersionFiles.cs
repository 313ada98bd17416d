using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The files of a model version in storage that Databricks itself hosts: <c>/Models/catalog/schema/model/version</c>, by URLs that it signs.</summary>
internal sealed class ModelVersionFiles(MlflowHttp workspace) : SignedFiles(workspace)
{
    public override Task<SignedUrl> ForReadAsync(string path, CancellationToken ct) => UrlAsync("/api/2.0/fs/create-download-url", path, ct);

    public override Task<SignedUrl> ForWriteAsync(string path, CancellationToken ct) => UrlAsync("/api/2.0/fs/create-upload-url", path, ct);

    public override IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, CancellationToken ct) => FilesApi.ListAsync(Workspace, directory, ct);

    private async Task<SignedUrl> UrlAsync(string address, string path, CancellationToken ct)
    {
        var call = Api.Post("", new FilePath("/" + path)) with { Path = address };
        var answer = await Workspace.ReadAsync<UrlAnswer>(call, ct).ConfigureAwait(false);
        return SignedUrl.Of(answer.Url, answer.Headers, path, SignedUrlKind.WholeFile);
    }
}
