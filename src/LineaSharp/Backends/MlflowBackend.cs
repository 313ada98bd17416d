using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Mlflow;
using LineaSharp.Models;

namespace LineaSharp.Backends;

/// <summary>MLflow as the home of models: put is log_model.</summary>
/// <param name="clients">The clients of all servers and databases.</param>
internal sealed class MlflowBackend(MlflowClients clients) : IStorageBackend
{
    public string Name => StorageBackend.Mlflow;

    /// <summary>Refuses names that MLflow would refuse, before any work is done.</summary>
    /// <exception cref="ArgumentException">A name cannot be used.</exception>
    public static void CheckNames(string artifactName, LogModelOptions options)
    {
        var name = options.Name ?? artifactName;
        if (name.Length == 0 || name.AsSpan().ContainsAny("/:.%\"'"))
            throw new ArgumentException($"MLflow refuses '{name}' as the name of a logged model: it must not be empty nor contain any of / : . % \" '. Choose another by LogModelOptions.Name.");
        if (!options.Register) return;
        var registered = options.RegisteredModelName ?? artifactName;
        if (string.IsNullOrWhiteSpace(registered) || registered.AsSpan().ContainsAny("/:"))
            throw new ArgumentException($"MLflow refuses '{registered}' as the name of a registered model: it must not be empty nor contain / or :. Choose another by registeredModelName.");
    }

    public async Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct)
    {
        var (client, model) = (clients.Configured(), version.Model ?? throw new InvalidOperationException("MLflow holds models only."));
        if (model.Options.Register) client.CheckRegistration(model.Options.RegisteredModelName ?? version.Name, model.Directory.Manifest.Signature);
        return await client.HasLoggedModelsAsync(ct).ConfigureAwait(false)
            ? await new LoggedModelUpload(client).PutAsync(version, ct).ConfigureAwait(false)
            : await new RunModelUpload(client).PutAsync(version, ct).ConfigureAwait(false);
    }

    // Nobody but MLflow's own users can delete there, and nothing of ours shares files with it.
    public Task ConfirmAsync(StagedVersion version, StoredVersion stored, CancellationToken ct) => Task.CompletedTask;

    public async Task UndoAsync(StoredVersion stored, Exception cause)
    {
        var (origin, client) = (stored.Mlflow!, clients.Of(stored.Mlflow!));
        var back = new TakingBack(cause, client.Clock);
        await back.StepAsync(token => DeleteRegisteredAsync(client, origin, token)).ConfigureAwait(false);
        if (origin.ModelId is { } modelId) await back.StepAsync(token => client.FinalizeLoggedModelAsync(modelId, LoggedModelStatus.UploadFailed, token)).ConfigureAwait(false);
        if (stored.StartedRunId is { } runId) await back.StepAsync(token => client.SetTerminatedAsync(runId, RunStatus.Failed, cancellationToken: token)).ConfigureAwait(false);
    }

    /// <summary>Opens a file at the server that the version was saved to, whichever is configured now.</summary>
    public Task<Stream> OpenReadAsync(CatalogEntry entry, ArtifactFile file, CancellationToken ct) =>
        clients.Of(entry.Mlflow!).ArtifactRepository(entry.Location, ArtifactOwner.OneOf(entry.Mlflow!.ModelId, entry.Mlflow.RunId)).OpenReadAsync(file.Path, ct);

    /// <summary>Deletes MLflow's own copy, as its client would: the registered version and the logged model. What is gone already is no error.</summary>
    public async Task DeleteAsync(MlflowOrigin origin, CancellationToken ct)
    {
        var client = clients.Of(origin);
        await DeleteRegisteredAsync(client, origin, ct).ConfigureAwait(false);
        if (origin.ModelId is { } modelId) await Missing.IsFine(() => client.DeleteLoggedModelAsync(modelId, ct)).ConfigureAwait(false);
    }

    private static async Task DeleteRegisteredAsync(MlflowClient client, MlflowOrigin origin, CancellationToken ct)
    {
        if (origin is { RegisteredModelName: { } name, RegisteredModelVersion: { } number })
            await Missing.IsFine(() => client.DeleteModelVersionAsync(name, number, ct)).ConfigureAwait(false);
    }
}
