using LineaSharp.Catalog;
using LineaSharp.Formats;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>MLflow as the home of models: put is log_model, as MLflow 3 does it.</summary>
/// <param name="clients">The clients of all servers and databases.</param>
/// <param name="configured">Names the tracking and registry URI that new versions go to.</param>
/// <param name="clock">The clock.</param>
internal sealed class MlflowBackend(MlflowClients clients, LineaOptions configured, TimeProvider clock) : IStorageBackend
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
        var staged = version.Model ?? throw new InvalidOperationException("MLflow holds models only.");
        var (client, options) = (ConfiguredClient(), staged.Options);
        if (options.Register) client.CheckRegistration(options.RegisteredModelName ?? version.Name, staged.Directory.Manifest.Signature);
        var run = options.RunId is null ? null : await client.GetRunAsync(options.RunId, ct).ConfigureAwait(false);
        var model = await client.CreateLoggedModelAsync(
            await ExperimentIdAsync(client, options, run, ct).ConfigureAwait(false), Describe(version.Name, options, run), ct).ConfigureAwait(false);

        var origin = new MlflowOrigin
        {
            TrackingUri = client.TrackingUri, RegistryUri = client.RegistryUri, ModelUri = model.ModelUri, Flavor = staged.Flavor, RunId = run?.Id, ModelId = model.Id,
        };
        try
        {
            if (run is not null) await LinkToRunAsync(client, run, model.Id, options.Step, ct).ConfigureAwait(false);
            var manifest = await UploadAsync(client, model, version.Directory, staged, run, ct).ConfigureAwait(false);
            await client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready, ct).ConfigureAwait(false);
            if (options.Register) origin = await RegisterAsync(client, model, version.Name, origin, options, ct).ConfigureAwait(false);
            return new StoredVersion(model.ArtifactLocation, manifest, origin);
        }
        catch
        {
            await WithdrawAsync(client, origin, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    // Nobody but MLflow's own users can delete there, and nothing of ours shares files with it.
    public Task ConfirmAsync(StagedVersion version, StoredVersion stored, CancellationToken ct) => Task.CompletedTask;

    public Task UndoAsync(StoredVersion stored, CancellationToken ct) => WithdrawAsync(clients.Of(stored.Mlflow!), stored.Mlflow!, ct);

    /// <summary>Opens a file at the server that the version was saved to, whichever is configured now.</summary>
    public Task<Stream> OpenReadAsync(CatalogEntry entry, ArtifactFile file, CancellationToken ct) =>
        clients.Of(entry.Mlflow!).ArtifactRepository(entry.Location).OpenReadAsync(file.Path, ct);

    /// <summary>Deletes MLflow's own copy, as its client would: the registered version and the logged model. What is gone already is no error.</summary>
    public async Task DeleteAsync(MlflowOrigin origin, CancellationToken ct)
    {
        var client = clients.Of(origin);
        if (origin is { RegisteredModelName: { } name, RegisteredModelVersion: { } number })
            await IgnoreMissing(() => client.DeleteModelVersionAsync(name, number, ct)).ConfigureAwait(false);
        if (origin.ModelId is { } modelId) await IgnoreMissing(() => client.DeleteLoggedModelAsync(modelId, ct)).ConfigureAwait(false);
    }

    private static LoggedModelOptions Describe(string artifactName, LogModelOptions options, Run? run) => new()
    {
        Name = options.Name ?? artifactName,
        ModelType = options.ModelType,
        SourceRunId = run?.Id,
        Params = Merge(run?.Params, options.Params),
        Tags = Merge(
            new Dictionary<string, string>
            {
                ["mlflow.user"] = Environment.UserName, ["mlflow.source.name"] = Environment.ProcessPath ?? AppContext.BaseDirectory, ["mlflow.source.type"] = "LOCAL",
            },
            options.Tags),
    };

    private static async Task<string> ExperimentIdAsync(MlflowClient client, LogModelOptions options, Run? run, CancellationToken ct)
    {
        if (options.ExperimentId is not null && options.Experiment is not null)
            throw new ArgumentException("LogModelOptions names an experiment twice: set Experiment or ExperimentId.");
        if (options.ExperimentId is { } id) return id;
        if (options.Experiment is not { } name) return run?.ExperimentId ?? DefaultExperimentId;
        return (await client.FindExperimentByNameAsync(name, ct).ConfigureAwait(false))?.Id ?? await client.CreateExperimentAsync(name, cancellationToken: ct).ConfigureAwait(false);
    }

    private const string DefaultExperimentId = "0";

    // The run names the model as its output, and its metrics of that step become metrics of the model.
    private static async Task LinkToRunAsync(MlflowClient client, Run run, string modelId, long step, CancellationToken ct)
    {
        await client.LogOutputsAsync(run.Id, [new LoggedModelOutput(modelId, step)], ct).ConfigureAwait(false);
        var measured = new List<Metric>();
        foreach (var key in run.LatestMetrics.Select(m => m.Key))
            foreach (var metric in await client.GetMetricHistoryAsync(run.Id, key, ct).ConfigureAwait(false))
                // A NaN cannot be logged a second time on servers of MLflow 3.11: log_model itself fails on it there.
                if (metric.Step == step && metric.ModelId is null && !double.IsNaN(metric.Value)) measured.Add(metric with { ModelId = modelId });
        foreach (var batch in measured.Chunk(1000))
            await client.LogBatchAsync(run.Id, new RunBatch { Metrics = batch }, ct).ConfigureAwait(false);
    }

    private static async Task<FileManifest> UploadAsync(
        MlflowClient client, LoggedModel model, StagedDirectory directory, StagedModel staged, Run? run, CancellationToken ct)
    {
        staged.Directory.Manifest.SetIdentity(model.Id, run?.Id, model.ArtifactLocation);
        staged.Directory.WriteManifest();
        var manifest = await directory.SealAsync(ct).ConfigureAwait(false);
        var repository = client.ArtifactRepository(model.ArtifactLocation);
        foreach (var file in manifest.Files)
            await repository.PutFileAsync(file.Path, directory.File(file.Path), new PutOptions { SourceIsStaged = true }, ct).ConfigureAwait(false);
        return manifest;
    }

    private async Task<MlflowOrigin> RegisterAsync(
        MlflowClient client, LoggedModel model, string artifactName, MlflowOrigin origin, LogModelOptions options, CancellationToken ct)
    {
        var name = options.RegisteredModelName ?? artifactName;
        try
        {
            await client.CreateRegisteredModelAsync(name, cancellationToken: ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.AlreadyExists)
        {
            // The usual case from the second version on.
        }
        var created = await client.CreateModelVersionAsync(name, model.ModelUri, new ModelVersionOptions { ModelId = model.Id, RunId = origin.RunId }, ct).ConfigureAwait(false);
        origin = origin with { RegisteredModelName = name, RegisteredModelVersion = created.Version };
        try
        {
            await AwaitReadyAsync(client, created, options.AwaitRegistrationFor, ct).ConfigureAwait(false);
            return origin;
        }
        catch
        {
            await DeleteAsync(origin, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task AwaitReadyAsync(MlflowClient client, ModelVersion version, TimeSpan? patience, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        while (version.Status == ModelVersionStatus.PendingRegistration && patience > TimeSpan.Zero)
        {
            if (clock.GetElapsedTime(start) > patience)
                throw new LineaException(ErrorCode.Unavailable, $"Version {version.Version} of '{version.Name}' was still not registered after {patience}. Wait longer by LogModelOptions.AwaitRegistrationFor.");
            await Task.Delay(TimeSpan.FromSeconds(1), clock, ct).ConfigureAwait(false);
            version = await client.GetModelVersionAsync(version.Name, version.Version, ct).ConfigureAwait(false);
        }
        if (version.Status == ModelVersionStatus.FailedRegistration)
            throw new LineaException(ErrorCode.InvalidState, $"MLflow could not register version {version.Version} of '{version.Name}': {version.StatusMessage}");
    }

    // What a failed save leaves behind must look failed: no version, and no READY model.
    private static async Task WithdrawAsync(MlflowClient client, MlflowOrigin origin, CancellationToken ct)
    {
        if (origin is { RegisteredModelName: { } name, RegisteredModelVersion: { } number })
            await IgnoreMissing(() => client.DeleteModelVersionAsync(name, number, ct)).ConfigureAwait(false);
        await IgnoreMissing(() => client.FinalizeLoggedModelAsync(origin.ModelId!, LoggedModelStatus.UploadFailed, ct)).ConfigureAwait(false);
    }

    private static async Task IgnoreMissing(Func<Task> delete)
    {
        try
        {
            await delete().ConfigureAwait(false);
        }
        catch (LineaException e) when (e.Code == ErrorCode.NotFound)
        {
            // Gone already.
        }
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? second)
    {
        var merged = new Dictionary<string, string>(first ?? new Dictionary<string, string>());
        foreach (var (key, value) in second ?? new Dictionary<string, string>()) merged[key] = value;
        return merged;
    }

    private MlflowClient ConfiguredClient() =>
        clients.Configured(configured.MlflowTrackingUri ?? throw LineaException.MlflowNotConfigured(), configured.MlflowRegistryUri);
}
