using System.Globalization;
using LineaSharp.Mlflow.Rest;
using LineaSharp.Repositories;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>The artifacts of a run: <c>dbfs:/databricks/mlflow-tracking/experiment/run/artifacts</c>.</summary>
internal sealed class RunFiles(MlflowHttp workspace, string runId) : SignedFiles(workspace)
{
    public override Task<SignedUrl> ForReadAsync(string path, CancellationToken ct) => UrlAsync("artifacts/credentials-for-read", path, ct);

    public override Task<SignedUrl> ForWriteAsync(string path, CancellationToken ct) => UrlAsync("artifacts/credentials-for-write", path, ct);

    public override IAsyncEnumerable<RepositoryEntry> ListAsync(string directory, CancellationToken ct) => PagesAsync(
        token => Api.Get("artifacts/list", ("run_id", runId), ("path", directory.Length > 0 ? directory : null), ("page_token", token)), directory, ct);

    public override async Task<MultipartUpload?> BeginPartsAsync(string path, long count, CancellationToken ct)
    {
        var call = Api.Post("artifacts/create-multipart-upload", new CreateMultipart(runId, path, count));
        var answer = await Workspace.ReadAsync<MultipartAnswer>(call, ct).ConfigureAwait(false);
        var id = Answers.Required(answer.UploadId, call, "upload_id");
        if (answer.UploadCredentialInfos?.Count != count) throw MlflowErrors.AnswerLacks($"{call.Method} {call.Path}", "signed URL for every part");
        return new MultipartUpload
        {
            Parts = answer.UploadCredentialInfos.Select(c => SignedUrl.Of(c with { Type = "AWS_PRESIGNED_URL" }, path)).ToList(),
            Abort = answer.AbortCredentialInfo is { } abort ? SignedUrl.Of(abort with { Type = "AWS_PRESIGNED_URL" }, path) : null,
            RenewAsync = (part, token) => RenewAsync(path, id, part, token),
            CompleteAsync = (tags, token) => Workspace.SendAsync(
                Api.Post("artifacts/complete-multipart-upload", new CompleteMultipart(runId, path, id, tags.Select((tag, i) => new WirePart(i + 1, tag)).ToList())), token),
        };
    }

    private async Task<SignedUrl> RenewAsync(string path, string uploadId, int part, CancellationToken ct)
    {
        var call = Api.Get(
            "artifacts/get-presigned-upload-part-url",
            ("run_id", runId), ("path", path), ("upload_id", uploadId), ("part_number", part.ToString(CultureInfo.InvariantCulture)));
        var credential = Answers.Required((await Workspace.ReadAsync<PartCredentialAnswer>(call, ct).ConfigureAwait(false)).UploadCredentialInfo, call, "upload_credential_info");
        return SignedUrl.Of(credential with { Type = "AWS_PRESIGNED_URL" }, path);
    }

    private async Task<SignedUrl> UrlAsync(string name, string path, CancellationToken ct)
    {
        var call = Api.Post(name, new RunCredentials(runId, [path]));
        return One((await Workspace.ReadAsync<RunCredentialsAnswer>(call, ct).ConfigureAwait(false)).CredentialInfos, path, call);
    }
}
