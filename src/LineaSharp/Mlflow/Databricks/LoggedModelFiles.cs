using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The files of a logged model: <c>dbfs:/databricks/mlflow-tracking/experiment/logged_models/m-…/artifacts</c>.</summary>
internal sealed class LoggedModelFiles(MlflowHttp workspace, string modelId) : SignedFiles(workspace)
{
    public override Task<SignedUrl> ForReadAsync(string path, CancellationToken ct) => UrlAsync("credentials-for-download", path, ct);

    public override Task<SignedUrl> ForWriteAsync(string path, CancellationToken ct) => UrlAsync("credentials-for-upload", path, ct);

    public override IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, CancellationToken ct) => PagesAsync(
        token => Api.Get(PathOf("directories"), ("artifact_directory_path", directory.Length > 0 ? directory : null), ("page_token", token)), directory, ct);

    private async Task<SignedUrl> UrlAsync(string name, string path, CancellationToken ct)
    {
        var call = Api.Post(PathOf(name), new ModelCredentials([path]));
        var answer = await Workspace.ReadAsync<ModelCredentialsAnswer>(call, ct).ConfigureAwait(false);
        return One(answer.Credentials?.Select(c => Answers.Required(c.CredentialInfo, call, "credential_info")).ToList(), path, call);
    }

    private string PathOf(string name) => $"logged-models/{Api.Segment("the id of a logged model", modelId)}/artifacts/{name}";
}
