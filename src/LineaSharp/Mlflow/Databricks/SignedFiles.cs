using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Files that a workspace gives signed URLs for: those of a run, of a logged model, of a model version.</summary>
internal abstract class SignedFiles(MlflowHttp workspace)
{
    protected MlflowHttp Workspace { get; } = workspace;

    public abstract Task<SignedUrl> ForReadAsync(string path, CancellationToken ct);

    public abstract Task<SignedUrl> ForWriteAsync(string path, CancellationToken ct);

    /// <summary>What lies directly below a directory, with paths below the same root as the directory itself.</summary>
    public abstract IAsyncEnumerable<Repositories.RepositoryEntry> ListAsync(string directory, CancellationToken ct);

    /// <summary>Begins an upload in parts; null where the workspace offers none.</summary>
    public virtual Task<MultipartUpload?> BeginPartsAsync(string path, long count, CancellationToken ct) => Task.FromResult<MultipartUpload?>(null);

    protected async IAsyncEnumerable<Repositories.RepositoryEntry> PagesAsync(
        Func<string?, MlflowCall> page, string directory, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        string? token = null;
        do
        {
            var call = page(token);
            var answer = await Workspace.ReadAsync<PagedArtifactsAnswer>(call, ct).ConfigureAwait(false);
            var files = Answers.Page(answer.Files, f => f, answer.NextPageToken, token, call);
            foreach (var file in files.Items)
            {
                // A file is listed as itself.
                if (file.Path == directory && file.IsDir != true) continue;
                yield return new Repositories.RepositoryEntry(file.Path ?? "", file.IsDir == true, file.IsDir == true ? null : file.FileSize ?? 0);
            }
            token = files.NextPageToken;
        }
        while (token is not null);
    }

    protected static SignedUrl One(IReadOnlyList<WireCredential>? credentials, string path, MlflowCall call) =>
        credentials is [var only] ? SignedUrl.Of(only, path) : throw MlflowErrors.AnswerLacks($"{call.Method} {call.Path}", "signed URL for the one path that was asked for");
}

/// <summary>An upload in parts that has begun.</summary>
internal sealed record MultipartUpload
{
    public required IReadOnlyList<SignedUrl> Parts { get; init; }
    public required SignedUrl? Abort { get; init; }

    /// <summary>A URL for a part, counted from 1, when the one before has expired.</summary>
    public required Func<int, CancellationToken, Task<SignedUrl>> RenewAsync { get; init; }

    /// <summary>Makes the file of its parts, given what the storage named each.</summary>
    public required Func<IReadOnlyList<string>, CancellationToken, Task> CompleteAsync { get; init; }
}
