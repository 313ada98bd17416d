using LineaSharp.Formats;
using LineaSharp.Mlflow;
using LineaSharp.Models;
using LineaSharp.Repositories;

namespace LineaSharp.Backends;

/// <summary>What both ways of logging a model share: where, the files, the registration.</summary>
internal abstract class ModelUpload(MlflowClient client)
{
    // Clocks of hosts differ by seconds.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    protected MlflowClient Client => client;

    protected TimeProvider Clock => client.Clock;

    /// <summary>Logs and registers a staged model. When it fails, what it made looks failed: no version, and no model that is ready.</summary>
    public abstract Task<StoredVersion> PutAsync(StagedVersion version, CancellationToken ct);

    protected MlflowOrigin Origin(string modelUri, string flavor) =>
        new() { TrackingUri = client.TrackingUri, RegistryUri = client.RegistryUri, ModelUri = modelUri, Flavor = flavor };

    protected async Task<Run?> GivenRunAsync(LogModelOptions options, CancellationToken ct) =>
        options.RunId is null ? null : await client.GetRunAsync(options.RunId, ct).ConfigureAwait(false);

    protected async Task<string> ExperimentIdAsync(LogModelOptions options, Run? run, CancellationToken ct)
    {
        if (options.ExperimentId is { } id) return id;
        if (options.Experiment is { } name) return (await client.GetOrCreateExperimentAsync(name, ct).ConfigureAwait(false)).Id;
        return run?.ExperimentId ?? await client.DefaultExperimentIdAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Writes the model's identity into its manifest and uploads all files.</summary>
    protected async Task<FileManifest> UploadAsync(StagedVersion version, string location, ArtifactOwner owner, CancellationToken ct)
    {
        version.Model!.Directory.WriteManifest();
        var manifest = await version.Directory.SealAsync(ct).ConfigureAwait(false);
        var files = manifest.Files.Select(file => (file.Path, version.Directory.File(file.Path))).ToList();
        await client.Transfer(client.ArtifactRepository(location, owner)).UploadFilesAsync(files, new PutOptions { SourceIsStaged = true }, ct).ConfigureAwait(false);
        return manifest;
    }

    /// <summary>Makes the next version of the registered model, if the options ask for one, and waits until it is ready.</summary>
    /// <param name="artifactName">The registered name unless the options have another.</param>
    /// <param name="source">Where the model is.</param>
    /// <param name="origin">What is known of the model so far.</param>
    /// <param name="options">The arguments of log_model.</param>
    /// <param name="ct">Stops it.</param>
    protected async Task<MlflowOrigin> RegisterAsync(string artifactName, string source, MlflowOrigin origin, LogModelOptions options, CancellationToken ct)
    {
        if (!options.Register) return origin;
        var name = options.RegisteredModelName ?? artifactName;
        try
        {
            await client.CreateRegisteredModelAsync(name, cancellationToken: ct).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.Code == ErrorCode.AlreadyExists)
        {
            // The usual case from the second version on.
        }
        ModelVersion? created = null;
        var began = Clock.GetUtcNow();
        try
        {
            var version = new ModelVersionOptions { ModelId = origin.ModelId, RunId = origin.RunId, AwaitReadyFor = TimeSpan.Zero };
            created = await client.CreateModelVersionAsync(name, source, version, ct).ConfigureAwait(false);
            await client.AwaitReadyAsync(created, options.AwaitRegistrationFor ?? TimeSpan.Zero, ct).ConfigureAwait(false);
            return origin with { RegisteredModelName = name, RegisteredModelVersion = created.Version };
        }
        catch (Exception e)
        {
            var back = new TakingBack(e, Clock);
            if (created is not null) await back.StepAsync(token => client.DeleteModelVersionAsync(name, created.Version, token)).ConfigureAwait(false);
            else if (e is OperationCanceledException or MlflowException { OutcomeIsUnknown: true }) await back.StepAsync(token => DeleteVersionsAsync(name, source, began - ClockSkew, token)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes back what was registered.</summary>
    protected Task UnregisterAsync(MlflowOrigin origin, CancellationToken ct) =>
        origin is { RegisteredModelName: { } name, RegisteredModelVersion: { } number } ? client.DeleteModelVersionAsync(name, number, ct) : Task.CompletedTask;

    // Whether a create that was cut off or cancelled made a version is known to the registry alone.
    private async Task DeleteVersionsAsync(string name, string source, DateTimeOffset since, CancellationToken ct)
    {
        if (name.AsSpan().ContainsAny('\'', '"', '`')) return; // no filter can hold it for certain
        await foreach (var version in client.SearchAllModelVersionsAsync($"name = '{name}'", ["creation_timestamp DESC"], ct).ConfigureAwait(false))
            if (version.Source == source && version.CreationTime >= since) await client.DeleteModelVersionAsync(name, version.Version, ct).ConfigureAwait(false);
    }

    protected static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string>? first, IReadOnlyDictionary<string, string>? second)
    {
        var merged = new Dictionary<string, string>(first ?? new Dictionary<string, string>());
        foreach (var (key, value) in second ?? new Dictionary<string, string>()) merged[key] = value;
        return merged;
    }
}
